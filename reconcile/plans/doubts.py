"""Links by exact name that nothing else bears out: two people of one name may have been taken for one (IMP-2).

The apps link them all the same, so they stay linked here; but what would be written over such a link is left for a person.
"""

from __future__ import annotations

from dataclasses import replace

from reconcile import frames
from reconcile.model import App
from reconcile.plans.change import Held
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Lists, Row
from reconcile.plans.values import comparable

REASON = "equal name, nothing else agrees"
_WHY = (
    "They were linked because their names are exactly equal, but no email, phone number or address of theirs agrees. If they are"
    " one client, tick the changes; if they are two of one name, end the link."
)


def leave_doubtful_links(draft: Draft) -> None:
    """Unticks every change over a doubtful link and says why in the held list."""
    doubtful: set[tuple[App, str]] = set()
    for app, here, there in _doubtful(draft.lists):
        ends = ((app, here["client_id"]), (App.IGNITION, there["client_id"]))
        doubtful.update(ends)
        draft.held.append(
            Held(
                app,
                here["client_id"],
                here["name"],
                REASON,
                "IMP-2",
                _WHY,
                other_app="ignition",
                other_id=there["client_id"],
            )
        )
    for change in draft.changes:
        if (change.app, change.record_id) in doubtful or (change.source_app, change.source_id) in doubtful:
            draft.add(replace(change, ticked=False, why=f"{change.why} Unticked: {REASON}."))


def _doubtful(lists: Lists) -> list[tuple[App, Row, Row]]:
    ignition = lists.records.get(App.IGNITION, {})
    found = []
    for link in frames.rows_of(lists.links[lists.links["origin"] == "exact-name"]):
        app = App(link["app_a"])
        here, there = lists.records.get(app, {}).get(link["id_a"]), ignition.get(link["id_b"])
        if here is not None and there is not None and _nothing_agrees(lists, app, here, there):
            found.append((app, here, there))
    return found


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
