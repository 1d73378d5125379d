"""The bulk edit: what is not changed goes back as it came, ids are never lost, and nothing runs in a spreadsheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.apps.fields import EXPORT_COLUMNS
from reconcile.apps.files.bulk_edit import (
    CONTACT_COLUMNS,
    Edit,
    begins_like_a_formula,
    column_of,
    csv_bytes,
    edited,
    kept_rows,
    new_rows,
    parsed,
)
from reconcile.apps.files.ignition_export import IgnitionExportSource
from reconcile.errors import BadInput
from reconcile.sandbox.ignition.export import export_csv
from reconcile.snapshots import read_table, take_snapshot

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ['"', ",", "\n", "\r\n", " spaced ", "=1+1", "", "a\rb", "ﬁ", "+61 2 5550 1234"]
)
FREE = [name for name in EXPORT_COLUMNS if name not in ("Client Id", "Contact Id", "Client Name", "Client State")]


@st.composite
def client_rows(draw: st.DrawFn) -> list[dict[str, str]]:
    own = {name: draw(CELL) for name in EXPORT_COLUMNS}
    own |= {
        "Client Id": str(draw(st.integers(1, 10**6))),
        "Client Name": draw(CELL.filter(str.strip)),
        "Client State": "lead",
    }
    rows = []
    for number in range(draw(st.integers(1, 3))):
        row = dict(own)
        row |= {name: draw(CELL) for name in CONTACT_COLUMNS.values()}
        rows.append({**row, "Contact Id": str(9000 + number)})
    return rows


@settings(max_examples=40, deadline=None)
@given(rows=client_rows())
def test_untouched_cells_come_back_identical(rows: list[dict[str, str]]) -> None:
    data = csv_bytes(rows)
    assert parsed(data) == rows
    assert csv_bytes(parsed(data)) == data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.startswith(b'"Client Id","Client Reference"')


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=client_rows())
def test_a_snapshot_keeps_the_rows_so_that_they_come_back(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    """From the file over the snapshot to the bulk edit: byte for byte, whatever stands in the cells."""
    path = tmp_path / "clients.csv"
    path.write_bytes(csv_bytes(rows))
    taken = take_snapshot(tmp_path / "snapshots", IgnitionExportSource(path))
    raw = json.loads(read_table(taken.path, "clients")["raw"].iloc[0])
    people = [json.loads(each) for each in read_table(taken.path, "contacts")["raw"]]
    assert csv_bytes(kept_rows(raw, people)) == csv_bytes(rows)


@settings(max_examples=40, deadline=None)
@given(rows=client_rows(), column=st.sampled_from(["Phone", "Address", "Contact Mobile"]), value=CELL)
def test_an_edit_changes_its_cell_and_no_other(rows: list[dict[str, str]], column: str, value: str) -> None:
    contact = rows[-1]["Contact Id"] if column.startswith("Contact") else ""
    after = edited(rows, [Edit(column, value, contact)])
    changed = {
        (number, name)
        for number, (a, b) in enumerate(zip(rows, after, strict=True))
        for name in a
        if a[name] != b[name]
    }
    expected = {len(rows) - 1} if contact else set(range(len(rows)))
    assert changed <= {(number, column) for number in expected}
    assert all(after[number][column] == value for number in expected)
    assert [list(row) for row in after] == [list(row) for row in rows]


def row(**cells: str) -> dict[str, str]:
    return {**dict.fromkeys(EXPORT_COLUMNS, ""), "Client Id": "7", "Client Name": "Acme", **cells}


def test_a_contact_is_added_behind_its_clients_others_with_the_clients_id() -> None:
    rows = [row(**{"Contact Id": "1", "Contact Name": "Ann", "City": "Perth", "Is Primary Contact": "Yes"})]
    after = edited(
        rows, [Edit("Contact Name", "Bob", "new:xpm:c"), Edit("Contact Email", "bob@example.com", "new:xpm:c")]
    )
    assert [one["Contact Id"] for one in after] == ["1", ""]
    assert [one["Client Id"] for one in after] == ["7", "7"], "a blank client id would make a client"
    added = after[1]
    assert (added["Contact Name"], added["City"], added["Is Primary Contact"]) == ("Bob", "Perth", "")


def test_the_first_contact_takes_the_row_of_a_client_without_any() -> None:
    after = edited([row()], [Edit("Contact Name", "Bob", "new:xpm:c")])
    assert len(after) == 1
    assert after[0]["Contact Name"] == "Bob"


def test_a_column_that_the_export_lacks_is_named() -> None:
    with pytest.raises(BadInput, match="Phone"):
        edited([{"Client Id": "7", "Client Name": "Acme"}], [Edit("Phone", "1")])


def test_new_clients_have_blank_ids_and_repeat_their_name() -> None:
    rows = new_rows(EXPORT_COLUMNS, {"Client Name": "Acme"}, [{"Contact Name": "Ann"}, {"Contact Name": "Bob"}])
    assert {(one["Client Id"], one["Contact Id"], one["Client Name"]) for one in rows} == {("", "", "Acme")}


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-cmd", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_recognised(text: str) -> None:
    assert begins_like_a_formula(text)


@pytest.mark.parametrize("text", ["", "+61 2 5550 1234", "-5", "Acme = Co", "(02) 5550 1234", "+(61) 2"])
def test_a_phone_number_is_no_formula(text: str) -> None:
    assert not begins_like_a_formula(text)


def test_what_the_bulk_edit_has_no_column_for() -> None:
    assert column_of("client", "email") is None
    assert column_of("contact", "position") is None
    assert column_of("link", "xpm_id") == "XPM Id"


def test_the_form_is_that_of_the_sandboxs_export() -> None:
    client = {"id": 7, "name": 'A "quoted", name', "state": "lead", "contacts": [{"id": 1, "name": "Ann"}]}
    data = "".join(export_csv([client])).encode()
    assert csv_bytes(parsed(data)) == data
