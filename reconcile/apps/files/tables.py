"""Files of rows under a header, whatever their format: CSV, TSV, Excel and Parquet."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reconcile.apps.files.csv_rows import csv_grid, sniffed_separator
from reconcile.apps.files.excel_rows import cell_text, excel_grid, sheet_names
from reconcile.apps.files.grid import EXPORT_AGAIN, Grid, Row, within_limits
from reconcile.apps.files.heading import Heading, heading_of
from reconcile.apps.files.kinds import Kind, kind_of
from reconcile.apps.files.rejected import WHY_COLUMNS, Rejected, without_guard
from reconcile.apps.files.text import read_bytes
from reconcile.errors import BadInput

_ENDINGS = {".xlsx": Kind.EXCEL, ".xlsm": Kind.EXCEL, ".xls": Kind.EXCEL, ".parquet": Kind.PARQUET}
_ENDINGS |= dict.fromkeys((".csv", ".tsv", ".txt"), Kind.TEXT)
_WORDS = {Kind.TEXT: "text (CSV)", Kind.EXCEL: "an Excel workbook", Kind.PARQUET: "Parquet"}


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and rows of any length.

    ``detail`` says how the file was read, ``notes`` what was left out or renamed on the way; ``faults`` are cells that
    hold no usable value. ``header_line`` is where the header stands, 0 where the file has none.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    detail: str
    notes: tuple[str, ...] = ()
    faults: tuple[Rejected, ...] = ()
    header_line: int = 1

    def misshapen(self, row: Row) -> Rejected | None:
        """What is wrong with the number of a row's cells."""
        place = min(len(row.cells), len(self.header) - 1)
        hint = "Look at the line: a separator or a quote is missing or too many, or the export was cut off."
        if len(row.cells) < len(self.header):
            return Rejected(row.line, self.header[place], "the row ends too early", hint, row.cells)
        if len(row.cells) > len(self.header):
            return Rejected(row.line, self.header[place], "the row has more cells than the header", hint, row.cells)
        return None

    def first_misshapen(self) -> Row | None:
        """The first row whose number of cells is not the header's."""
        return next((row for row in self.rows if len(row.cells) != len(self.header)), None)

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame: a column per header, text or ``None``; the index is the line."""
        width = len(self.header)
        cells = [(*row.cells[:width], *[None] * (width - len(row.cells))) for row in self.rows]
        index = pd.Index([row.line for row in self.rows], name="line", dtype="int64")
        return pd.DataFrame(cells, columns=list(self.header), index=index, dtype=object)


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Read a file by what it is, whatever its name's ending. ``sheet`` is the one of a workbook, by default the first.

    Raises ``NeedsUser`` for a missing file, and ``BadInput`` with line and column for one that is empty, damaged, too
    large or no list at all.
    """
    kind = kind_of(path)
    if kind in (Kind.XML, Kind.JSON):
        hint = (
            "If it is a saved answer of one of the apps, give it as it was saved; else export the list as CSV or Excel."
        )
        raise BadInput(f"{path.name} is {kind.upper()}, not a table.", title="Not a list of clients", hint=hint)
    data = read_bytes(path)
    if kind is Kind.PARQUET:
        table = parquet_table(data)
    elif kind is Kind.EXCEL:
        table = _headed(excel_grid(data, sheet))
    else:
        table = text_table(data)
    known = _ENDINGS.get(path.suffix.lower(), kind)
    note = f"The file's name ends in {path.suffix}, but it holds {_WORDS[kind]}; it was read as that"
    return table if known is kind else replace(table, notes=(note, *table.notes))


def sheets_of(path: Path) -> list[str]:
    """The names of a workbook's sheets that hold something; none for any other file."""
    return sheet_names(read_bytes(path)) if kind_of(path) is Kind.EXCEL else []


def text_table(data: bytes) -> Table:
    """A CSV or TSV file: encoding and separator are found out, quotes must be balanced."""
    return _headed(csv_grid(data))


def excel_table(data: bytes, sheet: str | None = None) -> Table:
    """One sheet of an Excel workbook."""
    return _headed(excel_grid(data, sheet))


def parquet_table(data: bytes) -> Table:
    """A Parquet file; a null is an absent value."""
    try:
        table = pq.read_table(io.BytesIO(data))
        columns = [
            [None if value is None else cell_text(value) for value in column.to_pylist()] for column in table.columns
        ]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput("The file is damaged, cut off or not a Parquet file", hint=EXPORT_AGAIN) from error
    listed = (Row(line, cells) for line, cells in enumerate(zip(*columns, strict=True), start=1))
    rows = tuple(within_limits(listed))
    return Table(tuple(table.column_names), rows, "Parquet", header_line=0)


def _headed(grid: Grid) -> Table:
    """The grid below its header; a file of rejected rows that comes back loses the columns that told why."""
    if not grid.rows:
        raise BadInput("The file holds no rows.", title="The file is empty", hint="Export it again.")
    heading = heading_of(grid.rows)
    if heading.header[-len(WHY_COLUMNS) :] == WHY_COLUMNS:
        heading = _without_reasons(heading)
    faults = tuple(_in_column(fault, heading) for fault in grid.faults)
    lines = {row.line for row in heading.rows}
    return Table(
        heading.header,
        heading.rows,
        grid.detail,
        (*grid.notes, *heading.notes),
        tuple(fault for fault in faults if fault.line in lines),
        heading.line,
    )


def _without_reasons(heading: Heading) -> Heading:
    width = len(heading.header) - len(WHY_COLUMNS)
    rows = tuple(Row(row.line, tuple(without_guard(cell or "") for cell in row.cells[:width])) for row in heading.rows)
    header = tuple(without_guard(name) for name in heading.header[:width])
    return Heading(header, rows, heading.line, heading.notes, heading.places[:width])


def _in_column(fault: Rejected, heading: Heading) -> Rejected:
    """A fault with its column's header instead of its letter."""
    from openpyxl.utils import column_index_from_string

    place = column_index_from_string(fault.column) - 1
    column = heading.header[heading.places.index(place)] if place in heading.places else fault.column
    cells = tuple(fault.cells[each] for each in heading.places if each < len(fault.cells))
    return Rejected(fault.line, column, fault.reason, fault.hint, cells)


__all__ = [
    "Row",
    "Table",
    "excel_table",
    "parquet_table",
    "read_table",
    "sheets_of",
    "sniffed_separator",
    "text_table",
]
