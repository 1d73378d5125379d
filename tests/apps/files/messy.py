"""Lists as offices really keep them, made by hand: titles, two-row headers, totals, spoilt numbers, odd encodings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook

XPM_REPORT = (
    "Client list as at 1 July 2026;;;;;;;\r\n"
    ";;;;;;;\r\n"
    "Client;Client Code;;Account Manager;Phone;Postal address;;\r\n"
    ";;E-mail address;;;Street;Suburb;Post code\r\n"
    "Zoë Søndergaard Pty Ltd;ZOE001;zoe@sondergaard.example;Ana Petrov;(02) 5550 1234;PO Box 7;Dubbo;2830\r\n"
    '"O’Neill; Sons & Co";ONE001;office@oneill.example;Ben Li;0491 570 156;"Level 2\r\n9 Quay St";Darwin;0800\r\n'
    "Total Homes Ltd;TOT001;;Ana Petrov;;;;\r\n"
    ";;;;;;;\r\n"
    "Total;3;;;;;;\r\n"
)
"""Semicolons, a title, a header in two rows, a cell of two lines, an empty row, a total; a client whose name begins as one."""


def xpm_report(path: Path) -> Path:
    """The report in Windows-1252."""
    path.write_bytes(XPM_REPORT.encode("cp1252"))
    return path


def spoilt_workbook(path: Path) -> Path:
    """A workbook in which Excel has turned phones, postcodes and ids into numbers; the list is on its second sheet."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Cover"
    cover["A1"] = "Clients of the practice"
    sheet = book.create_sheet("Clients")
    sheet.append(["No.", "Business name", "Mobile", "Post Code", "Country", "Client since", "Phone", "GST Registered"])
    sheet.append([1001.0, "Harbour Glass Pty Ltd", 412345678, 800, "Australia", dt.date(2020, 3, 1), 61255501234, True])
    sheet.append([1002.0, "Inlet Sails Ltd", 491570156, 2000, "Australia", dt.date(2021, 4, 2), "02 5550 1111", False])
    sheet.append([1003.0, "Kowhai Trust", 491570157.0, 3000, "Australia", None, None, None])
    sheet["D2"].number_format = "General"
    hidden = book.create_sheet("Old")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def grouped_workbook(path: Path) -> Path:
    """Merged cells over the header: groups of columns of which two have the same names."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Client details", None, None, "Physical address", None, None, "Postal address", None, None])
    sheet.append(["Client code", "Client name", "Email", "Street", "City", "Post code", "Street", "City", "Post code"])
    sheet.append(
        ["H01", "Harbour Glass Ltd", "a@harbour.example", "1 Quay St", "Napier", "4110", "PO Box 1", "Hastings", "4122"]
    )
    sheet.append([None] * 9)
    sheet.append(
        ["H02", "Inlet Sails Ltd", "b@inlet.example", "2 Quay St", "Napier", "4110", "PO Box 2", "Napier", "4110"]
    )
    for group in ("A1:C1", "D1:F1", "G1:I1"):
        sheet.merge_cells(group)
    book.save(path)
    return path


def shortened_csv(path: Path) -> Path:
    """Excel's CSV of phone numbers that it took for numbers: two can be put right, one has lost its digits."""
    path.write_text(
        "Id,Name,Phone\n1,Harbour Glass,6.14E+10\n2,Inlet Sails,61491570156.0\n3,Kowhai Trust,491570157\n",
        encoding="utf-8",
    )
    return path


def bad_rows(path: Path) -> Path:
    """Two good clients between rows with an id too few, a name too few and an id twice."""
    path.write_text(
        "Client Code,Client Name,Email\nA1,Harbour Glass,a@x.example\n,No Id Ltd,b@x.example\nA3,,c@x.example\n"
        "A4,=2+5 Holdings,d@x.example\nA1,Another Glass,e@x.example\n",
        encoding="utf-8",
    )
    return path
