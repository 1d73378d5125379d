"""The checklist as an Excel workbook: made to be printed or passed on, ticked off there, and read back for its ticks alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Side
from openpyxl.styles.borders import Border
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reconcile import frames
from reconcile.errors import BadInput
from reconcile.model import App

DONE, ITEM = "Done", "Item"
TICK = "x"

SHEET: Mapping[str, tuple[str, int]] = {
    DONE: ("done", 7),
    "App": ("app", 10),
    "Client": ("client_name", 32),
    "Record": ("url", 16),
    "What to do": ("task", 30),
    "Field": ("field_label", 20),
    "Before": ("before", 28),
    "After": ("after", 28),
    "Why": ("why", 60),
    "Rule": ("rule", 9),
    ITEM: ("change_id", 15),
}
"""Heading → the checklist's column and the width in characters."""

_YES = {"x", "✓", "✔", "☑", "yes", "y", "done", "1", "true", "ok"}
_NO = {"", "no", "n", "0", "false", "☐"}
_LONGEST = 32_000
_HEAD = PatternFill("solid", fgColor="DDE7E5")
_LINE = Border(bottom=Side("thin", color="D0D0D0"))


@dataclass(frozen=True)
class SheetTicks(frames.Shown):
    """What an edited checklist says: the items that are ticked, and in sentences what else it says and is not taken."""

    ticked: tuple[str, ...]
    ignored: tuple[str, ...]


def workbook(items: pd.DataFrame, title: str) -> bytes:
    """The checklist (``checklist.CHECKLIST_COLUMNS``) as an ``.xlsx`` with a fixed and filtered header and links to the records.

    Every cell is text, so that nothing in it can run.
    """
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Checklist"
    book.properties.title = title
    for place, (heading, (_, width)) in enumerate(SHEET.items(), start=1):
        cell = sheet.cell(1, place)
        _write(cell, heading)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(frames.rows_of(items), start=2):
        _write_row(sheet, number, row)
    last = len(items) + 1
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(SHEET))}{last}"
    choice = DataValidation(type="list", formula1=f'"{TICK}"', allow_blank=True, showErrorMessage=False)
    choice.add(f"A2:A{max(last, 2)}")
    sheet.add_data_validation(choice)
    sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "1:1", "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def read_ticks(data: bytes, items: pd.DataFrame) -> SheetTicks:
    """Which items an edited checklist has ticked. Ticks alone are taken; a missing one unticks nothing, as the sheet may be old.

    Raises ``BadInput`` for a file that is no workbook, or one without the columns ``Done`` and ``Item``.
    """
    rows = _rows(data)
    known = {row["change_id"]: row for row in frames.rows_of(items)}
    ticked: list[str] = []
    ignored: list[str] = []
    for line, row in rows:
        item, mark = row.pop(ITEM, "").strip(), row.pop(DONE, "").strip().casefold()
        if not item and not mark:
            continue
        if item not in known:
            ignored.append(f"Row {line} is no item of this checklist.")
            continue
        if mark in _YES:
            ticked.append(item)
        elif mark not in _NO:
            ignored.append(f"Row {line}: what stands under {DONE} is neither {TICK} nor empty.")
        ignored += [f"Row {line}: {name} was changed; only ticks are taken." for name in _changed(row, known[item])]
    return SheetTicks(tuple(dict.fromkeys(ticked)), tuple(ignored))


def _write_row(sheet: Worksheet, number: int, row: dict[str, Any]) -> None:
    for place, heading in enumerate(SHEET, start=1):
        cell = sheet.cell(number, place)
        _write(cell, shown(heading, row))
        cell.alignment, cell.border = Alignment(vertical="top", wrap_text=True, horizontal=_ALIGNED.get(heading)), _LINE
        if heading == "Record" and row["url"]:
            cell.hyperlink = row["url"]
            cell.font = Font(color="0563C1", underline="single")
        elif heading == ITEM:
            cell.font = Font(color="808080", size=9)


_ALIGNED = {DONE: "center"}


def shown(heading: str, row: Mapping[str, Any]) -> str:
    """What stands in a cell of an item."""
    value = row[SHEET[heading][0]]
    if heading == DONE:
        return TICK if value else ""
    if heading == "App":
        return App(value).label
    if heading == "Record":
        return "Open the record" if value else ""
    return "" if value is None else str(value)


def _write(cell: Cell | Any, text: str) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]
    if text:
        cell.data_type = "s"  # openpyxl would make a formula of what begins with “=”
        cell.quotePrefix = True


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = [[("" if value is None else str(value)) for value in line] for line in book.worksheets[0].values]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise BadInput("This is not an Excel workbook", title="Not a checklist") from error
    header = [name.strip() for name in lines[0]] if lines else []
    for column in (DONE, ITEM):
        if column not in header:
            raise BadInput("A column of the checklist is missing", title="Not a checklist", column=column)
    return [(number, dict(zip(header, line, strict=False))) for number, line in enumerate(lines[1:], start=2)]


def _changed(row: Mapping[str, str], item: Mapping[str, Any]) -> list[str]:
    """The headings under which something else stands than was written there; line ends do not count."""
    found = []
    for heading in SHEET:
        if heading in row:
            written = ILLEGAL_CHARACTERS_RE.sub("", shown(heading, item))[:_LONGEST]
            if row[heading].replace("\r\n", "\n").strip() != written.replace("\r\n", "\n").strip():
                found.append(heading)
    return found
