"""Ignition's part of a plan as bulk-edit files, made from the client export that the newest snapshot was taken from.

Two files: one that changes clients and contacts that are there and adds contacts to them, every client named by its id; and one of
new clients, whose ids are blank and which is therefore never mixed with the other (``apps.files.bulk_edit``).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.apps.files import bulk_edit as form
from reconcile.model import App
from reconcile.plans.operation import Operation, Row

UPDATES, CREATES = "ignition-bulk-edit.csv", "ignition-new-clients.csv"
"""The names under which the two files are offered."""

PREVIEW_COLUMNS = ("file", "what", "client_number", "client_name", "contact", "column", "before", "after", "note")

CANNOT = "cannot carry"
"""What the preview says of a change that goes by hand because no file can carry it."""

_PEOPLE = ("partner", "manager")
_NO_EMAIL = "Ignition's upload asks for a name and an email address of each new contact, and one is missing."
_NO_PERSON = "Ignition's upload asks for a contact with a name and an email address, and this client has none."
_NO_ROW = "The newest snapshot holds no row of Ignition's client export for it."
_FORMULA = "It begins like a formula, which no file should bring into a spreadsheet."


class Export:
    """The client export of a snapshot, client by client: what the bulk edit starts from, and what it can carry.

    ``clients`` and ``contacts`` are the snapshot's tables; ``users`` are the known emails of Ignition's users, ``ignored`` the
    columns that uploads are known to have left as they were.
    """

    def __init__(
        self,
        clients: pd.DataFrame,
        contacts: pd.DataFrame,
        users: Collection[str] = (),
        ignored: Collection[str] = (),
    ) -> None:
        self._raw = dict(zip(clients["client_id"], clients["raw"], strict=True))
        self._people: dict[str, list[str]] = {}
        for client_id, raw in zip(contacts["client_id"], contacts["raw"], strict=True):
            self._people.setdefault(client_id, []).append(raw)
        named = [value for name in _PEOPLE for value in clients[name] if value]
        self._users = {email.strip().casefold() for email in (*users, *named)}
        self._ignored = frozenset(ignored)
        self._rows: dict[str, list[dict[str, str]]] = {}
        self.header = next(self._headers(), ())

    def rows(self, client_id: str) -> list[dict[str, str]]:
        """A client's rows as they came; none where the snapshot was not taken from an export, or not with this client in it."""
        if client_id not in self._rows:
            raw = json.loads(self._raw.get(client_id) or "{}")
            people = [json.loads(each) for each in self._people.get(client_id, ())]
            self._rows[client_id] = form.kept_rows(raw, people)
        return self._rows[client_id]

    def refuses(self, operation: Operation) -> str:
        """Why the bulk edit cannot carry an operation at all, in a sentence; nothing where it can."""
        if not self.header:
            return "The newest snapshot of Ignition was not taken from its client export."
        if operation.verb == "create":
            return self._refuses_create(operation)
        rows = self.rows(operation.record_id)
        if not rows or not all(row.get("Client Id") for row in rows):
            return _NO_ROW
        if operation.verb == "contact-create":
            return self._refuses_people([operation.values("contact")])
        contact_id = operation.changes[0]["entity_id"]
        if operation.verb == "contact-update" and contact_id not in {row.get("Contact Id") for row in rows}:
            return _NO_ROW
        return ""

    def refuses_change(self, row: Row) -> str:
        """Why the bulk edit cannot carry one change of an operation that it carries; nothing where it can."""
        column = form.column_of(row["entity"], row["field"])
        if column is None:
            return f"Ignition's bulk edit has no column for it ({row['field_label']})."
        if column not in self.header:
            return f"The export that the snapshot was taken from has no column “{column}”."
        if column in self._ignored:
            return f"An upload has left the column “{column}” as it was."
        if form.begins_like_a_formula(row["after"]):
            return _FORMULA
        if row["entity"] == "client" and row["field"] in _PEOPLE and row["after"]:
            known = row["after"].strip().casefold() in self._users
            return (
                "" if known else f"{row['after']} is not known as a user of Ignition, so the upload would be refused."
            )
        return ""

    def _refuses_create(self, operation: Operation) -> str:
        people = operation.new_contacts()
        if not people:
            return _NO_PERSON
        name = operation.values("client").get("name", "")
        return _FORMULA if form.begins_like_a_formula(name) else self._refuses_people(people)

    @staticmethod
    def _refuses_people(people: Sequence[Mapping[str, str]]) -> str:
        for person in people:
            if not person.get("name") or not person.get("email"):
                return _NO_EMAIL
            if any(form.begins_like_a_formula(person[key]) for key in ("name", "email")):
                return _FORMULA
        return ""

    def _headers(self) -> Iterator[tuple[str, ...]]:
        for client_id in self._raw:
            rows = self.rows(client_id)
            if rows:
                yield tuple(rows[0])


@dataclass(frozen=True)
class BulkFiles:
    """The files by name, and what uploading them will do (columns ``PREVIEW_COLUMNS``), with what to mind in ``warnings``."""

    files: Mapping[str, bytes]
    preview: pd.DataFrame
    warnings: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        return frames.in_html("Files for Ignition's bulk edit", {**self.files, "warnings": self.warnings}, self.preview)

    def counts(self) -> dict[str, int]:
        """How many clients are updated or created, contacts updated or added, and changes refused."""
        by: dict[str, set[tuple[Any, ...]]] = {what: set() for what in _COUNTED.values()}
        for row in frames.rows_of(self.preview):
            key = (row["client_number"], row["client_name"])
            by[_COUNTED[row["what"]]].add((*key, row["contact"]) if "contact" in row["what"] else key)
        return {name: len(found) for name, found in by.items()}


_COUNTED = {
    "updates client": "clients_updated",
    "updates contact": "contacts_updated",
    "adds contact": "contacts_added",
    "creates client": "clients_created",
    CANNOT: "refused",
}


def bulk_files(rows: Sequence[Row], export: Export, left: Sequence[tuple[Row, str]] = ()) -> BulkFiles:
    """The files that carry these changes of Ignition (rows of a plan; ``after`` is the value that is handed over).

    ``left`` are the changes of Ignition that no file can carry, each with the reason: the preview names them.
    """
    updates: list[dict[str, str]] = []
    creates: list[dict[str, str]] = []
    before: dict[str, list[dict[str, str]]] = {}
    refused: list[tuple[Row, str]] = [(row, why) for row, why in left if row["app"] == App.IGNITION.value]
    for record_id, mine in _by_record(rows).items():
        if mine[0]["kind"] == "create":
            creates += _created(mine, export)
            continue
        kept = export.rows(record_id)
        if not kept:
            refused += [(row, _NO_ROW) for row in mine]
            continue
        before[kept[0]["Client Id"]] = kept
        updates += form.edited(kept, [_edit(row) for row in mine])
    files = {UPDATES: form.csv_bytes(updates)} if updates else {}
    files |= {CREATES: form.csv_bytes(creates)} if creates else {}
    found = [*preview_rows(files, before), *(_refusal(row, why) for row, why in refused)]
    return BulkFiles(files, frames.frame(PREVIEW_COLUMNS, found), _warnings(files, before, found))


def preview_rows(
    files: Mapping[str, bytes], before: Mapping[str, Sequence[Mapping[str, str]]]
) -> list[tuple[str, ...]]:
    """What uploading the files would do, read out of the files themselves; ``before`` are each client's rows by its Client Id."""
    found: list[tuple[str, ...]] = []
    for name, data in files.items():
        added: dict[str, set[str]] = {}
        for row in form.parsed(data):
            number = row["Client Id"]
            known = {old.get("Contact Id", ""): old for old in before.get(number, ())}
            first = number not in added
            added.setdefault(number, set())
            old = next(iter(known.values()), {})
            found += _row_preview(name, row, old, known.get(row["Contact Id"]), first=first or not number)
    return list(dict.fromkeys(found))


def _row_preview(
    name: str, row: Mapping[str, str], client: Mapping[str, str], contact: Mapping[str, str] | None, *, first: bool
) -> Iterator[tuple[str, ...]]:
    number, person = row["Client Id"], _person(row)
    in_contacts = set(form.CONTACT_COLUMNS.values())
    vacant = contact is not None and not contact.get("Contact Id")
    for column, after in row.items():
        if column in form.ID_COLUMNS:
            continue
        mine = column in in_contacts
        was = ((contact or {}) if mine else client).get(column, "")
        if was == after or not (mine or first):
            continue
        adding = mine and (contact is None or vacant)
        what = "creates client" if not number else ("adds contact" if adding else _UPDATES[mine])
        yield (name, what, number, row["Client Name"], person if mine else "", column, was, after,
               form.UNSURE.get(column, ""))  # fmt: skip


def _person(row: Mapping[str, str]) -> str:
    """A contact as people tell two of one name apart."""
    name, email = row.get("Contact Name", ""), row.get("Contact Email", "")
    return f"{name} ({email})" if name and email else name or email


_UPDATES = {True: "updates contact", False: "updates client"}


def _by_record(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["app"] == App.IGNITION.value:
            found.setdefault(row["record_id"], []).append(row)
    return found


def _edit(row: Row) -> form.Edit:
    column = form.column_of(row["entity"], row["field"]) or row["field"]
    return form.Edit(column, row["after"], row["entity_id"])


def _created(rows: Sequence[Row], export: Export) -> list[dict[str, str]]:
    client: dict[str, str] = {}
    people: dict[str, dict[str, str]] = {}
    for row in rows:
        column = form.column_of(row["entity"], row["field"])
        if column is not None:
            (people.setdefault(row["entity_id"], {}) if row["entity"] == "contact" else client)[column] = row["after"]
    return form.new_rows(export.header, client, list(people.values()))


def _refusal(row: Row, why: str) -> tuple[str, ...]:
    column = form.column_of(row["entity"], row["field"]) or row["field_label"]
    return ("", CANNOT, "", row["client_name"], "", column, row["before"] or "", row["after"], why)


def _warnings(
    files: Mapping[str, bytes], before: Mapping[str, Sequence[Mapping[str, str]]], preview: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    found = []
    if UPDATES in files:
        found.append(
            "The file gives every other column of these clients back as the export had it: what is edited there between the"
            " export and the upload is put back. Upload it soon."
        )
    if any(what in ("adds contact", "creates client") for _, what, *_ in preview):
        found.append("Upload each file once: what has a blank id is made anew with every upload.")
    risky = sum(form.begins_like_a_formula(cell) for rows in before.values() for row in rows for cell in row.values())
    if risky:
        found.append(
            f"{risky:,} unchanged cells begin like a formula. Upload the file as it is and do not open it in a spreadsheet."
        )
    found += sorted({note for _, what, *_, note in preview if note and what != CANNOT})
    return tuple(found)


@dataclass
class Ignored:
    """Columns that uploads are known to leave alone: handed over by file and not seen, while others of the client were."""

    seen: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)

    def note(self, rows: Sequence[tuple[str, str, bool]]) -> None:
        """Takes one run's by-file changes: (record id, column, whether it was seen)."""
        arrived = {record_id for record_id, _, was_seen in rows if was_seen}
        for record_id, column, was_seen in rows:
            if was_seen:
                self.seen.add(column)
            elif record_id in arrived:
                self.missed.add(column)

    @property
    def columns(self) -> set[str]:
        """Those that no upload has ever changed."""
        return self.missed - self.seen
