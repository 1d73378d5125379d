"""Rows under a header, in whatever format."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.files.tables import Table, read_table, sniffed_separator, text_table
from reconcile.errors import BadInput

ROWS = [["Id", "Name", "Note"], ["1", "Smith; Jones, Co", "two\nlines"], ["2", 'The "Best" Ltd', ""]]


def cells(table: Table) -> list[list[str | None]]:
    return [list(table.header), *(list(row.cells) for row in table.rows)]


def written(separator: str = ",", rows: list[list[str]] = ROWS) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(separator: str) -> None:
    table = text_table(written(separator))
    assert cells(table) == ROWS
    assert [row.line for row in table.rows] == [2, 4], "the second row begins after a cell of two lines"


def test_one_column_has_no_separator() -> None:
    assert sniffed_separator("Name\nA\nB\n") == ","


def test_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Id", "Name", "Since", None], [7, "A", dt.datetime(2026, 1, 2), None], [8.5, None, True, None]):  # noqa: DTZ001 (a workbook knows no zones)
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert cells(table) == [["Id", "Name", "Since"], ["7", "A", "2026-01-02"], ["8.5", "", "Yes"]]


def test_parquet_keeps_null_apart_from_empty(tmp_path: Path) -> None:
    pq.write_table(pa.table({"Id": [1, 2], "Name": ["A", None], "Note": ["", "x"]}), tmp_path / "a.parquet")
    assert cells(read_table(tmp_path / "a.parquet")) == [["Id", "Name", "Note"], ["1", "A", ""], ["2", None, "x"]]


@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
@pytest.mark.parametrize("keep", [0.5, 0.99])
def test_a_damaged_binary_file_is_bad_input(ending: str, keep: float, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    book = openpyxl.Workbook()
    book.save(path) if ending == ".xlsx" else pq.write_table(pa.table({"Id": [1]}), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(BadInput):
        read_table(path)


@pytest.mark.parametrize(
    ("text", "line"),
    [('Id,Name\n1,A\n2,"B\n3,C\n', 3), ('Id,Name\n1,"A"B\n', 2)],
)
def test_damage_is_named_by_its_line(text: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(BadInput) as caught:
        read_table(path)
    assert caught.value.line == line


def test_padding_behind_the_last_column_is_none_of_our_business() -> None:
    table = text_table(b"Id,Name,,\n1,A,,\n2,B,,x\n3\n")
    assert [len(row.cells) for row in table.rows] == [2, 4, 1]
    assert table.first_misshapen() == table.rows[1]
    assert table.frame().to_dict("list") == {"Id": ["1", "2", "3"], "Name": ["A", "B", None]}


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.lists(cell, min_size=3, max_size=3).filter(any), max_size=6))
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    header = ["Id", "Name", "Note"]
    assert cells(text_table(written(",", [header, *rows]))) == [header, *rows]
