"""A plan in the making, and Ignition as it will be once the changes so far are applied (SET-10).

Changes flow Gusto → Ignition → XPM in one plan, so what goes on to XPM is compared with Ignition's *planned* values. A client
that the plan creates in Ignition is there too, under the id ``new:<app>:<id>``. What concerns linked records is worked out
in the tables; what is created, and the links, one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reconcile.model import App
from reconcile.plans.change import LINK, Change, Held
from reconcile.plans.lists import Lists, Row
from reconcile.plans.staff import StaffDirectory
from reconcile.plans.tables import Tables

_Key = tuple[str, str, str]

_CHANGE = (
    "stage", "place", "app", "record_id", "client_name", "kind", "entity", "entity_id", "field", "field_label", "before",
    "after", "source_app", "source_id", "rule", "why", "risk", "ticked", "after_from", "depends_on", "change_id",
)  # fmt: skip
_PLANNED = ("record_id", "entity_id", "field", "change_id", "ticked")
_NEW_PERSON = ("name", "email", "phone", "mobile", "salutation", "addressee", "is_primary")


def is_new(record_id: str) -> bool:
    """Whether an id stands for a record that the plan itself creates."""
    return record_id.startswith("new:")


@dataclass(frozen=True, slots=True)
class Planned:
    """A change of Ignition's that another one may hang on."""

    change_id: str
    ticked: bool


@dataclass
class Draft:
    """The changes and held items so far. ``stage`` counts the steps of the build, in whose order the changes are applied.

    ``keeps`` says whether what linked records agree on now is kept as last common values.
    """

    lists: Lists
    staff: StaffDirectory
    tables: Tables
    keeps: bool = True
    stage: int = 0
    held: list[Held] = field(default_factory=list)
    _changes: list[tuple[int, Change]] = field(default_factory=list)
    _planned: dict[_Key, Planned] = field(default_factory=dict)
    _clients: dict[str, Row] = field(default_factory=dict)
    _contacts: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def made(self) -> list[Change]:
        """The changes that were made one by one."""
        return [change for _, change in self._changes]

    def add(self, change: Change) -> None:
        """Takes a change."""
        self._changes.append((self.stage, change))
        if change.app is App.IGNITION and change.kind != LINK:
            key = (change.record_id, change.entity_id, change.field)
            self._planned[key] = Planned(change.change_id, change.ticked)
            self._take_over(change)

    def planned(self, record_id: str, contact_id: str, name: str) -> Planned | None:
        """The change that Ignition's field will come from, if any; for a new record or contact at least that of its name."""
        found = self._planned.get((record_id, contact_id, name))
        if found is None and (is_new(record_id) or is_new(contact_id)):
            found = self._planned.get((record_id, contact_id, "name"))
        return found

    def client(self, client_id: str) -> Row:
        """A client of Ignition as it will be: one that this plan creates, or one that ``fetch`` brought."""
        return self._clients.setdefault(client_id, {"client_id": client_id, "groups": []})

    def contacts(self, client_id: str) -> list[Row]:
        """Such a client's contacts, in order."""
        return self._contacts.setdefault(client_id, [])

    def fetch(self, condition: str) -> list[str]:
        """Brings the clients of Ignition for which a condition holds here, as they will be; returns their ids in order."""
        chosen = f"coming_client WHERE {condition}"
        rows = self.tables.rows("SELECT * FROM $chosen ORDER BY client_id", chosen=chosen)
        if not rows:
            return []
        ids = f"(SELECT client_id FROM {chosen})"  # noqa: S608 - a condition of our own
        self._clients.update({row["client_id"]: row for row in rows})
        people = "SELECT * FROM coming_contact WHERE client_id IN $ids ORDER BY client_id, position_no"
        for person in self.tables.rows(people, ids=ids):
            self.contacts(person["client_id"]).append(person)
        for row in self.tables.rows("SELECT * FROM planned WHERE record_id IN $ids", ids=ids):
            key = (row["record_id"], row["entity_id"], row["field"])
            self._planned[key] = Planned(row["change_id"], row["ticked"])
        return [row["client_id"] for row in rows]

    def hand_in(self, client_ids: Sequence[str]) -> None:
        """Puts clients that this plan creates into the tables, to be compared like those that are there."""
        if not client_ids:
            return
        ids = set(client_ids)
        planned = [(*key, each.change_id, each.ticked) for key, each in self._planned.items() if key[0] in ids]
        rows = [self.client(client_id) for client_id in client_ids]
        names = ("client_id", *sorted({name for row in rows for name in row} - {"client_id", "groups"}), "groups")
        people = [
            (client_id, place, row)
            for client_id in client_ids
            for place, row in enumerate(self._contacts.get(client_id, []))
        ]
        self.tables.thaw()
        self.tables.put("new_planned", _PLANNED, planned)
        self.tables.put("new_client", names, [tuple(row.get(name) for name in names) for row in rows])
        self.tables.put(
            "new_contact",
            ("client_id", "position_no", "contact_id", *_NEW_PERSON),
            [
                (client_id, place, row["contact_id"], *(row.get(name) for name in _NEW_PERSON))
                for client_id, place, row in people
            ],
        )
        self.tables.run("INSERT INTO planned BY NAME FROM new_planned")
        self.tables.run("INSERT INTO coming_client BY NAME SELECT *, name AS name_now FROM new_client")
        self.tables.run("INSERT INTO coming_contact BY NAME FROM new_contact")

    def write_made(self) -> None:
        """Puts the changes that were made one by one beside the others."""
        rows = [
            (stage, place, *(_plain(getattr(change, name)) for name in _CHANGE[2:]))
            for place, (stage, change) in enumerate(self._changes)
        ]
        if rows:
            self.tables.put("made", _CHANGE, rows)
            self.tables.run("INSERT INTO change BY NAME SELECT *, 0 AS section, 0 AS person, 0 AS rule_no FROM made")

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


def _plain(value: object) -> object:
    return value.value if isinstance(value, App) else value
