"""Lists as offices keep them: what is found in them, what is left out, and that it is told."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.apps import FileSource
from reconcile.apps.files.columns import recognise
from reconcile.apps.files.tables import read_table, sheets_of, text_table
from reconcile.errors import BadInput
from reconcile.model import Client
from tests.apps.files import messy


def read(source: FileSource) -> list[Client]:
    return [record for record in source.records() if isinstance(record, Client)]


def test_a_report_with_titles_two_header_rows_and_a_total(tmp_path: Path) -> None:
    source = FileSource("xpm", messy.xpm_report(tmp_path / "report.csv"))
    zoe, oneill, total = read(source)
    assert (zoe.client_id, zoe.name, zoe.email, zoe.partner_name) == (
        "ZOE001",
        "Zoë Søndergaard Pty Ltd",
        "zoe@sondergaard.example",
        "Ana Petrov",
    )
    assert (oneill.postal_address, oneill.postal_city, oneill.postal_postcode) == (
        "Level 2\r\n9 Quay St",
        "Darwin",
        "0800",
    )
    assert total.name == "Total Homes Ltd"
    above, below = source.notes
    assert "above the header" in above
    assert "line 10" in below


def test_what_excel_made_of_numbers_is_put_right_and_told(tmp_path: Path) -> None:
    path = messy.spoilt_workbook(tmp_path / "spoilt.xlsx")
    source = FileSource("xpm", path)
    first, second, third = read(source)
    assert (first.client_id, first.postcode, first.contacts[0].mobile) == ("1001", "0800", "0412345678")
    assert first.phone == "61255501234", "a number with its country's code is whole"
    assert (second.postcode, second.phone, second.tax_registered) == ("2000", "02 5550 1111", "No")
    assert third.contacts[0].mobile == "0491570157"
    assert any("Post Code: 1 value put right" in note for note in source.notes)
    assert any("Cover" in note for note in source.notes)
    as_is = FileSource("xpm", path, as_is=True)
    assert read(as_is)[0].postcode == "800"


def test_the_sheet_that_is_a_list_is_found_and_another_can_be_chosen(tmp_path: Path) -> None:
    path = messy.spoilt_workbook(tmp_path / "spoilt.xlsx")
    assert sheets_of(path) == ["Cover", "Clients"]
    assert read_table(path).detail == "Excel, sheet Clients"
    assert read_table(path, "Cover").header == ("Clients of the practice",)
    with pytest.raises(BadInput, match="no sheet") as caught:
        read_table(path, "Nowhere")
    assert "Clients" in caught.value.hint


def test_groups_of_columns_over_the_header(tmp_path: Path) -> None:
    first, second = read(FileSource("xpm", messy.grouped_workbook(tmp_path / "grouped.xlsx")))
    assert (first.client_id, first.address, first.city, first.postal_address, first.postal_city) == (
        "H01",
        "1 Quay St",
        "Napier",
        "PO Box 1",
        "Hastings",
    )
    assert second.postal_postcode == "4110"


def test_digits_that_are_lost_are_a_bad_row(tmp_path: Path) -> None:
    path = messy.shortened_csv(tmp_path / "short.csv")
    with pytest.raises(BadInput, match="shortened") as caught:
        read(FileSource("xpm", path))
    assert (caught.value.line, caught.value.column) == (2, "Phone")
    good = read(FileSource("xpm", path, good_rows_only=True))
    assert [client.phone for client in good] == ["61491570156", "0491570157"]


def test_bad_rows_are_put_aside_and_can_be_given_again(tmp_path: Path) -> None:
    source = FileSource("xpm", messy.bad_rows(tmp_path / "bad.csv"), good_rows_only=True)
    assert [client.client_id for client in read(source)] == ["A4"]
    assert list(source.rejected["line"]) == [2, 3, 4, 6]
    assert "4 rows of the file were not taken" in source.notes
    rest = tmp_path / "rest.csv"
    rest.write_bytes(source.rest.replace(b",No Id Ltd", b"A2,No Id Ltd", 1))
    again = FileSource("xpm", rest, good_rows_only=True)
    assert "No Id Ltd" in [client.name for client in read(again)]
    assert read_table(rest).header == ("Client Code", "Client Name", "Email")


def test_an_error_names_three_rows_and_counts_the_others(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read(FileSource("xpm", messy.bad_rows(tmp_path / "bad.csv")))
    assert (caught.value.line, caught.value.title) == (3, "Some rows cannot be taken")
    assert "line 4" in caught.value.hint
    assert "line 6" in caught.value.hint
    assert "4 rows cannot be taken, so nothing was" in caught.value.message


def test_a_row_for_each_contact_keeps_them_together(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(
        "Client Code,Client Name,Contact First Name,Surname,Contact Email\n"
        "A1,Harbour,Ana,Petrov,ana@x.example\nA2,Inlet,Ben,Li,ben@x.example\nA1,Harbour,Cy,Roe,cy@x.example\n",
        encoding="utf-8",
    )
    harbour, inlet = read(FileSource("xpm", path))
    assert [(one.contact_id, one.name, one.email) for one in harbour.contacts] == [
        ("A1/contact", "Ana Petrov", "ana@x.example"),
        ("A1/contact-2", "Cy Roe", "cy@x.example"),
    ]
    assert len(inlet.contacts) == 1


def test_archived_and_prospects_are_told_by_xpm_s_flags(tmp_path: Path) -> None:
    path = tmp_path / "flags.csv"
    path.write_text("Code,Name,Is Archived,Prospect\n1,A,Yes,No\n2,B,No,Yes\n3,C,No,No\n", encoding="utf-8")
    assert [client.state.value for client in read(FileSource("xpm", path))] == ["archived", "lead", "client"]


@pytest.mark.parametrize(
    ("text", "header", "lines", "note"),
    [
        ("Id,Name,Name\n1,A,B\n", ("Id", "Name", "Name (2)"), [2], "counted: Name"),
        ("Id,,Name\n1,x,A\n", ("Id", "Column 2", "Name"), [2], "numbered: Column 2"),
        ("Id,,Name\n1,,A\n", ("Id", "Name"), [2], ""),
        ("Id,Name\n1,A\n\nId,Name\n2,B\n", ("Id", "Name"), [2, 5], "repeat the header"),
        ("1,a@x.example\n2,b@x.example\n", ("Column 1", "Column 2"), [1, 2], "no header"),
        ("sep=;\nId;Name\n1;A\n", ("Id", "Name"), [3], ""),
        ("Clients of 2026\n\nId,Name,City\n1,A,x\n", ("Id", "Name", "City"), [4], "above the header"),
        ("Id,Name,City\n1,A,x\nGrand total: 1,,\n", ("Id", "Name", "City"), [2], "below the list"),
        ("Id\tName\n1\tA\n", ("Id", "Name"), [2], ""),
        ("Name\nA\n", ("Name",), [2], ""),
    ],
)
def test_the_header_is_found(text: str, header: tuple[str, ...], lines: list[int], note: str) -> None:
    table = text_table(text.encode())
    assert table.header == header
    assert [row.line for row in table.rows] == lines
    assert note in "; ".join(table.notes)
    assert bool(note) == bool(table.notes)


def test_a_cell_with_excel_s_error_and_a_formula_without_result_are_bad_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Id", "Name", "Email"],
        [1, "A", "a@x.example"],
        [2, "#REF!", "b@x.example"],
        [3, '=UPPER("c")', "c@x.example"],
    ):
        sheet.append(row)
    book.save(tmp_path / "formulas.xlsx")
    source = FileSource("xpm", tmp_path / "formulas.xlsx", good_rows_only=True)
    assert [client.client_id for client in read(source)] == ["1"]
    assert list(source.rejected["column"]) == ["Name", "Name"]
    assert "#REF!" in source.rejected["reason"][0]
    assert "without its result" in source.rejected["reason"][1]


def test_zeros_that_a_cell_s_format_shows_are_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Id", "Name", "Zip"])
    sheet.append([7, "A", 2134])
    sheet["A2"].number_format, sheet["C2"].number_format = "0000", "00000"
    book.save(tmp_path / "formats.xlsx")
    (client,) = read(FileSource("gusto", tmp_path / "formats.xlsx"))
    assert (client.client_id, client.postcode) == ("0007", "02134")


FIELDS = ("Client Code", "Client Name", "Email", "Postcode")
word = (
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäéøñ ;,|'&"), min_size=2, max_size=12).map(str.strip).filter(len)
)
rows = st.lists(st.tuples(word, word), min_size=1, max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
)
def test_any_table_in_any_encoding_and_separator_is_recognised_the_same(
    parts: list[tuple[str, str]], separator: str, encoding: str
) -> None:
    table = [
        FIELDS,
        *((f"C{place}", f"{a} {b}", f"m{place}@x.example", f"2{place:03}") for place, (a, b) in enumerate(parts)),
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(table)
    found = text_table(out.getvalue().encode(encoding))
    assert [found.header, *(row.cells for row in found.rows)] == [tuple(row) for row in table]
    assert [each.field for each in recognise(found.frame())] == ["id", "name", "email", "postcode"]
