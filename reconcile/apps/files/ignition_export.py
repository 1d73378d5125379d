"""Ignition's client export: a CSV with one row per contact and fifty columns, among them the XPM Id.

It is strict about ids: a row whose ids cannot be trusted would, written back, create the client a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from reconcile.apps.fields import EXPORT_CLIENT, EXPORT_CONTACT
from reconcile.apps.files.tables import Row, Table, read_table
from reconcile.apps.protocols import Origin
from reconcile.errors import BadInput
from reconcile.model import App, Client, Contact, Record, State

REQUIRED = ("Client Id", "Client Name", "Contact Id")
"""The columns without which a row cannot be told from another."""

SAME_IN_A_CLIENT = ("Client Name", "Client Reference", "Client State", "XPM Id")
"""The columns that must be equal in all rows of one client."""

OTHER_IDS: Mapping[str, str] = {
    "number": "Client Id",
    "reference": "Client Reference",
    "external": "External Client ID",
}

WITH_ITS_CLIENT = "another row of this client was not taken"
"""The reason of a row that is good itself."""

_PROPOSAL = re.compile(r"^(?P<name>.*?)\s*[(\[:](?P<state>[^()\[\]:]*)[)\]]?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: where and why, without its values."""

    line: int
    column: str
    reason: str


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
    the clients without a bad row are taken, and ``rejected`` lists the rest.
    """

    app = App.IGNITION

    def __init__(self, path: str | Path, *, good_rows_only: bool = False) -> None:
        self.path = Path(path)
        self.good_rows_only = good_rows_only
        self.rejected = rejected_frame(())

    @property
    def origin(self) -> Origin:
        """The file's name."""
        return Origin("file", self.path.name, "Ignition client export")

    def records(self) -> Iterator[Record]:
        """Yield the clients in the order of their first rows; raises before the first one or not at all."""
        clients, rejected = parse_export(read_table(self.path))
        self.rejected = rejected_frame(rejected)
        if rejected and not self.good_rows_only:
            first = next(fault for fault in rejected if fault.reason != WITH_ITS_CLIENT)
            raise BadInput(
                f"{self.path.name}: {first.reason}; {len(rejected)} rows cannot be taken, so nothing was",
                hint="Correct the file, or take the good rows only.",
                line=first.line,
                column=first.column,
            )
        yield from (client_from_export(client) for client in clients)


def parse_export(table: Table) -> tuple[list[ExportClient], list[Rejected]]:
    """The rows grouped by client, and the rows that are not to be trusted, in the order of their lines.

    A client with one bad row is left out whole: without that row it would look as if it had lost a contact. Raises
    ``BadInput`` where an id column is missing.
    """
    for column in REQUIRED:
        if column not in table.header:
            raise BadInput(
                "This is not Ignition's client export: a column is missing",
                column=column,
                line=1,
                hint="Export the clients in Ignition with their ids, and keep the header as it is.",
            )
    groups: dict[str, list[tuple[int, dict[str, str]]]] = {}
    rejected: list[Rejected] = []
    for row in table.rows:
        cells = dict(zip(table.header, ((cell or "") for cell in row.cells), strict=False))
        fault = _fault(table.header, row, cells)
        number = cells.get("Client Id", "")
        fault = fault or _against_its_client(row.line, cells, [before for _, before in groups.get(number, [])])
        rejected += [fault] if fault else []
        groups.setdefault(number, []).append((row.line, cells))
    bad_lines = {fault.line for fault in rejected}
    clients = []
    for number, rows in groups.items():
        if bad_lines.isdisjoint(line for line, _ in rows):
            clients.append(ExportClient(number, rows[0][0], tuple(cells for _, cells in rows)))
        else:
            rejected += [Rejected(line, "Client Id", WITH_ITS_CLIENT) for line, _ in rows if line not in bad_lines]
    return clients, sorted(rejected, key=lambda fault: fault.line)


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
        raw={**row, "proposals": proposals(row.get("Proposal List", "")), "rows": [dict(each) for each in client.rows]},
        name=row["Client Name"],
        **{field: row.get(column) for field, column in EXPORT_CLIENT.items() if field != "name"},
    )


def other_ids(row: Mapping[str, str]) -> dict[str, str]:
    """The client's further ids in a row, those that are filled in."""
    return {kind: row[column] for kind, column in OTHER_IDS.items() if row.get(column)}


def state_of(value: object) -> State:
    """Ignition's state; one that is not known to us is ``unknown``, not an error."""
    text = str(value or "").strip().lower()
    return State(text) if text in set(State) else State.UNKNOWN


def proposals(text: str) -> list[dict[str, str]]:
    """The proposals of a ``Proposal List`` cell, ``name (state)`` separated by ``|``; the state is ``""`` if untold."""
    found = []
    for part in filter(None, (part.strip() for part in text.split("|"))):
        match = _PROPOSAL.match(part)
        name, state = (match["name"], match["state"].strip().lower()) if match else (part, "")
        found.append({"name": name, "state": state})
    return found


def rejected_frame(rejected: Sequence[Rejected]) -> pd.DataFrame:
    """The rejected rows as a DataFrame: ``line``, ``column``, ``reason``."""
    rows = [(fault.line, fault.column, fault.reason) for fault in rejected]
    return pd.DataFrame(rows, columns=["line", "column", "reason"])


def yes_no(value: str | None) -> bool | None:
    """``Yes`` or ``No`` as a flag; anything else is untold."""
    return {"yes": True, "no": False}.get((value or "").strip().lower())


def _contact(row: Mapping[str, str]) -> Contact:
    return Contact(
        contact_id=row["Contact Id"],
        is_primary=yes_no(row.get("Is Primary Contact")),
        raw={column: cell for column, cell in row.items() if column.startswith("Contact ") or column.startswith("Is ")},
        **{field: row.get(column) for field, column in EXPORT_CONTACT.items()},
    )


def _fault(header: Sequence[str], row: Row, cells: Mapping[str, str]) -> Rejected | None:
    if len(row.cells) < len(header):
        return Rejected(row.line, header[len(row.cells)], "the row ends too early")
    if len(row.cells) > len(header):
        return Rejected(row.line, header[-1], "the row has more cells than the header")
    if not _is_number(cells["Client Id"]):
        return Rejected(row.line, "Client Id", "the client's id is not a number")
    if not cells["Client Name"]:
        return Rejected(row.line, "Client Name", "the client has no name")
    has_contact = any(cells.get(column) for column in EXPORT_CONTACT.values())
    if not _is_number(cells["Contact Id"]) and (cells["Contact Id"] or has_contact):
        return Rejected(row.line, "Contact Id", "the contact's id is not a number")
    return None


def _against_its_client(line: int, cells: Mapping[str, str], before: Sequence[Mapping[str, str]]) -> Rejected | None:
    if not before:
        return None
    for column in SAME_IN_A_CLIENT:
        if cells.get(column) != before[0].get(column):
            return Rejected(line, column, "two rows of one client differ")
    if any(cells.get("Contact Id") == row.get("Contact Id") for row in before):
        return Rejected(line, "Contact Id", "one contact stands twice at one client")
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
