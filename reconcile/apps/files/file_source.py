"""Any list of clients in a file as a source: CSV, TSV, Excel or Parquet, whatever its headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from reconcile.apps.files.checks import Checked, checked
from reconcile.apps.files.columns import Found, mapping_of, recognise
from reconcile.apps.files.export_rules import state_of, yes_no
from reconcile.apps.files.grid import Row
from reconcile.apps.files.rejected import refusal, rejected_frame, rest_csv
from reconcile.apps.files.tables import Table, read_table
from reconcile.apps.protocols import Origin
from reconcile.errors import BadInput
from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS, App, Client, Contact, Record, State

Ids = Literal["column", "row"]


class FileSource:
    """A file of clients: a row each, or, where a client's id and name repeat, a row for each of its contacts.

    ``mapping`` (canonical field → header) says what the columns are; left out, they are recognised, see ``found``.
    With ``ids="row"`` the row numbers stand in for an id column that the file does not have: good enough for one look,
    not for writing back, because another export may count differently. ``sheet`` is a workbook's, by default its first.

    By default one bad row means that nothing is taken. With ``good_rows_only`` the rest is taken; ``rejected`` lists the
    bad rows and ``rest`` is a file of them. Phone numbers, postcodes and ids that Excel turned into numbers are put right
    where that can be known, and told in ``notes``; ``as_is`` leaves them. ``recipe`` is the name of the recipe that said
    what the columns are.
    """

    def __init__(
        self,
        app: App | str,
        path: str | Path,
        mapping: Mapping[str, str] | None = None,
        *,
        ids: Ids = "column",
        sheet: str | None = None,
        good_rows_only: bool = False,
        as_is: bool = False,
    ) -> None:
        self.app = App(app)
        self.path = Path(path)
        self.mapping = dict(mapping) if mapping is not None else None
        self.ids: Ids = ids
        self.sheet = sheet
        self.good_rows_only = good_rows_only
        self.as_is = as_is
        self.recipe = ""
        self._table: Table | None = None
        self._checked: Checked | None = None

    def of(self, table: Table) -> FileSource:
        """The same source of a file that was read already."""
        self._table = table
        return self

    @property
    def origin(self) -> Origin:
        """The file's name, and once it was read how, and by which recipe."""
        told = [self._table.detail if self._table else "", f"recipe “{self.recipe}”" if self.recipe else ""]
        return Origin("file", self.path.name, ", ".join(filter(None, told)))

    @property
    def rejected(self) -> Any:
        """The rows that were not taken, as a DataFrame: ``line``, ``column``, ``reason``, ``hint``."""
        return rejected_frame(self._checked.rejected if self._checked else ())

    @property
    def rest(self) -> bytes:
        """The rejected rows as a CSV of the same columns and the reasons; empty where every row was taken."""
        found = self._checked
        return rest_csv(self.table().header, found.rejected) if found and found.rejected else b""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, renamed or put right on the way, in sentences."""
        left = len(self._checked.rejected) if self._checked else 0
        told = [f"{left:,} rows of the file were not taken"] if left and self.good_rows_only else []
        return (*(self._table.notes if self._table else ()), *(self._checked.notes if self._checked else ()), *told)

    def table(self) -> Table:
        """The file's rows under its header; raises as ``read_table`` does."""
        if self._table is None:
            self._table = read_table(self.path, self.sheet)
        return self._table

    def found(self) -> tuple[Found, ...]:
        """What each column was recognised as, and why, for a person to confirm."""
        return recognise(self.table().frame())

    def columns(self) -> dict[str, str]:
        """Canonical field → header, as given or as recognised.

        Raises ``BadInput`` where the file cannot be read, or where a given header is not in it.
        """
        table = self.table()
        if self.mapping is None:
            return mapping_of(self.found())
        for field, header in self.mapping.items():
            if header not in table.header:
                raise BadInput(f"There is no such column for {field!r}", column=header, line=1, hint=_list(table))
        return dict(self.mapping)

    def check(self) -> Checked:
        """The rows that can be taken and those that cannot; raises ``BadInput`` where a needed column is missing."""
        if self._checked is None:
            table, columns = self.table(), self.columns()
            self._need(table, columns)
            self._checked = checked(table, columns, row_ids=self.ids == "row", as_is=self.as_is)
        return self._checked

    def preview(self, number: int = 5) -> list[Client]:
        """The first clients as they would be taken."""
        columns, header = self.columns(), self.table().header
        return [self._client(rows, columns, header) for rows in self.check().clients[:number]]

    def records(self) -> Iterator[Record]:
        """Yield the clients; raises ``BadInput`` with line and column before the first one or not at all."""
        found = self.check()
        if found.rejected and not self.good_rows_only:
            raise refusal(self.path.name, found.rejected)
        columns, header = self.columns(), self.table().header
        for rows in found.clients:
            yield self._client(rows, columns, header)

    def _need(self, table: Table, columns: Mapping[str, str]) -> None:
        needed = ("name",) if self.ids == "row" else ("id", "name")
        missing = [field for field in needed if field not in columns]
        if missing:
            row_ids = " If it has no ids, row numbers can stand in for them." if "id" in missing else ""
            message = f"{self.path.name}: no column holds the clients' {' and '.join(missing)}"
            hint = f"{_list(table)} Say which one it is.{row_ids}"
            raise BadInput(message, title="A needed column is not recognised", line=table.header_line or 1, hint=hint)

    def _client(self, rows: Sequence[Row], columns: Mapping[str, str], header: Sequence[str]) -> Client:
        cells = dict(zip(header, rows[0].cells, strict=True))
        texts: dict[str, Any] = {
            field: cells[columns[field]] for field in CLIENT_TEXT_FIELDS if field in columns and field != "name"
        }
        client_id = str(rows[0].line) if self.ids == "row" else (cells[columns["id"]] or "").strip()
        group = cells[columns["groups"]] if "groups" in columns else None
        further = [dict(zip(header, row.cells, strict=True)) for row in rows[1:]]
        return Client(
            app=self.app,
            client_id=client_id,
            name=cells[columns["name"]] or "",
            state=_state(cells, columns),
            groups=tuple(part.strip() for part in (group or "").split("|") if part.strip()),
            contacts=_contacts(client_id, [cells, *further], columns),
            raw={**cells, "rows": [cells, *further]} if further else cells,
            **texts,
        )


def _state(cells: Mapping[str, str | None], columns: Mapping[str, str]) -> State:
    """The state that a list tells in a column of its own, or by XPM's flags."""
    for field, state in (("archived", State.ARCHIVED), ("prospect", State.LEAD)):
        if field in columns and yes_no(cells[columns[field]]):
            return state
    if "state" in columns:
        text = (cells[columns["state"]] or "").strip().casefold()
        return {"prospect": State.LEAD, "current": State.CLIENT}.get(text) or state_of(text)
    return State.CLIENT if "archived" in columns else State.UNKNOWN


def _contacts(
    client_id: str, rows: Sequence[Mapping[str, str | None]], columns: Mapping[str, str]
) -> tuple[Contact, ...]:
    """The contact of each row; none has an id of its own, so each gets its client's, the further ones with a number."""
    found: list[Contact] = []
    for cells in rows:
        texts = {f: cells[columns[f"contact_{f}"]] for f in CONTACT_TEXT_FIELDS if f"contact_{f}" in columns}
        parts = [
            cells[columns[f"contact_{part}_name"]] for part in ("first", "last") if f"contact_{part}_name" in columns
        ]
        if parts and not texts.get("name"):
            texts["name"] = " ".join(part.strip() for part in parts if part and part.strip())
        if any(texts.values()):
            contact_id = f"{client_id}/contact" if not found else f"{client_id}/contact-{len(found) + 1}"
            found.append(Contact(contact_id=contact_id, is_primary=not found, raw=dict(texts), **texts))
    return tuple(found)


def _list(table: Table) -> str:
    return f"Its columns are: {', '.join(header for header in table.header if header)}."
