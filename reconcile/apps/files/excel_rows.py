"""Excel workbooks as rows: what the cells say, not how they are stored."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

from reconcile.apps.files.grid import EXPORT_AGAIN, Grid, Row, within_limits
from reconcile.apps.files.headers import is_known
from reconcile.apps.files.rejected import Rejected
from reconcile.errors import BadInput

UNPACKED = 1 << 30
"""Bytes of a workbook's parts together, unpacked, at most; its texts are held in memory, its sheets are not."""
_TEXTS = 256 << 20
_ZEROS = re.compile(r"0{2,}")
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_DAMAGED = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    IndexError,
    OSError,
    SyntaxError,
    TypeError,
    AttributeError,
    EOFError,
)
"""What openpyxl and the XML parser under it raise for a workbook that is not one; a broken one breaks anywhere."""


def sheet_names(data: bytes) -> list[str]:
    """The sheets of a workbook that are not hidden and hold something, in their order."""
    with _opened(data) as book:
        shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [title for title in shown if _holds_something(book, title)] or shown[:1]


def excel_grid(data: bytes, sheet: str | None = None) -> Grid:
    """The rows of one sheet: results of formulas, zeros in front where the cell's format shows them, dates as ISO.

    Without ``sheet`` it is the first of those whose cells name most fields: a cover sheet is no list. Raises
    ``BadInput`` for a sheet that is not there, a damaged workbook and one that unpacks to more than any list needs.
    """
    names = sheet_names(data)
    with _opened(data) as book:
        title = (
            sheet if sheet is not None else max(names, key=lambda name: (_known_cells(book, name), -names.index(name)))
        )
        if title not in book.sheetnames:
            hint = f"Its sheets are: {', '.join(book.sheetnames)}."
            raise BadInput(f"The workbook has no sheet {title!r}.", title="No such sheet", hint=hint)
        rows = tuple(within_limits(_rows(book, title)))
    faults = [*_errors(rows), *_uncalculated(data, title, rows)]
    others = [name for name in names if name != title]
    told = f"The workbook has other sheets, which were not read: {', '.join(others)}"
    width = max((len(row.cells) for row in rows), default=0)
    padded = tuple(Row(row.line, row.cells + ("",) * (width - len(row.cells))) for row in rows)
    return Grid(padded, f"Excel, sheet {title}", tuple(faults), (told,) if others and sheet is None else ())


def cell_text(value: Any, number_format: str = "General") -> str:
    """A cell's value as a person reads it; a number in a format of zeros (``0000``) keeps those in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and _ZEROS.fullmatch(number_format or ""):
        return str(value).zfill(len(number_format))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


@contextmanager
def _opened(data: bytes, *, formulas: bool = False) -> Iterator[Workbook]:
    book = None
    try:
        _check_parts(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles, validations and dates that openpyxl does not keep
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas)
            yield book
    except BadInput:
        raise
    except _DAMAGED as error:
        raise BadInput("The workbook is damaged, cut off or not an Excel file", hint=EXPORT_AGAIN) from error
    finally:
        if book is not None:
            book.close()


def _check_parts(data: bytes) -> None:
    """Refuse what would unpack without end, and XML that declares things of its own; a list needs neither."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        texts = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
        if sum(part.file_size for part in parts) > UNPACKED or texts > _TEXTS or len(parts) > 10_000:
            hint = "Copy the list alone into a new workbook, or export it as CSV."
            message = f"The workbook would unpack to more than {UNPACKED >> 20:,} MB, so it was not opened."
            raise BadInput(message, title="The workbook is too large", hint=hint)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    start = file.read(4_096).replace(b"\x00", b"")
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise BadInput("The workbook declares a document type, which Excel never does.", hint=EXPORT_AGAIN)


def _holds_something(book: Workbook, title: str) -> bool:
    values = book[title].iter_rows(max_row=50, values_only=True)
    return any(value not in (None, "") for row in values for value in row)


def _known_cells(book: Workbook, title: str) -> int:
    """How many cells of a row near the top are headers of client lists, in the row that has most."""
    rows = book[title].iter_rows(max_row=25, values_only=True)
    return max((sum(isinstance(value, str) and is_known(value) for value in row) for row in rows), default=0)


def _rows(book: Workbook, title: str) -> Iterator[Row]:
    sheet = book[title]
    sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        yield Row(line, tuple(_text(cell) for cell in cells))


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    return cell_text(value, cell.number_format)


def _errors(rows: tuple[Row, ...]) -> list[Rejected]:
    hint = "Correct the formula in Excel, or type the value in."
    return [
        Rejected(row.line, get_column_letter(place + 1), f"the cell holds Excel's error {cell}", hint, row.cells)
        for row in rows
        for place, cell in enumerate(row.cells)
        if cell in _ERRORS
    ]


def _uncalculated(data: bytes, title: str, rows: tuple[Row, ...]) -> list[Rejected]:
    """Formulas whose results were never stored: the file was written by a program that does not calculate."""
    if not _has_formulas(data):
        return []
    hint = "Open the file in Excel and save it; Excel stores the results."
    by_line = {row.line: row for row in rows}
    found = []
    with _opened(data, formulas=True) as book:
        sheet = book[title]
        sheet.reset_dimensions()
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            row = by_line.get(line, Row(line, ()))
            for place, cell in enumerate(cells):
                known = row.cells[place] if place < len(row.cells) else ""
                if cell.data_type == "f" and not known and not _is_empty_text(cell.value):
                    reason = "the cell holds a formula without its result"
                    found.append(Rejected(line, get_column_letter(place + 1), reason, hint, row.cells))
    return found


def _is_empty_text(formula: Any) -> bool:
    """Whether a formula can well have an empty result, so that nothing is missing."""
    return '""' in str(formula)


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with archive.open(part) as file:
                    before = b""
                    while piece := file.read(1 << 20):
                        if b"<f>" in before + piece or b"<f " in before + piece:
                            return True
                        before = piece[-2:]
    return False
