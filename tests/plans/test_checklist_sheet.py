"""The checklist as a workbook: what is in it, and that nothing but its ticks is taken back."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reconcile import frames
from reconcile.errors import BadInput
from reconcile.plans.checklist import CHECKLIST_COLUMNS
from reconcile.plans.checklist_sheet import DONE, ITEM, SHEET, read_ticks, workbook

ITEMS = frames.frame_of_dicts(
    CHECKLIST_COLUMNS,
    [
        {
            "change_id": f"id{n}", "done": done, "app": "xpm", "client_name": name, "url": "https://example.com/1",
            "task": "Change", "field_label": "Phone", "before": None, "after": after, "why": "Because.", "rule": "SYN-1",
            "way": "by hand", "outcome": "waiting", "ticked_by": "", "ticked_at": "",
        }
        for n, (name, after, done) in enumerate(
            [("Acme", "1", True), ("=cmd()", "two\nlines", False), ("Bell\x07", "+61 2", False)]
        )
    ],
)  # fmt: skip


def sheet(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def changed(**cells: str) -> bytes:
    """The workbook with some cells written over, as somebody would in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(ITEMS, "Checklist")))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_header_filter_width_and_links() -> None:
    found = sheet(workbook(ITEMS, "Checklist"))
    assert [cell.value for cell in found[1]] == list(SHEET)
    assert found.freeze_panes == "B2"
    assert found.auto_filter.ref == "A1:K4"
    assert found.column_dimensions["I"].width == 60
    assert found["D2"].hyperlink.target == "https://example.com/1"
    assert found.print_title_rows == "$1:$1"


def test_nothing_in_it_can_run() -> None:
    found = sheet(workbook(ITEMS, "Checklist"))
    assert {cell.data_type for line in found.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}
    assert found["C3"].value == "=cmd()"
    assert found["C4"].value == "Bell"


def test_it_says_of_itself_what_it_was_written_with() -> None:
    found = read_ticks(workbook(ITEMS, "Checklist"), ITEMS)
    assert found.ticked == ("id0",)
    assert found.ignored == ()


def test_ticks_are_taken_and_everything_else_is_told() -> None:
    found = read_ticks(changed(A3="X", A2="", A4="maybe", H2="other"), ITEMS)
    assert found.ticked == ("id1",), "a tick that is missing takes nothing back, as the sheet may be old"
    assert any("Row 4" in sentence and DONE in sentence for sentence in found.ignored)
    assert any("Row 2: After was changed" in sentence for sentence in found.ignored)


def test_a_foreign_row_is_told() -> None:
    found = read_ticks(changed(A5="x", K5="nobody"), ITEMS)
    assert found.ignored == ("Row 5 is no item of this checklist.",)


def test_a_file_that_is_no_checklist_is_refused() -> None:
    with pytest.raises(BadInput, match="not an Excel"):
        read_ticks(b"nothing", ITEMS)
    with pytest.raises(BadInput, match=ITEM):
        read_ticks(changed(K1="Renamed"), ITEMS)
