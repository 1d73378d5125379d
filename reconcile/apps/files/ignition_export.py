"""Ignition's client export: a CSV with one row per contact and fifty columns, among them the XPM Id.

It is strict about ids: a row whose ids cannot be trusted would, written back, create the client a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from reconcile.apps.fields import EXPORT_CLIENT, EXPORT_COLUMNS, EXPORT_CONTACT
from reconcile.apps.files.export_rules import (
    OTHER_IDS,
    REQUIRED,
    SAME_IN_A_CLIENT,
    against_its_client,
    fault_of,
    is_of_contact,
    other_ids,
    proposals,
    state_of,
    yes_no,
)
from reconcile.apps.files.export_tables import export_tables
from reconcile.apps.files.rejected import WITH_ITS_CLIENT, Rejected, refusal, rejected_frame, rest_csv
from reconcile.apps.files.tables import Table, read_table
from reconcile.apps.protocols import Origin
from reconcile.errors import BadInput
from reconcile.model import App, Client, Contact, Record


@dataclass(frozen=True, slots=True)
class ExportClient:
    """One client of the export: its rows, the first one's line, and its number."""

    number: str
    line: int
    rows: tuple[Mapping[str, str], ...]

    @property
    def first(self) -> Mapping[str, str]:
        """The row that the client's own columns are read from."""
        return self.rows[0]

    def contact_rows(self) -> list[Mapping[str, str]]:
        """The rows that hold a contact; a client without any has one row with an empty ``Contact Id``."""
        return [row for row in self.rows if row["Contact Id"]]


class IgnitionExportSource:
    """A saved client export as a source.

    By default one bad row means that nothing is taken (``BadInput`` with its line and column). With ``good_rows_only``
    the clients without a bad row are taken; ``rejected`` lists the other rows, and ``rest`` is a file of them. ``notes``
    say what is different from the export as it is known.
    """

    app = App.IGNITION

    def __init__(self, path: str | Path, *, good_rows_only: bool = False, sheet: str | None = None) -> None:
        self.path = Path(path)
        self.good_rows_only = good_rows_only
        self.sheet = sheet
        self.rejected = rejected_frame(())
        self.notes: tuple[str, ...] = ()
        self._rest: tuple[Sequence[str], Sequence[Rejected]] | None = None

    @property
    def origin(self) -> Origin:
        """The file's name."""
        return Origin("file", self.path.name, "Ignition client export")

    @property
    def rest(self) -> bytes:
        """The rejected rows as a CSV of the same columns and the reasons; empty where every row was taken."""
        return rest_csv(*self._rest) if self._rest is not None else b""

    def tables(self) -> Mapping[str, pa.Table] | None:
        """The clients and contacts column by column, for large files; ``None`` where the rows must be looked at one by one."""
        if self.path.suffix.lower() not in (".csv", ".txt") or self.sheet is not None:
            return None
        return export_tables(self.path)

    def records(self) -> Iterator[Record]:
        """Yield the clients in the order of their first rows; raises before the first one or not at all."""
        table = read_table(self.path, self.sheet)
        clients, rejected = parse_export(table)
        self.rejected = rejected_frame(rejected)
        self.notes = (*table.notes, *header_notes(table.header))
        self._rest = (table.header, rejected) if rejected else None
        if rejected and not self.good_rows_only:
            raise refusal(self.path.name, rejected)
        if rejected:
            self.notes = (*self.notes, f"{len(rejected):,} rows of the file were not taken")
        yield from (client_from_export(client) for client in clients)


def header_notes(header: Sequence[str]) -> list[str]:
    """What is different from the export's header as it is known: columns that are missing, new, or in another order."""
    missing = [column for column in EXPORT_COLUMNS if column not in header]
    further = [column for column in header if column not in EXPORT_COLUMNS]
    known = [column for column in header if column in EXPORT_COLUMNS]
    notes = []
    if missing:
        notes.append(f"Columns that Ignition's export has and this file has not: {', '.join(missing)}")
    if further:
        notes.append(f"Columns that are not known, kept as they came: {', '.join(further)}")
    if known != [column for column in EXPORT_COLUMNS if column in header]:
        notes.append("The columns are in another order than Ignition's; they were read by their names")
    return notes


def parse_export(table: Table) -> tuple[list[ExportClient], list[Rejected]]:
    """The rows grouped by client, and the rows that are not to be trusted, in the order of their lines.

    A client with one bad row is left out whole: without that row it would look as if it had lost a contact. Raises
    ``BadInput`` where an id column is missing.
    """
    check_export_header(table.header)
    groups: dict[str, list[tuple[int, dict[str, str]]]] = {}
    whole: dict[int, tuple[str | None, ...]] = {}
    rejected = list(table.faults)
    spoilt = {fault.line for fault in rejected}
    for row in table.rows:
        cells = dict(zip(table.header, ((cell or "") for cell in row.cells), strict=False))
        fault = table.misshapen(row) or fault_of(row.line, cells, row.cells)
        number = cells.get("Client Id", "")
        fault = fault or against_its_client(row.line, cells, row.cells, [one for _, one in groups.get(number, [])])
        rejected += [fault] if fault and row.line not in spoilt else []
        groups.setdefault(number, []).append((row.line, cells))
        whole[row.line] = row.cells
    bad_lines = {fault.line for fault in rejected}
    clients = []
    for number, rows in groups.items():
        if bad_lines.isdisjoint(line for line, _ in rows):
            clients.append(ExportClient(number, rows[0][0], tuple(cells for _, cells in rows)))
        else:
            hint = "Correct the other row; this one is taken with it."
            good = [line for line, _ in rows if line not in bad_lines]
            rejected += [Rejected(line, "Client Id", WITH_ITS_CLIENT, hint, whole[line]) for line in good]
    return clients, sorted(rejected, key=lambda fault: fault.line)


def check_export_header(header: Sequence[str]) -> None:
    """Raise ``BadInput`` where an id column is missing; a column that stands there under another spelling is named."""
    for column in REQUIRED:
        if column not in header:
            similar = next((name for name in header if _folded(name) == _folded(column)), None)
            renamed = f" It stands there as {similar!r}: give it back its name." if similar else ""
            raise BadInput(
                "This is not Ignition's client export: a column is missing",
                column=column,
                line=1,
                hint=f"Export the clients in Ignition with their ids, and keep the header as it is.{renamed}",
            )


def client_from_export(client: ExportClient) -> Client:
    """The client that its rows hold. An empty cell is an empty value; a column that is not there is absent."""
    row = client.first
    contacts = tuple(_contact(contact) for contact in client.contact_rows())
    primary = next((contact for contact in contacts if contact.is_primary), contacts[0] if contacts else None)
    group = row.get("Client Group Name")
    return Client(
        app=App.IGNITION,
        client_id=client.number,
        state=state_of(row.get("Client State")),
        email=primary.email if primary else None,
        groups=(group,) if group else (),
        contacts=contacts,
        other_ids=other_ids(row),
        raw=_raw(client),
        name=row["Client Name"],
        **{field: row.get(column) for field, column in EXPORT_CLIENT.items() if field != "name"},
    )


def _raw(client: ExportClient) -> dict[str, Any]:
    """The first row, and all rows only where they differ in more than the contact: ``bulk_edit.kept_rows`` makes them again."""
    raw: dict[str, Any] = {**client.first, "proposals": proposals(client.first.get("Proposal List", ""))}
    if any(
        row[column] != client.first[column] for row in client.rows for column in row if not is_of_contact(column)
    ) or (len(client.rows) > 1 and len(client.contact_rows()) < len(client.rows)):
        raw["rows"] = [dict(row) for row in client.rows]
    return raw


def _contact(row: Mapping[str, str]) -> Contact:
    return Contact(
        contact_id=row["Contact Id"],
        is_primary=yes_no(row.get("Is Primary Contact")),
        raw={column: cell for column, cell in row.items() if is_of_contact(column)},
        **{field: row.get(column) for field, column in EXPORT_CONTACT.items()},
    )


def _folded(header: str) -> str:
    return "".join(character for character in header.casefold() if character.isalnum())


__all__ = [
    "OTHER_IDS",
    "REQUIRED",
    "SAME_IN_A_CLIENT",
    "WITH_ITS_CLIENT",
    "ExportClient",
    "IgnitionExportSource",
    "Rejected",
    "check_export_header",
    "client_from_export",
    "header_notes",
    "other_ids",
    "parse_export",
    "proposals",
    "rejected_frame",
    "state_of",
    "yes_no",
]
