"""Files that are no lists, or mean harm: an error with what it is and what to do, in little memory and time."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from reconcile.apps.files import open_list
from reconcile.apps.files.grid import MOST_COLUMNS
from reconcile.apps.files.rejected import Rejected, guarded, rest_csv, without_guard
from reconcile.apps.files.tables import read_table
from reconcile.apps.files.text import LARGEST
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["Id", "Name"], [1, "A"]):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, content: bytes) -> bytes:
    """A workbook with one of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, content)
    return out.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HOSTILE = {
    "report.pdf": (b"%PDF-1.7\n", "Not a list", "PDF"),
    "clients.xls": (OLE + bytes(600), "Not a list", "before 2007"),
    "locked.xlsx": (OLE + bytes(64) + "EncryptedPackage".encode("utf-16-le"), "locked", "password"),
    "page.xls": (
        b"\xef\xbb\xbf <!DOCTYPE html>\n<html><table><tr><td>Id</td></tr></table></html>",
        "Not a list",
        "web page",
    ),
    "table.xls": (b"<table><tr><td>Id</td></tr></table>", "Not a list", "web page"),
    "old.xml": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "Not a list",
        "2003",
    ),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(50), "Not a list", "picture"),
    "packed.csv": (b"\x1f\x8b\x08" + bytes(50), "Not a list", "compressed"),
    "empty.csv": (b"", "empty", "is empty"),
    "blank.csv": (b" \r\n\t\n", "empty", "is empty"),
    "only-a-mark.txt": (b"\xff\xfe", "empty", "no rows"),
    "bomb.xlsx": (changed(workbook(), "xl/sharedStrings.xml", BOMB), "cannot be read", "document type"),
    "cut.xlsx": (workbook()[:-200], "cannot be read", "damaged"),
    "broken.xlsx": (changed(workbook(), "xl/workbook.xml", b"<workbook"), "cannot be read", "damaged"),
    "no-sheet.xlsx": (changed(workbook(), "xl/worksheets/sheet1.xml", b"<nothing/>"), "", ""),
    "archive.zip": (changed(b"PK\x05\x06" + bytes(18), "clients.csv", b"Id,Name\n1,A\n"), "Not a list", "compressed"),
    "words.docx": (changed(b"PK\x05\x06" + bytes(18), "word/document.xml", b"<x/>"), "Not a list", "Word"),
    "sheet.ods": (changed(b"PK\x05\x06" + bytes(18), "content.xml", b"<x/>"), "Not a list", "OpenDocument"),
    "nul.csv": (b"Id,Name\n1,A\x00B\n", "cannot be read", "NUL"),
    "quotes.csv": (b'Id,Name\n1,"A\n2,B\n', "cannot be read", "quote is not closed"),
    "wide.csv": (
        b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n",
        "no list of clients",
        f"{MOST_COLUMNS:,} columns",
    ),
    "message.eml": (b"MIME-Version: 1.0\nContent-Type: text/html\n\n", "Not a list", "message"),
    "other.xml": (b"<?xml version='1.0'?><feed><entry/></feed>", "Not a list", "no answer"),
    "other.json": (b'{"hello": "world"}', "Not a list", "no answer"),
    "cut.json": (b'{"uuid": "1", "entity_type": "LLC", "name": "A', "cannot be read", "ends before"),
    "deep.json": (b"[" * 100_000, "cannot be read", "deep.json"),
    "half.json": (
        b'{"data": [{"slug": "cli_1", "name": "A"}], "meta": {"pagination": {"has_more": true}}}',
        "goes on",
        "last page",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_an_error_with_title_what_and_what_to_do(name: str, tmp_path: Path) -> None:
    data, title, what = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(NeedsUser) as caught:
        list(open_list(path, None if name.endswith((".json", ".xml")) else App.XPM).source.records())
    error = caught.value
    assert title.lower() in error.title.lower()
    assert what in error.message
    assert error.hint


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"Id,Name\n1,A\n")
        file.truncate(1 << 30)
    started = time.monotonic()
    with pytest.raises(BadInput, match="too large"):
        read_table(path)
    assert time.monotonic() - started < 5


def test_a_cell_without_end_costs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b'Id,Name\n1,"' + b"x" * 30_000_000)
    tracemalloc.start()
    with pytest.raises(BadInput, match="longer than 131,072") as caught:
        read_table(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.line == 2
    assert peak < 5 * 30_000_000


def test_a_workbook_that_unpacks_without_end_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(changed(workbook(), "xl/sharedStrings.xml", b" " * ((256 << 20) + 1)))
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    with pytest.raises(BadInput, match="unpack"):
        read_table(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < LARGEST


@pytest.mark.parametrize("content", [workbook(), b"Id,Name\n1,A\n"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".xls", ".parquet", ".dat"])
def test_a_wrong_ending_is_told_and_does_not_matter(content: bytes, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"clients{ending}"
    path.write_bytes(content)
    table = read_table(path)
    assert (table.header, table.rows[0].cells) == (("Id", "Name"), ("1", "A"))
    right = (ending in (".csv", ".dat")) if content.startswith(b"Id") else ending in (".xlsx", ".xls", ".dat")
    assert any("name ends in" in note for note in table.notes) != right


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3*cmd", "@x", "\t=1", "\r=1", "=HYPERLINK()", "'quoted"])
def test_no_spreadsheet_runs_what_is_written_out(text: str) -> None:
    written = rest_csv(("Name",), [Rejected(2, text, text, text, (text,))]).decode("utf-8-sig")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in written.replace('"', "").split(","))
    assert without_guard(guarded(text)) == text


@pytest.mark.parametrize("text", ["+61 2 5550 1234", "-12.50", "Harbour", "", "a=b"])
def test_phones_and_numbers_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NeedsUser, match=r"none\.csv is not there"):
        open_list(tmp_path / "none.csv", App.XPM)
