"""The sandbox's bulk edit: ids change, blank ids create, a faulty line stops the whole file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconcile.apps.files.bulk_edit import csv_bytes, parsed
from reconcile.sandbox.ignition.bulk_edit import upload
from reconcile.sandbox.ignition.export import export_csv
from reconcile.sandbox.state import SandboxState
from tests.sandbox.hand_made import world

Row = dict[str, str]


@pytest.fixture
def state(tmp_path: Path) -> SandboxState:
    found = SandboxState(tmp_path / "sandbox")
    found.load(world())
    return found


def exported(state: SandboxState) -> list[Row]:
    return parsed("".join(export_csv(state.ignition_clients())).encode())


def of(state: SandboxState, row: Row) -> dict[str, Any]:
    found = state.ignition_client(row["Client Id"])
    assert found is not None
    return found


def test_an_export_uploaded_as_it_is_changes_nothing(state: SandboxState) -> None:
    done = upload(state, csv_bytes(exported(state)))
    assert (done.updated, done.created, done.contacts_added, done.errors) == (0, 0, 0, [])


def test_a_changed_cell_changes_that_field_of_that_client(state: SandboxState) -> None:
    rows = exported(state)
    done = upload(state, csv_bytes([{**rows[0], "Phone": " 555 0100 "}]))
    assert (done.updated, done.errors) == (1, [])
    assert of(state, rows[0])["phone"] == "555 0100", "the app trims"


def test_an_export_without_its_ids_doubles_the_list(state: SandboxState) -> None:
    """The real fault of the real app: a blank id creates."""
    rows = [{**row, "Client Id": "", "Contact Id": ""} for row in exported(state) if row["Contact Email"]]
    before = state.count("ignition")
    done = upload(state, csv_bytes(rows))
    assert done.errors == []
    assert state.count("ignition") == before + done.created
    assert done.created == len({row["Client Name"] for row in rows})


def test_a_row_with_the_clients_id_alone_adds_a_contact(state: SandboxState) -> None:
    rows = exported(state)
    added = {**rows[0], "Contact Id": "", "Contact Name": "New One", "Contact Email": "New@Example.com"}
    done = upload(state, csv_bytes([rows[0], added]))
    assert (done.contacts_added, done.created) == (1, 0)
    assert of(state, rows[0])["contacts"][-1]["email"] == "new@example.com"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Client Id": "999999"}, "no client with this Client Id"),
        ({"Contact Id": "999999"}, "no contact with this Contact Id"),
        ({"Partner Email": "nobody@example.com"}, "not the email address of an Ignition user"),
        ({"Client Name": " "}, "name must not be empty"),
        ({"Client Id": "", "Contact Id": "", "Contact Email": ""}, "needs a name and an email address"),
    ],
)
def test_a_faulty_line_stops_the_whole_file(state: SandboxState, cells: Row, words: str) -> None:
    rows = exported(state)
    before = exported(state)
    other = next(row for row in rows if row["Client Id"] != rows[0]["Client Id"])
    done = upload(state, csv_bytes([{**other, "Phone": "changed"}, {**rows[0], **cells}]))
    assert any(words in fault for fault in done.errors)
    assert exported(state) == before


def test_a_file_without_the_header_is_refused(state: SandboxState) -> None:
    assert upload(state, b'"Client Id"\n"1"\n').errors
    assert upload(state, b"\xff\xfe\x00").errors


def test_a_hidden_column_is_ignored(state: SandboxState) -> None:
    state.hide("Phone")
    rows = exported(state)
    upload(state, csv_bytes([{**rows[0], "Phone": "555 0100"}]))
    assert of(state, rows[0])["phone"] != "555 0100"
