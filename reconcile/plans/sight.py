"""The newest snapshot of each app as a plan's changes are compared with it: what a record, a contact or a name is there now."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.operation import Row
from reconcile.plans.values import comparable


@dataclass(frozen=True)
class Sight:
    """One app's newest snapshot: its tables, its id and when it was begun. ``compare_of`` gives a field's compare word."""

    app: App
    snapshot_id: str
    taken_at: datetime
    clients: pd.DataFrame
    contacts: pd.DataFrame
    compare_of: Callable[[str, str], str]

    @functools.cached_property
    def _by_id(self) -> dict[str, Row]:
        return {row["client_id"]: row for row in frames.rows_of(self.clients)}

    @functools.cached_property
    def _by_number(self) -> dict[str, Row]:
        return {row["number"]: row for row in self._by_id.values() if row.get("number")}

    @functools.cached_property
    def _by_name(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self._by_id.values():
            found.setdefault(row["name"], []).append(row)
        return found

    @functools.cached_property
    def _people(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in frames.rows_of(self.contacts):
            found.setdefault(row["client_id"], []).append(row)
        return found

    def client(self, client_id: str, number: str = "") -> Row | None:
        """A client by its id, or by the app's number for it where the ids are of another kind of list."""
        return self._by_id.get(client_id) or (self._by_number.get(number) if number else None)

    def named(self, name: str) -> list[Row]:
        """The clients of exactly this name (IMP-3)."""
        return self._by_name.get(name, [])

    def people(self, client: Row) -> list[Row]:
        """A client's contacts."""
        return self._people.get(client["client_id"], [])

    def value(self, client: Row, change: Row) -> str | None:
        """What a client holds where the change would write; None also where the contact is not there."""
        if change["entity"] != "contact":
            return _text(client, change["field"])
        person = next((row for row in self.people(client) if row["contact_id"] == change["entity_id"]), None)
        return None if person is None else _text(person, change["field"])

    def has_contact(self, client: Row, contact_id: str) -> bool:
        """Whether a client has the contact of this id."""
        return any(row["contact_id"] == contact_id for row in self.people(client))

    def same_contact(self, client: Row, values: Mapping[str, str]) -> Row | None:
        """The client's contact with the name and the email of these values."""
        keys = [key for key in ("name", "email") if key in values]
        for person in self.people(client):
            if all(self._form(key, person.get(key)) == self._form(key, values[key]) for key in keys):
                return person
        return None

    def equal(self, change: Row, now: str | None, planned: str | None) -> bool:
        """Whether two values of the change's field say the same."""
        compare = "exact" if change["entity"] == "link" else self.compare_of(change["entity"], change["field"])
        return now == planned or comparable(compare, now) == comparable(compare, planned)

    def _form(self, key: str, value: str | None) -> str:
        return comparable(self.compare_of("contact", key), value)


def contact_text(person: Row, field: str) -> str | None:
    """A contact's value by field; the primary flag as Yes or No."""
    return _text(person, field)


def _text(row: Row, field: str) -> str | None:
    if field == "groups":
        groups = sorted(row.get("groups") or [])
        return groups[0] if groups else ""
    value = row.get(field)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return None if value is None else str(value)
