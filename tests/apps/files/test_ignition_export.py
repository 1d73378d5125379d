"""Ignition's client export: strict about ids, and one bad row means nothing is taken."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from reconcile.apps import Connections, IgnitionExportSource
from reconcile.apps.fields import EXPORT_COLUMNS
from reconcile.apps.files.ignition_export import proposals, yes_no
from reconcile.errors import BadInput
from reconcile.model import Client, State


def row(client: str, name: str, contact: str = "", **further: str) -> dict[str, str]:
    contact_name = {"Contact Name": f"Contact {contact}"} if contact else {}
    return {"Client Id": client, "Client Name": name, "Contact Id": contact, **contact_name, **further}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clients.csv"


def write(path: Path, *rows: dict[str, str]) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, EXPORT_COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def clients(source: IgnitionExportSource) -> list[Client]:
    return [record for record in source.records() if isinstance(record, Client)]


def test_rows_of_one_client_are_grouped_wherever_they_stand(path: Path) -> None:
    known = {"Client Reference": "CLI-0001", "External Client ID": "X", "Client State": "active", "XPM Id": "812"}
    rows = [
        row("1", "Zoë Ltd", "7", **known, **{"Is Primary Contact": "No", "Client Group Name": "Family"}),
        row("2", "Empty & Co"),
        row("1", "Zoë Ltd", "8", **known, **{"Is Primary Contact": "Yes", "Contact Email": "kim@x.test"}),
    ]
    first, second = clients(IgnitionExportSource(write(path, *rows)))
    assert (first.client_id, first.state, first.xpm_id, first.email) == ("1", State.ACTIVE, "812", "kim@x.test")
    assert first.other_ids == {"number": "1", "reference": "CLI-0001", "external": "X"}
    assert first.groups == ("Family",)
    assert [(c.contact_id, c.name, c.is_primary) for c in first.contacts] == [
        ("7", "Contact 7", False),
        ("8", "Contact 8", True),
    ]
    assert (second.contacts, second.state, second.fax) == ((), State.UNKNOWN, "")


def test_the_sandboxs_export_is_the_same_client_as_its_api(connections: Connections, path: Path) -> None:
    assert connections.ignition is not None
    from reconcile.apps.http import Session
    from reconcile.model import App

    session = Session(App.IGNITION, token=connections.ignition.token.get_secret_value())
    path.write_bytes(session.get(connections.ignition.export_url, accept=["text/csv"]).body)
    exported = {client.other_ids["number"]: client for client in clients(IgnitionExportSource(path))}
    for client in connections.source("ignition").records():
        if isinstance(client, Client) and client.state is not State.ARCHIVED:
            other = exported[client.other_ids["number"]]
            told = (
                "name",
                "state",
                "phone",
                "website",
                "address",
                "partner",
                "manager",
                "xpm_id",
                "groups",
                "other_ids",
            )
            assert {field: getattr(client, field) for field in told} == {field: getattr(other, field) for field in told}
            assert [c.contact_id for c in client.contacts] == [c.contact_id for c in other.contacts]


BAD_ROWS = {
    "Client Id": row("CLI-1", "B"),
    "Client Name": row("2", ""),
    "Contact Id": row("2", "B", "con_9"),
    "Client Reference": row("1", "A", "8", **{"Client Reference": "other"}),
}


@pytest.mark.parametrize("column", BAD_ROWS)
def test_one_bad_row_means_nothing_is_taken_and_is_named(column: str, path: Path) -> None:
    source = IgnitionExportSource(write(path, row("1", "A", "7"), BAD_ROWS[column], row("3", "C")))
    taken: list[object] = []
    with pytest.raises(BadInput) as caught:
        taken.extend(source.records())
    assert taken == []
    assert (caught.value.line, caught.value.column) == (3, column)
    assert 3 in source.rejected["line"].tolist()


@pytest.mark.parametrize("column", BAD_ROWS)
def test_good_rows_only_takes_the_clients_without_a_bad_row(column: str, path: Path) -> None:
    write(path, row("1", "A", "7"), BAD_ROWS[column], row("3", "C"))
    source = IgnitionExportSource(path, good_rows_only=True)
    alone = column != "Client Reference"
    assert [client.name for client in clients(source)] == (["A", "C"] if alone else ["C"])
    assert list(source.rejected.columns) == ["line", "column", "reason", "hint"]
    assert source.rejected["line"].tolist() == ([3] if alone else [2, 3])


def test_a_contact_without_an_id_is_a_bad_row(path: Path) -> None:
    with pytest.raises(BadInput, match="contact's id"):
        clients(IgnitionExportSource(write(path, row("1", "A", **{"Contact Email": "kim@x.test"}))))


def test_a_contact_twice_at_one_client_is_a_bad_row(path: Path) -> None:
    with pytest.raises(BadInput, match="twice"):
        clients(IgnitionExportSource(write(path, row("1", "A", "7"), row("1", "A", "7"))))


@pytest.mark.parametrize("column", ["Client Id", "Client Name", "Contact Id"])
def test_without_an_id_column_it_is_no_export(column: str, path: Path) -> None:
    columns = [each for each in EXPORT_COLUMNS if each != column]
    path.write_text(",".join(columns) + "\n")
    with pytest.raises(BadInput) as caught:
        clients(IgnitionExportSource(path))
    assert caught.value.column == column


def test_a_file_cut_in_the_middle_of_a_row(path: Path) -> None:
    write(path, row("1", "A"), row("2", "B"))
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b'"2","","","B"') + len(b'"2","","","B"')])
    with pytest.raises(BadInput, match="ends too early") as caught:
        clients(IgnitionExportSource(path))
    assert (caught.value.line, caught.value.column) == (3, "Client State")


def test_no_value_stands_in_an_error(path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        clients(
            IgnitionExportSource(write(path, row("Zebra-1", "Zebra Holdings", **{"Contact Email": "z@zebra.test"})))
        )
    assert "ebra" not in f"{caught.value!r}{caught.value}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("A (accepted)", [("A", "accepted")]),
        ("A [Draft]|B: awaiting|C", [("A", "draft"), ("B", "awaiting"), ("C", "")]),
        ("Tax (2026) (accepted)", [("Tax (2026)", "accepted")]),
    ],
)
def test_new_1_proposals(text: str, found: list[tuple[str, str]]) -> None:
    assert [(proposal["name"], proposal["state"]) for proposal in proposals(text)] == found


def test_flags() -> None:
    assert [yes_no(text) for text in ("Yes", " no", "", "true", None)] == [True, False, None, None, None]
