"""The export read by columns and by rows is the same snapshot; whatever is not beyond doubt goes to the rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from reconcile.apps import IgnitionExportSource
from reconcile.apps.fields import EXPORT_COLUMNS
from reconcile.apps.files.bulk_edit import kept_rows
from reconcile.apps.files.export_tables import export_tables
from reconcile.errors import BadInput
from reconcile.model import Client
from reconcile.snapshots import read_table, schema, take_snapshot
from tests.apps.files.exports import clients, export_csv, export_rows
from tests.practice import Records

FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
unique_clients = st.lists(clients(), min_size=1, max_size=5, unique_by=lambda client: client.client_id)


def by_rows(source: IgnitionExportSource) -> dict[str, list[dict[str, Any]]]:
    """What a snapshot of the records would hold."""
    records = [record for record in source.records() if isinstance(record, Client)]
    people = [row for record in records for row in schema.contact_rows(record)]
    rows = {"clients": list(map(schema.client_row, records)), "contacts": people}
    return {name: [_row(dict(zip(schema.TABLES[name], row, strict=True))) for row in rows[name]] for name in rows}


def by_columns(source: IgnitionExportSource) -> dict[str, list[dict[str, Any]]] | None:
    """What a snapshot of the columns would hold, or ``None`` where the careful reader is needed."""
    tables = source.tables()
    if tables is None:
        return None
    absent = {name: dict.fromkeys(schema.TABLES[name]) for name in tables}
    return {name: [_row({**absent[name], **row}) for row in table.to_pylist()] for name, table in tables.items()}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "raw": json.loads(row["raw"]), "groups": list(row.get("groups") or ())}


def in_order(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows as a snapshot gives them back."""
    return {
        name: sorted(rows, key=lambda row: (row["client_id"], row.get("position_no"))) for name, rows in found.items()
    }


@FEW
@given(unique_clients, st.randoms(use_true_random=False))
def test_by_columns_and_by_rows_is_the_same_snapshot(tmp_path: Path, many: list[Client], order: Any) -> None:
    rows = [row for client in many for row in export_rows(client)]
    order.shuffle(rows)
    path = tmp_path / "clients.csv"
    path.write_bytes(export_csv(rows))
    fast = by_columns(IgnitionExportSource(path))
    event(f"by columns: {fast is not None}")
    if fast is not None:
        assert in_order(fast) == in_order(by_rows(IgnitionExportSource(path)))


def test_a_plain_export_does_go_by_columns(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    rows = [
        {
            "Client Id": "1",
            "Client Name": 'The "Best", Ltd',
            "Contact Id": "7",
            "Contact Name": "Zoë\nLee",
            "XPM Id": "\\",
        },
        {"Client Id": "1", "Client Name": 'The "Best", Ltd', "Contact Id": "8", "XPM Id": "\\", "Notes": "differs"},
        {"Client Id": "2", "Client Name": "Empty", "Proposal List": "A (accepted)"},
    ]
    path.write_bytes(export_csv(rows))
    tables = export_tables(path)
    assert tables is not None
    assert (tables["clients"].num_rows, tables["contacts"].num_rows) == (2, 2)
    raws = [json.loads(str(raw)) for raw in tables["clients"]["raw"].to_pylist()]
    people = [json.loads(str(raw)) for raw in tables["contacts"]["raw"].to_pylist()]
    whole = [{column: row.get(column, "") for column in EXPORT_COLUMNS} for row in rows]
    assert kept_rows(raws[0], people) == whole[:2], "where rows differ in more than the contact they are kept whole"
    assert kept_rows(raws[1], []) == whole[2:]
    assert raws[1]["proposals"] == [{"name": "A", "state": "accepted"}]


GOOD = b'"Client Id","Client Name","Contact Id","Contact Name"\n"1","A","7","Kim"\n'


@pytest.mark.parametrize(
    "data",
    [
        GOOD + b'"x","B","8","Lee"\n',
        GOOD + b'"2","","8","Lee"\n',
        GOOD + b'"2","B","","Lee"\n',
        GOOD + b'"2","B"\n',
        GOOD + b'"1","Another","8","Lee"\n',
        GOOD + b'"1","A","7","Kim"\n',
        GOOD + b'"2","B"C","8","Lee"\n',
        GOOD + b'"2","B\x00","8","Lee"\n',
        GOOD + b'"2","\xe9","8","Lee"\n',
        GOOD + b'"2","never closed\n',
        GOOD.replace(b'"Contact Name"', b'"Client Name"'),
        GOOD.replace(b'"Contact Id"', b'"Other"'),
        b"Client Id,Client Name,Contact Id\n1,A,7\n",
        b"",
    ],
)
def test_whatever_is_not_beyond_doubt_goes_to_the_careful_reader(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(data)
    assert export_tables(path) is None


def test_take_snapshot_falls_back_and_names_the_place(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(GOOD + b'"x","B","8","Lee"\n')
    with pytest.raises(BadInput) as caught:
        take_snapshot(tmp_path / "snapshots", IgnitionExportSource(path))
    assert (caught.value.line, caught.value.column) == (3, "Client Id")
    assert not list((tmp_path / "snapshots").glob("*.duckdb"))
    taken = take_snapshot(tmp_path / "snapshots", IgnitionExportSource(path, good_rows_only=True))
    assert (taken.clients, taken.notes[-1]) == (1, "1 clients are in a state that this toolkit does not know") or any(
        "were not taken" in note for note in taken.notes
    )


@FEW
@given(clients())
def test_any_client_to_the_export_and_back_is_the_same_client(tmp_path: Path, client: Client) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(export_csv(export_rows(client)))
    (back,) = [record for record in IgnitionExportSource(path).records() if isinstance(record, Client)]
    for name in Client.__dataclass_fields__:
        if name not in ("raw", "contacts"):
            assert getattr(back, name) == getattr(client, name), name
    for mine, other in zip(client.contacts, back.contacts, strict=True):
        assert all(getattr(mine, name) == getattr(other, name) for name in mine.__dataclass_fields__ if name != "raw")
    written = [{column: row.get(column, "") for column in EXPORT_COLUMNS} for row in export_rows(client)]
    assert kept_rows(back.raw, [contact.raw for contact in back.contacts]) == written


def test_unknown_missing_and_moved_columns_are_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    columns = [
        "Client Name",
        "Client Id",
        "Shoe Size",
        *[c for c in EXPORT_COLUMNS if c not in ("Client Name", "Client Id", "Fax")],
    ]
    path.write_bytes(export_csv([{"Client Id": "1", "Client Name": "A", "Shoe Size": "44"}], columns))
    source = IgnitionExportSource(path)
    (client,) = source.records()
    assert isinstance(client, Client)
    assert (client.raw["Shoe Size"], client.fax) == ("44", None)
    missing, further, moved = source.notes
    assert "Fax" in missing
    assert "Shoe Size" in further
    assert "another order" in moved


def test_an_id_column_under_another_spelling_is_named(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(b"client_id,Client Name,Contact Id\n1,A,\n")
    with pytest.raises(BadInput) as caught:
        list(IgnitionExportSource(path).records())
    assert "'client_id'" in caught.value.hint


def test_the_two_ways_are_one_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(GOOD + b'"2","B","",""\n"1","A","8","Lee ""Jo""\n"\n')
    source = IgnitionExportSource(path)
    assert source.tables() is not None
    columns = take_snapshot(tmp_path / "columns", source)
    rows = take_snapshot(tmp_path / "rows", Records(source.app, list(source.records())))
    for name in ("clients", "contacts"):
        assert read_table(columns.path, name).to_dict("list") == read_table(rows.path, name).to_dict("list")


def test_frames_keep_absent_apart_from_empty(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(GOOD)
    taken = take_snapshot(tmp_path / "snapshots", IgnitionExportSource(path))
    row = read_table(taken.path, "clients").iloc[0]
    assert (row["phone"], row["state"]) == (None, "unknown")
    assert isinstance(read_table(taken.path, "contacts"), pd.DataFrame)
