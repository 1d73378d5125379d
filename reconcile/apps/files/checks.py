"""Which rows of a list can be taken as clients, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reconcile.apps.files.grid import Row
from reconcile.apps.files.rejected import WITH_ITS_CLIENT, Rejected
from reconcile.apps.files.repairs import COUNTRY_OF, NUMBERS, is_shortened, repaired
from reconcile.apps.files.tables import Table

_ONCE = "Each client must have its own id. Rows of one client must agree in its name, and then hold a contact each."


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows by client, in the order of the file; those that cannot be taken; and how many values were put right."""

    clients: tuple[tuple[Row, ...], ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


def checked(table: Table, columns: Mapping[str, str], *, row_ids: bool, as_is: bool) -> Checked:
    """Every row of a table, either with its client or rejected. A client with a rejected row is rejected whole.

    ``columns`` is field → header. With ``as_is`` nothing that Excel changed is put back.
    """
    spoilt = {fault.line: fault for fault in table.faults if fault.column in columns.values()}
    rows, notes = (list(table.rows), ()) if as_is else _repaired(table, columns)
    clients: dict[str, list[Row]] = {}
    rejected: dict[int, Rejected] = {}
    has_contacts = any(field.startswith("contact_") for field in columns)
    places = {field: table.header.index(header) for field, header in columns.items()}
    for row in rows:
        fault = spoilt.get(row.line) or table.misshapen(row) or _fault(row, columns, places, row_ids=row_ids)
        client_id = str(row.line) if row_ids else _cell(row, places["id"])
        if fault is None and client_id in clients:
            before = clients[client_id][0]
            same = has_contacts and _cell(row, places["name"]) == _cell(before, places["name"])
            reason = f"the id stands in line {before.line} already"
            fault = None if same else Rejected(row.line, columns["id"], reason, _ONCE, row.cells)
        if fault is not None:
            rejected[row.line] = fault
        if fault is None or client_id in clients:
            clients.setdefault(client_id, []).append(row)
    good = []
    for members in clients.values():
        bad = [row for row in members if row.line in rejected]
        if not bad:
            good.append(tuple(members))
            continue
        for row in members:
            column, hint = rejected[bad[0].line].column, "Correct the other row; this one is taken with it."
            rejected.setdefault(row.line, Rejected(row.line, column, WITH_ITS_CLIENT, hint, row.cells))
    return Checked(tuple(good), tuple(rejected[line] for line in sorted(rejected)), notes)


def _fault(row: Row, columns: Mapping[str, str], places: Mapping[str, int], *, row_ids: bool) -> Rejected | None:
    for field in ("name",) if row_ids else ("id", "name"):
        if not _cell(row, places[field]):
            hint = "Fill it in, or remove the row."
            return Rejected(row.line, columns[field], f"a client has no {field}", hint, row.cells)
    for field in NUMBERS:
        if field in places and is_shortened(_cell(row, places[field])):
            hint = "In the app, export again; in Excel, format the column as text before the file is opened or typed."
            reason = "Excel has shortened the number, and its last digits are lost"
            return Rejected(row.line, columns[field], reason, hint, row.cells)
    return None


def _repaired(table: Table, columns: Mapping[str, str]) -> tuple[list[Row], tuple[str, ...]]:
    """The rows with what Excel took given back, and a note for each column of it."""
    cells: dict[int, list[str | None]] = {}
    notes = []
    for field in NUMBERS:
        if field not in columns:
            continue
        column = columns[field]
        country = columns.get(COUNTRY_OF.get(field, "country"))
        back = repaired(field, _values(table, column), _values(table, country) if country else ())
        for number, text in back.items():
            cells.setdefault(number, list(table.rows[number].cells))[table.header.index(column)] = text
        if back:
            values = "1 value" if len(back) == 1 else f"{len(back):,} values"
            notes.append(f"{column}: {values} put right that Excel had turned into numbers")
    rows = (
        [Row(row.line, tuple(cells.get(number, row.cells))) for number, row in enumerate(table.rows)] if cells else []
    )
    return rows or list(table.rows), tuple(notes)


def _values(table: Table, column: str) -> Sequence[str | None]:
    place = table.header.index(column)
    return [row.cells[place] if place < len(row.cells) else None for row in table.rows]


def _cell(row: Row, place: int) -> str:
    return (row.cells[place] or "").strip() if place < len(row.cells) else ""
