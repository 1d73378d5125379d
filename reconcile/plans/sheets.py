"""Tables as an Excel workbook to look at, to filter and to file: every cell is what it says, and nothing in it can run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of a workbook."""

LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""

MOST_ROWS = 1_000_000
"""Rows of a sheet; Excel takes 1,048,576."""

_HEAD = PatternFill("solid", fgColor="DDE7E5")
_TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Sheet:
    """A table under its name. ``columns`` are heading → (column of the table, width in characters)."""

    name: str
    rows: pd.DataFrame
    columns: Mapping[str, tuple[str, int]]


def workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """An ``.xlsx`` of the sheets, each with a fixed and filtered header.

    Text is text, whatever it begins with; numbers are numbers.
    """
    book = openpyxl.Workbook(write_only=True)
    book.properties.title = title
    for sheet in sheets:
        _add(book, sheet)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _add(book: openpyxl.Workbook, sheet: Sheet) -> None:
    made = book.create_sheet(sheet.name)
    last = min(len(sheet.rows), MOST_ROWS) + 1
    for place, (_, width) in enumerate(sheet.columns.values(), start=1):
        made.column_dimensions[get_column_letter(place)].width = width
    made.freeze_panes = "A2"
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{last}"
    made.print_title_rows, made.page_setup.orientation, made.page_setup.fitToHeight = "1:1", "landscape", 0
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.append([_heading(made, heading) for heading in sheet.columns])
    styles = {quoted: _style(made, quoted=quoted) for quoted in (False, True)}
    for values in _lines(sheet):
        made.append([_cell(made, value, styles) for value in values])


def _lines(sheet: Sheet) -> Iterable[tuple[Any, ...]]:
    names = [name for name, _ in sheet.columns.values()]
    return sheet.rows[names].head(MOST_ROWS).itertuples(index=False, name=None)


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _style(sheet: Any, *, quoted: bool) -> Any:
    """The look of a cell, made once: giving each of a million cells its own takes minutes."""
    cell: Any = WriteOnlyCell(sheet, "")
    cell.alignment, cell.quotePrefix = _TOP, quoted
    return cell._style


def _cell(sheet: Any, value: object, styles: Mapping[bool, Any]) -> Any:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    number = value if isinstance(value, int | float) else None
    text = "" if value is None or number is not None else ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    quoted = bool(text) and not text[0].isalnum()
    cell: Any = WriteOnlyCell(sheet, number if number is not None else text or None)
    if quoted:
        cell.data_type = (
            "s"  # openpyxl would make a formula of what begins with “=”, and so would Excel of an edited cell
        )
    cell._style = copy(styles[quoted])
    return cell
