"""Any list of clients."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from reconcile.apps import FileSource
from reconcile.errors import BadInput
from reconcile.model import App, Client, State


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def read(source: FileSource) -> list[Client]:
    return [record for record in source.records() if isinstance(record, Client)]


def test_a_list_as_people_write_it(path: Path) -> None:
    path.write_bytes(
        "Code;Client Name;Status;E-Mail;Town;Client Group;Contact Name;Shoe size\r\n"
        "H01;Zoë & Søn;Active;a@x.test;Napier;One|Two;Kim;44\r\n"
        "H02;Brook Ltd;;;;;;\r\n".encode("cp1252")
    )
    source = FileSource("gusto", path)
    first, second = read(source)
    assert (first.app, first.client_id, first.name, first.state) == (App.GUSTO, "H01", "Zoë & Søn", State.ACTIVE)
    assert (first.email, first.city, first.groups, first.phone) == ("a@x.test", "Napier", ("One", "Two"), None)
    assert [(c.name, c.email, c.is_primary) for c in first.contacts] == [("Kim", None, True)]
    assert first.raw["Shoe size"] == "44"
    assert (second.state, second.email, second.contacts) == (State.UNKNOWN, "", ())
    assert source.origin.place == "list.csv"
    assert "cp1252" in source.origin.detail


def test_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["No", "Name", "Post code"], [1, "A", "0610"], [2, "B", None]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "list.xlsx")
    assert [(c.client_id, c.postcode) for c in read(FileSource("xpm", tmp_path / "list.xlsx"))] == [
        ("1", "0610"),
        ("2", ""),
    ]


def test_a_mapping_is_taken_as_it_is(path: Path) -> None:
    path.write_text("A,B,Name\n1,Right,Wrong\n")
    source = FileSource("xpm", path, {"id": "A", "name": "B"})
    assert [(client.client_id, client.name, client.email) for client in read(source)] == [("1", "Right", None)]
    with pytest.raises(BadInput, match="no such column") as caught:
        read(FileSource("xpm", path, {"id": "A", "name": "C"}))
    assert caught.value.column == "C"


def test_row_numbers_are_ids_only_when_asked(path: Path) -> None:
    path.write_text("Client name,City\nSmith & Sons,Napier\nSmith & Sons,Napier\n")
    with pytest.raises(BadInput, match="no column holds the clients' id") as caught:
        read(FileSource("xpm", path))
    assert "row numbers" in caught.value.hint
    assert [client.client_id for client in read(FileSource("xpm", path, ids="row"))] == ["2", "3"]


@pytest.mark.parametrize(
    ("text", "match", "line", "column"),
    [
        ("Id,City\n1,x\n1,y\n", "no column holds the clients' name", 1, None),
        ("Id,Name\n1,A\n2,B\n1,C\n", "stands in line 2", 4, "Id"),
        ("Id,Name\n1,A\n,B\n", "has no id", 3, "Id"),
        ("Id,Name\n1,A\n2,  \n", "has no name", 3, "Name"),
        ("Id,Name,City\n1,A,x\n2,B\n", "ends too early", 3, "City"),
        ("Id,Name\n1,A\n2,B,x\n", "more cells", 3, "Name"),
        ('Id,Name\n1,A\n2,"B\n', "quote is not closed", 3, None),
    ],
)
def test_what_is_wrong_is_named_and_nothing_taken(
    text: str, match: str, line: int, column: str | None, path: Path
) -> None:
    path.write_text(text)
    taken: list[object] = []
    with pytest.raises(BadInput, match=match) as caught:
        taken.extend(FileSource("xpm", path).records())
    assert taken == []
    assert (caught.value.line, caught.value.column) == (line, column)


def test_no_value_stands_in_an_error(path: Path) -> None:
    path.write_text("Id,Name\nZebra-1,Zebra\nZebra-1,Zebra\n")
    with pytest.raises(BadInput) as caught:
        read(FileSource("xpm", path))
    assert "ebra" not in f"{caught.value!r}{caught.value}"
