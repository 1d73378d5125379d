"""Files of rows under a header, whatever their format: CSV, TSV, Excel and Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reconcile.apps.files.text import decode, read_bytes
from reconcile.errors import BadInput

SEPARATORS = (",", ";", "\t", "|")
_SNIFFED_ROWS = 200
_EXPORT_AGAIN = "Export the file again; if it was edited, look at the line that is named."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, and the line (of a spreadsheet: the row) where it begins, counted from 1."""

    line: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and rows of any length; ``detail`` says how the file was read."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    detail: str

    def first_misshapen(self) -> Row | None:
        """The first row whose number of cells is not the header's."""
        return next((row for row in self.rows if len(row.cells) != len(self.header)), None)

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame: a column per header, text or ``None``; the index is the line."""
        width = len(self.header)
        cells = [(*row.cells[:width], *[None] * (width - len(row.cells))) for row in self.rows]
        index = pd.Index([row.line for row in self.rows], name="line", dtype="int64")
        return pd.DataFrame(cells, columns=list(self.header), index=index, dtype=object)


def read_table(path: Path) -> Table:
    """Read a file by its name's ending (and anything unknown as text).

    Raises ``NeedsUser`` for a missing file, and ``BadInput`` with line and column for one that is empty, damaged or
    without a usable header.
    """
    data = read_bytes(path)
    readers: Mapping[str, Callable[[bytes], Table]] = {
        ".xlsx": excel_table,
        ".xlsm": excel_table,
        ".parquet": parquet_table,
    }
    return _with_usable_header(readers.get(path.suffix.lower(), text_table)(data))


def text_table(data: bytes) -> Table:
    """A CSV or TSV file: encoding and separator are found out, quotes must be balanced."""
    decoded = decode(data)
    separator = sniffed_separator(decoded.text)
    rows = _csv_rows(decoded.text, separator)
    name = "tab" if separator == "\t" else separator
    return _table(rows, f"{decoded.encoding}, separated by {name}")


def sniffed_separator(text: str) -> str:
    """The separator under which most rows have as many cells as the header, and the header has most."""

    def fit(separator: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = [len(row) for _, row in zip(range(_SNIFFED_ROWS), _lenient(reader), strict=False) if row]
        if not widths or widths[0] < 2:
            return (0.0, 0)
        return (widths.count(widths[0]) / len(widths), widths[0])

    fits = {separator: fit(separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: (fits[separator][0] > 0.5, fits[separator][1]))
    return best if fits[best][1] else ","


def excel_table(data: bytes) -> Table:
    """The first sheet of an Excel workbook; the results of formulas, whole numbers without decimals."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and validations that openpyxl does not keep
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            rows = [Row(line, tuple(_cell(value) for value in row)) for line, row in enumerate(sheet.values, start=1)]
            title = sheet.title
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise BadInput("The workbook is damaged, cut off or not an Excel file", hint=_EXPORT_AGAIN) from error
    width = max((len(row.cells) for row in rows), default=0)
    filled = [Row(row.line, row.cells + ("",) * (width - len(row.cells))) for row in rows if any(row.cells)]
    return _table(filled, f"Excel, sheet {title}")


def parquet_table(data: bytes) -> Table:
    """A Parquet file; a null is an absent value."""
    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        raise BadInput("The file is damaged, cut off or not a Parquet file", hint=_EXPORT_AGAIN) from error
    columns = [[None if value is None else _cell(value) for value in column.to_pylist()] for column in table.columns]
    rows = tuple(Row(line, cells) for line, cells in enumerate(zip(*columns, strict=True), start=1))
    return Table(tuple(table.column_names), rows, "Parquet")


def _csv_rows(text: str, separator: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cells):
                rows.append(Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = "a quote is not closed" if "end of data" in str(error) else "quotes do not fit together"
        raise BadInput(f"From here on the file cannot be read: {reason}", hint=_EXPORT_AGAIN, line=line) from None
    return rows


def _lenient(reader: Iterable[list[str]]) -> Iterable[list[str]]:
    try:
        yield from reader
    except csv.Error:
        return


def _table(rows: list[Row], detail: str) -> Table:
    if not rows:
        raise BadInput("The file holds no rows.", title="The file is empty", hint="Export it again.")
    header = [(name or "").strip() for name in rows[0].cells]
    while header and not header[-1]:
        header.pop()
    return Table(
        tuple(header), tuple(Row(row.line, _without_padding(row.cells, len(header))) for row in rows[1:]), detail
    )


def _without_padding(cells: tuple[str | None, ...], width: int) -> tuple[str | None, ...]:
    """Empty cells behind the last column are padding; others are damage, and stay to be seen."""
    return cells if any(cells[width:]) else cells[:width]


def _with_usable_header(table: Table) -> Table:
    double = next((name for name, count in Counter(table.header).items() if count > 1 and name), None)
    if double is not None:
        raise BadInput("The header names a column twice", column=double, line=1, hint="Rename one of the two.")
    if not any(table.header):
        raise BadInput("The file has no header", line=1, hint="The first row must name the columns.")
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
