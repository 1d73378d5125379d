"""A plan in the making, and Ignition as it will be once the changes so far are applied (SET-10).

Changes flow Gusto → Ignition → XPM in one plan, so what goes on to XPM is compared with Ignition's *planned* values. A client
that the plan creates in Ignition is there too, under the id ``new:<app>:<id>``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reconcile.model import App
from reconcile.plans.change import LINK, Change, Held
from reconcile.plans.lists import Lists, Row
from reconcile.plans.staff import StaffDirectory
from reconcile.policy import FieldRule

_Key = tuple[str, str, str]


def is_new(record_id: str) -> bool:
    """Whether an id stands for a record that the plan itself creates."""
    return record_id.startswith("new:")


@dataclass
class Draft:
    """The changes and held items so far; ``agreed`` are the fields on which linked records agree now."""

    lists: Lists
    staff: StaffDirectory
    held: list[Held] = field(default_factory=list)
    agreed: list[tuple[str, str, str, str, str, str, str | None, str | None]] = field(default_factory=list)
    _changes: dict[str, Change] = field(default_factory=dict)
    _planned: dict[_Key, Change] = field(default_factory=dict)
    _clients: dict[str, Row] = field(default_factory=dict)
    _contacts: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def changes(self) -> list[Change]:
        """In the order in which they came up, which is the order in which they are applied."""
        return list(self._changes.values())

    def add(self, change: Change) -> None:
        """Takes a change; one of the same field of the same record is replaced by it."""
        self._changes[change.change_id] = change
        if change.app is App.IGNITION and change.kind != LINK:
            self._planned[(change.record_id, change.entity_id, change.field)] = change
            self._take_over(change)

    def planned(self, record_id: str, contact_id: str, name: str) -> Change | None:
        """The change that Ignition's field will come from, if any; for a new record or contact at least that of its name."""
        found = self._planned.get((record_id, contact_id, name))
        if found is None and (is_new(record_id) or is_new(contact_id)):
            found = self._planned.get((record_id, contact_id, "name"))
        return found

    def name_now(self, record: Row) -> str:
        """The name that a record bears in its app now, whatever the plan makes of it; a new one's is the planned one."""
        known = self.lists.records.get(App.IGNITION, {}).get(record["client_id"], record)
        return str(known["name"])

    def client(self, client_id: str) -> Row:
        """An Ignition client as it will be."""
        if client_id not in self._clients:
            known = self.lists.records.get(App.IGNITION, {}).get(client_id)
            self._clients[client_id] = dict(known) if known else {"client_id": client_id, "groups": []}
        return self._clients[client_id]

    def contacts(self, client_id: str) -> list[Row]:
        """An Ignition client's contacts as they will be."""
        if client_id not in self._contacts:
            known = self.lists.contact_rows.get(App.IGNITION, {}).get(client_id, [])
            self._contacts[client_id] = [dict(row) for row in known]
        return self._contacts[client_id]

    def _take_over(self, change: Change) -> None:
        if change.entity == "contact":
            people = self.contacts(change.record_id)
            person = next((row for row in people if row["contact_id"] == change.entity_id), None)
            if person is None:
                person = {"contact_id": change.entity_id}
                people.append(person)
            person[change.field] = change.after == "Yes" if change.field == "is_primary" else change.after
            return
        client = self.client(change.record_id)
        client[change.field] = [change.after] if change.field == "groups" else change.after


def field_value(rule: FieldRule, row: Row) -> str | None:
    """A record's value of a field; of several groups the first by name (SYN-4)."""
    if rule.compare == "one-of":
        return next(iter(sorted(row.get("groups") or [])), None)
    value: str | None = row.get(rule.name)
    return value


def which_of(groups: list[str]) -> list[str]:
    """The sentence that says which of several groups Ignition gets and why; none for one group (SYN-4)."""
    if len(groups) < 2:
        return []
    others = ", ".join(f"“{name}”" for name in sorted(groups)[1:])
    return [
        f"XPM has {len(groups)} groups for it and Ignition holds one: “{min(groups)}”, the first by name (not {others})."
    ]
