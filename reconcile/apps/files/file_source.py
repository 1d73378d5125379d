"""Any list of clients in a file as a source: CSV, TSV, Excel or Parquet, whatever its headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from reconcile.apps.files.columns import recognise_columns
from reconcile.apps.files.ignition_export import state_of
from reconcile.apps.files.tables import Table, read_table
from reconcile.apps.protocols import Origin
from reconcile.errors import BadInput
from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS, App, Client, Contact, Record, State

Ids = Literal["column", "row"]


class FileSource:
    """A file of clients, one row each.

    ``mapping`` (canonical field → header) says what the columns are; left out, they are recognised, see ``columns``.
    With ``ids="row"`` the row numbers stand in for an id column that the file does not have: good enough for one look,
    not for writing back, because another export may count differently.
    """

    def __init__(
        self, app: App | str, path: str | Path, mapping: Mapping[str, str] | None = None, *, ids: Ids = "column"
    ) -> None:
        self.app = App(app)
        self.path = Path(path)
        self.mapping = dict(mapping) if mapping is not None else None
        self.ids: Ids = ids
        self._table: Table | None = None

    @property
    def origin(self) -> Origin:
        """The file's name, and once it was read how."""
        return Origin("file", self.path.name, self._table.detail if self._table else "")

    def columns(self) -> dict[str, str]:
        """Canonical field → header, as given or as recognised, for a person to confirm.

        Raises ``BadInput`` where the file cannot be read, or where a given header is not in it.
        """
        table = self._read()
        if self.mapping is None:
            return recognise_columns(table.frame())
        for field, header in self.mapping.items():
            if header not in table.header:
                raise BadInput(f"There is no such column for {field!r}", column=header, line=1, hint=_list(table))
        return dict(self.mapping)

    def records(self) -> Iterator[Record]:
        """Yield a client per row; raises ``BadInput`` with line and column before the first one or not at all."""
        table, columns = self._read(), self.columns()
        self._check(table, columns)
        for row in table.rows:
            cells = dict(zip(table.header, row.cells, strict=True))
            yield self._client(cells, columns, row.line)

    def _read(self) -> Table:
        if self._table is None:
            self._table = read_table(self.path)
        return self._table

    def _check(self, table: Table, columns: Mapping[str, str]) -> None:
        needed = ("name",) if self.ids == "row" else ("id", "name")
        missing = [field for field in needed if field not in columns]
        if missing:
            row_ids = " If it has no ids, row numbers can stand in for them." if "id" in missing else ""
            message = f"{self.path.name}: no column holds the clients' {' and '.join(missing)}"
            raise BadInput(message, line=1, hint=f"{_list(table)} Say which one it is.{row_ids}")
        misshapen = table.first_misshapen()
        if misshapen is not None:
            place = min(len(misshapen.cells), len(table.header) - 1)
            fault = "ends too early" if len(misshapen.cells) < len(table.header) else "has more cells than the header"
            hint = "Export the file again; it may have been cut off."
            raise BadInput(
                f"{self.path.name}: the row {fault}", line=misshapen.line, column=table.header[place], hint=hint
            )
        self._check_values(table, columns)

    def _check_values(self, table: Table, columns: Mapping[str, str]) -> None:
        seen: dict[str, int] = {}
        for row in table.rows:
            cells = dict(zip(table.header, row.cells, strict=True))
            for field in ("id", "name"):
                if (
                    field in columns
                    and not (cells[columns[field]] or "").strip()
                    and (field, self.ids) != ("id", "row")
                ):
                    hint = "Fill it in, or remove the row."
                    message = f"{self.path.name}: a client has no {field}"
                    raise BadInput(message, line=row.line, column=columns[field], hint=hint)
            client_id = self._id(cells, columns, row.line)
            if client_id in seen:
                message = f"{self.path.name}: the id stands in line {seen[client_id]} already"
                raise BadInput(
                    message, line=row.line, column=columns.get("id"), hint="Each client must have its own id."
                )
            seen[client_id] = row.line

    def _id(self, cells: Mapping[str, str | None], columns: Mapping[str, str], line: int) -> str:
        return str(line) if self.ids == "row" else (cells[columns["id"]] or "").strip()

    def _client(self, cells: Mapping[str, str | None], columns: Mapping[str, str], line: int) -> Client:
        texts: dict[str, Any] = {
            field: cells[columns[field]] for field in CLIENT_TEXT_FIELDS if field in columns and field != "name"
        }
        client_id = self._id(cells, columns, line)
        group = cells[columns["groups"]] if "groups" in columns else None
        return Client(
            app=self.app,
            client_id=client_id,
            name=cells[columns["name"]] or "",
            state=state_of(cells[columns["state"]]) if "state" in columns else State.UNKNOWN,
            groups=tuple(part.strip() for part in (group or "").split("|") if part.strip()),
            contacts=_contacts(client_id, cells, columns),
            raw=dict(cells),
            **texts,
        )


def _contacts(client_id: str, cells: Mapping[str, str | None], columns: Mapping[str, str]) -> tuple[Contact, ...]:
    """The one contact that a row can hold; it has no id of its own, so it gets its client's."""
    texts = {f: cells[columns[f"contact_{f}"]] for f in CONTACT_TEXT_FIELDS if f"contact_{f}" in columns}
    if not any(texts.values()):
        return ()
    return (Contact(contact_id=f"{client_id}/contact", is_primary=True, raw=dict(texts), **texts),)


def _list(table: Table) -> str:
    return f"Its columns are: {', '.join(header for header in table.header if header)}."
