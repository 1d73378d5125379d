"""Links that may join two different clients: what would be written over them is left for a person (IMP-2, IMP-4).

Two people of one name may have been taken for one, or a record may have been reused for somebody else since it was linked. The
apps keep such links, so they stay linked here; but nothing is written over them unasked.
"""

from __future__ import annotations

from dataclasses import replace

from reconcile import frames
from reconcile.duplicates.legal_forms import plain_forms
from reconcile.duplicates.names import compare_names
from reconcile.duplicates.normalise import clean, tokenise
from reconcile.model import App
from reconcile.plans.change import Held
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Lists, Row
from reconcile.plans.values import comparable

EQUAL_NAME = "equal name, nothing else agrees"
OTHER_NAME = "names no longer agree"
_EQUAL_NAME = (
    "They were linked because their names are exactly equal, but no email, phone number or address of theirs agrees. If they are"
    " one client, tick the changes; if they are two of one name, end the link."
)
_OTHER_NAME = (
    "They are linked, and their names have nothing in common any more: a record may have been reused for somebody else. If it is"
    " one client under a new name, tick the changes; if they are two, end the link."
)

UNLIKE = 0.05
"""Two names that are one client's with less than this probability have nothing to do with each other."""


def leave_doubtful_links(draft: Draft) -> None:
    """Unticks every change over a doubtful link and says why in the held list."""
    doubtful: dict[tuple[App, str], str] = {}
    for held in _doubtful(draft.lists):
        draft.held.append(held)
        for end in ((held.app, held.record_id), (App.IGNITION, held.other_id)):
            doubtful.setdefault(end, held.reason)
    for change in draft.changes:
        ends = ((change.app, change.record_id), (change.source_app, change.source_id))
        reason = next((doubtful[end] for end in ends if end in doubtful), None)
        if reason is not None:
            draft.add(replace(change, ticked=False, why=f"{change.why} Unticked: {reason}."))


def _doubtful(lists: Lists) -> list[Held]:
    ignition = lists.records.get(App.IGNITION, {})
    found = []
    for link in frames.rows_of(lists.links):
        app = App(link["app_a"])
        here, there = lists.records.get(app, {}).get(link["id_a"]), ignition.get(link["id_b"])
        if here is None or there is None or not (here["is_current"] and there["is_current"]):
            continue
        if link["origin"] == "exact-name" and here["name"] == there["name"]:
            if _nothing_agrees(lists, app, here, there):
                found.append(_held(app, here, there, EQUAL_NAME, "IMP-2", _EQUAL_NAME))
        elif link["origin"] != "decision" and _unlike(here["name"], there["name"]):
            found.append(_held(app, here, there, OTHER_NAME, "IMP-4", _OTHER_NAME))
    return found


def _held(app: App, here: Row, there: Row, reason: str, rule: str, why: str) -> Held:
    return Held(
        app,
        here["client_id"],
        here["name"],
        reason,
        rule,
        why,
        value_here=here["name"],
        value_there=there["name"],
        other_app="ignition",
        other_id=there["client_id"],
    )


def _unlike(one: str, other: str) -> bool:
    """Not a word in common beside legal forms, and the matcher finds no other way in which they could be one name."""
    if one == other or _words(one) & _words(other):
        return False
    comparison = compare_names(one, other)
    return comparison.label == "different" and comparison.probability < UNLIKE


def _words(name: str) -> set[str]:
    return {token.key for token in tokenise(clean(name))} - plain_forms()


def _nothing_agrees(lists: Lists, app: App, here: Row, there: Row) -> bool:
    """At least two kinds of evidence stand on both sides, and none of them has a value in common."""
    ours, theirs = _evidence(lists, app, here), _evidence(lists, App.IGNITION, there)
    both = [kind for kind in ours if ours[kind] and theirs[kind]]
    return len(both) >= 2 and not any(ours[kind] & theirs[kind] for kind in both)


def _evidence(lists: Lists, app: App, row: Row) -> dict[str, set[str]]:
    people = lists.contact_rows.get(app, {}).get(row["client_id"], [])
    values = {
        "email": [row.get("email"), *(person.get("email") for person in people)],
        "phone": [row.get("phone"), *(person.get(kind) for person in people for kind in ("phone", "mobile"))],
        "text": [row.get("address"), row.get("postal_address")],
    }
    return {kind: {comparable(kind, value).casefold() for value in found} - {""} for kind, found in values.items()}
