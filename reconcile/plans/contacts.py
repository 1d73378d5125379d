"""Contacts of linked clients: matched within their client, added and updated, never deleted (SYN-1, SYN-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from reconcile.model import App
from reconcile.plans.change import CONTACT_CREATE, CONTACT_UPDATE, CREATE, Change
from reconcile.plans.differences import compare_fields
from reconcile.plans.draft import Draft, is_new
from reconcile.plans.lists import Row
from reconcile.plans.pairing import Pairing
from reconcile.plans.values import comparable


def match_contacts(
    here: list[Row], there: list[Row], known: Collection[tuple[str, str]] = ()
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs of contacts that are one person, and those left on either side.

    First those ``known`` by their ids to have been one person before, whatever has been edited since; then by email and name,
    by email, and by name. A key that stands more than once on a side matches nothing, so two people who share an address are not
    mixed up. A contact that stands twice in one list counts once, and one without an email whose name the other list has is
    that person already.
    """
    pairs = _known(here, there, known)
    left_here, left_there = _besides(here, [a for a, _ in pairs]), _besides(there, [b for _, b in pairs])
    others_here, others_there = list(left_here), list(left_there)
    left_here, left_there = _once(left_here), _once(left_there)
    for keys in (("email", "name"), ("email",), ("name",)):
        index_here, index_there = _index(left_here, keys), _index(left_there, keys)
        found = [(index_here[key], index_there[key]) for key in index_here if key in index_there]
        pairs.extend(found)
        used_here, used_there = {id(a) for a, _ in found}, {id(b) for _, b in found}
        left_here = [row for row in left_here if id(row) not in used_here]
        left_there = [row for row in left_there if id(row) not in used_there]
    return pairs, _strangers(left_here, others_there), _strangers(left_there, others_here)


def _known(here: list[Row], there: list[Row], known: Collection[tuple[str, str]]) -> list[tuple[Row, Row]]:
    """The pairs that were matched before and are both still there, each contact in one of them at most."""
    ours, theirs = {row["contact_id"]: row for row in here}, {row["contact_id"]: row for row in there}
    found = []
    for one, other in known:
        if one in ours and other in theirs:
            found.append((ours.pop(one), theirs.pop(other)))
    return found


def _besides(rows: list[Row], taken: list[Row]) -> list[Row]:
    """The rows without those that are taken and without their doubles."""
    ids, people = {id(row) for row in taken}, {_person(row) for row in taken}
    return [row for row in rows if id(row) not in ids and _person(row) not in people]


def _person(row: Row) -> tuple[str, str]:
    return comparable("email", row.get("email")), _name(row)


def _once(rows: list[Row]) -> list[Row]:
    """Each contact once, by email and name."""
    return list({_person(row): row for row in reversed(rows)}.values())[::-1]


def _strangers(left: list[Row], others: list[Row]) -> list[Row]:
    """Those of ``left`` who are not in the other list under their name alone."""
    names = {_name(row) for row in others}
    return [row for row in left if row.get("email") or _name(row) not in names]


def _name(row: Row) -> str:
    return comparable("text", row.get("name")).casefold()


def _index(rows: list[Row], keys: tuple[str, ...]) -> dict[tuple[str, ...], Row]:
    forms = {"email": "email", "name": "text"}
    keyed = [(tuple(comparable(forms[key], row.get(key)).casefold() for key in keys), row) for row in rows]
    counts = Counter(key for key, _ in keyed)
    return {key: row for key, row in keyed if all(key) and counts[key] == 1}


def compare_contacts(draft: Draft, app: App, client_a: Row, client_b: Row) -> None:
    """Adds what the contacts of one linked pair of clients need."""
    here = draft.lists.contact_rows.get(app, {}).get(client_a["client_id"], [])
    there = list(draft.contacts(client_b["client_id"]))
    before = draft.lists.matched_contacts.get((app.value, client_a["client_id"], client_b["client_id"]), ())
    pairs, only_here, only_there = match_contacts(here, there, before)
    for a, b in pairs:
        compare_fields(draft, Pairing(app, client_a, client_b, "contact", a, b, a["contact_id"], b["contact_id"]))
    _add(draft, app, App.IGNITION, (client_a, client_b), only_here)
    _add(draft, App.IGNITION, app, (client_b, client_a), only_there)
    if app is App.XPM:
        _default_contact(draft, _Both(client_a, client_b, here, there), [*pairs, *((row, None) for row in only_here)])


def _add(draft: Draft, source: App, target: App, clients: tuple[Row, Row], contacts: list[Row]) -> None:
    """New contacts in the target for those that only the source has."""
    rules = draft.lists.policy.synced("contact", source, target, draft.lists.settings)
    if not any(rule.name == "name" for rule in rules):
        return
    origin, record = clients
    for contact in contacts:
        if not contact.get("name"):
            continue
        for rule in rules:
            value = contact.get(rule.name)
            if rule.sync == "from-xpm-when-unset" or not value:
                continue
            upstream = draft.planned(
                (origin if source is App.IGNITION else record)["client_id"], contact["contact_id"], rule.name
            )
            draft.add(
                Change(
                    app=target,
                    record_id=record["client_id"],
                    client_name=draft.name_now(record),
                    kind=CREATE if is_new(record["client_id"]) else CONTACT_CREATE,
                    entity="contact",
                    entity_id=f"new:{source}:{contact['contact_id']}",
                    field=rule.name,
                    field_label=rule.label,
                    before=None,
                    after=value,
                    source_app=source,
                    source_id=origin["client_id"],
                    rule=rule.rule,
                    why=f"{rule.why} This contact is in {source.label} only, so it is added; contacts are never deleted.",
                    ticked=upstream is None or upstream.ticked,
                    depends_on=upstream.change_id if upstream is not None and source is App.IGNITION else "",
                )
            )


@dataclass(frozen=True)
class _Both:
    """Two linked clients, XPM's and Ignition's, and the contacts of each."""

    xpm: Row
    ignition: Row
    here: list[Row]
    there: list[Row]


def _default_contact(draft: Draft, both: _Both, people: list[tuple[Row, Row | None]]) -> None:
    """XPM's primary contact becomes the default where Ignition has none set (SYN-2), be it there already or added just now."""
    rules = draft.lists.policy.synced("contact", App.XPM, App.IGNITION, draft.lists.settings)
    rule = next((rule for rule in rules if rule.sync == "from-xpm-when-unset"), None)
    if rule is None or any(contact.get("is_primary") for contact in both.there):
        return
    primary = [(a, b) for a, b in people if a.get("is_primary")]
    if len(primary) != 1 or sum(bool(contact.get("is_primary")) for contact in both.here) != 1:
        return
    a, b = primary[0]
    if b is None and not a.get("name"):
        return  # a contact without a name cannot be added
    entity_id = b["contact_id"] if b is not None else f"new:{App.XPM}:{a['contact_id']}"
    fresh = CREATE if is_new(both.ignition["client_id"]) else CONTACT_CREATE
    draft.add(
        Change(
            app=App.IGNITION,
            record_id=both.ignition["client_id"],
            client_name=draft.name_now(both.ignition),
            kind=fresh if is_new(entity_id) else CONTACT_UPDATE,
            entity="contact",
            entity_id=entity_id,
            field=rule.name,
            field_label=rule.label,
            before=None if is_new(entity_id) else "No",
            after="Yes",
            source_app=App.XPM,
            source_id=both.xpm["client_id"],
            rule=rule.rule,
            why=rule.why,
        )
    )
