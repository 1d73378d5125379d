"""Ignition's bulk edit: its client export given back with some cells changed, to be uploaded there by a person.

The file has the form of Ignition's own export: UTF-8 without a mark, plain line ends, every field quoted. Whatever is not changed
goes back as it came. An id says which record is meant, and **a blank one makes a new record**; so ids are never left out, and new
clients stand in a file of their own.

A cell is never altered to keep a spreadsheet from running it as a formula, for Ignition would take the alteration for the value.
Instead no *planned* value that begins like a formula is put into the file (a person enters it), and the file is to be uploaded
unopened: to look at it there is the preview.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reconcile.apps.fields import EXPORT_CLIENT, EXPORT_COLUMNS, EXPORT_CONTACT
from reconcile.apps.files.tables import text_table
from reconcile.errors import BadInput

Cells = Mapping[str, str]

CLIENT_COLUMNS: Mapping[str, str] = {
    **{field: column for field, column in EXPORT_CLIENT.items() if field != "created_at"},
    "groups": "Client Group Name",
}
"""Canonical field of a client → the column that the bulk edit changes it by."""

CONTACT_COLUMNS: Mapping[str, str] = {**EXPORT_CONTACT, "is_primary": "Is Primary Contact"}
"""The same for a contact. A contact's position has no column."""

UNSURE: Mapping[str, str] = {"XPM Id": "Whether Ignition takes over a changed XPM Id is not documented."}
"""Columns that the export has and of which nobody says whether the bulk edit takes them. The next snapshot shows it."""

ID_COLUMNS = ("Client Id", "Contact Id")

_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d\s(.])")


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell: of the whole client, of the contact with this id, or of a contact to be added (an id that no row has)."""

    column: str
    value: str
    contact_id: str = ""


def column_of(entity: str, field: str) -> str | None:
    """The column of a field; None where the bulk edit has none."""
    return (CONTACT_COLUMNS if entity == "contact" else CLIENT_COLUMNS).get(field)


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell; a phone number or a negative number is none."""
    return _FORMULA.match(text) is not None


def kept_rows(raw: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """A client's rows of the export as a snapshot has kept them; none where it was not read from an export.

    ``raw`` is what the snapshot kept of the client, ``contacts`` of each of its contacts in order. Rows that differ only in their
    contact's own cells are kept as one row and the contacts' cells.
    """
    whole = raw.get("rows") or raw.get("export")
    if whole:
        return [_texts(row) for row in whole]
    if "Client Id" not in raw:
        return []
    first = _texts({name: cell for name, cell in raw.items() if name not in ("proposals", "rows")})
    return [{**first, **_texts(contact)} for contact in contacts] or [first]


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): "" if cell is None else str(cell) for name, cell in row.items()}


def edited(rows: Sequence[Cells], edits: Iterable[Edit]) -> list[dict[str, str]]:
    """A client's rows with these cells changed, and a row for each contact to be added behind the others.

    Raises ``BadInput`` for a column that the rows do not have.
    """
    after = [dict(row) for row in rows]
    for edit in edits:
        if edit.column not in after[0]:
            raise BadInput("The export that the snapshot was taken from has no such column", column=edit.column)
        if edit.column in CONTACT_COLUMNS.values():
            _contact_row(after, edit.contact_id)[edit.column] = edit.value
        else:
            for row in after:
                row[edit.column] = edit.value
    for row in after:
        row.pop(_ADDED, None)
    return after


_ADDED = "\x00added"
"""Marks a row under way that stands for a contact to be added, by the contact's provisional id."""


def _contact_row(rows: list[dict[str, str]], contact_id: str) -> dict[str, str]:
    for row in rows:
        if contact_id in (row.get("Contact Id"), row.get(_ADDED)):
            return row
    vacant = next((row for row in rows if not row.get("Contact Id") and _ADDED not in row), None)
    if vacant is None:
        vacant = {name: "" if _is_contacts(name) else cell for name, cell in rows[0].items() if name != _ADDED}
        rows.append(vacant)
    vacant[_ADDED] = contact_id
    return vacant


def _is_contacts(column: str) -> bool:
    return column.startswith("Contact ") or column in ("Is Primary Contact", "Is Signatory")


def new_rows(header: Sequence[str], client: Cells, contacts: Sequence[Cells]) -> list[dict[str, str]]:
    """The rows that create a client: by column, a row for each contact, all ids blank."""
    blank = dict.fromkeys(header, "")
    return [{**blank, **client, **contact} for contact in contacts or [{}]]


def csv_bytes(rows: Sequence[Cells], header: Sequence[str] = EXPORT_COLUMNS) -> bytes:
    """The rows in the form of Ignition's export; the header is that of the first row, where there is one."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\n")
    names = list(rows[0]) if rows else list(header)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return held.getvalue().encode()


def parsed(data: bytes) -> list[dict[str, str]]:
    """The rows of a bulk-edit file, as Ignition would read them."""
    table = text_table(data)
    return [dict(zip(table.header, (cell or "" for cell in row.cells), strict=False)) for row in table.rows]
