"""Ignition as a source: the API, the export and the users together."""

from __future__ import annotations

import json

import pytest

from reconcile.apps import Connections, IgnitionSource, Patience
from reconcile.errors import BadInput, NotAllowed, TryAgain
from reconcile.model import Client, Staff, State
from reconcile.sandbox.server import Sandbox

from .scripted import Reply, Scripted, Seen


def clients(source: IgnitionSource) -> dict[str, Client]:
    return {record.client_id: record for record in source.records() if isinstance(record, Client)}


def page(rows: list[dict[str, object]], following: str | None = None) -> Reply:
    meta = {"pagination": {"has_more": bool(following), "next_cursor": following}}
    return Reply(json.dumps({"data": rows, "meta": meta}).encode(), media_type="application/json")


def test_everything_together(connections: Connections) -> None:
    source = connections.source("ignition")
    assert isinstance(source, IgnitionSource)
    found = clients(source)
    assert {slug: client.state for slug, client in found.items()} == {
        "cli_1": State.ACTIVE,
        "cli_2": State.LEAD,
        "cli_3": State.ARCHIVED,
    }
    harbour = found["cli_1"]
    assert (harbour.xpm_id, harbour.website) == ("101", "https://harbour.example.test")
    assert harbour.other_ids == {"number": "1", "reference": "CLI-0001"}
    assert harbour.raw["proposals"] == [{"name": "Annual accounts", "state": "accepted"}]
    assert [contact.contact_id for contact in harbour.contacts] == ["901"]
    assert found["cli_2"].contacts == ()
    assert found["cli_3"].address is None, "archived clients are not in the export"
    assert [contact.contact_id for contact in found["cli_3"].contacts] == ["903"]
    assert source.failures == []


def test_imp_8_the_users_are_staff(connections: Connections) -> None:
    staff = [record for record in connections.source("ignition").records() if isinstance(record, Staff)]
    assert [(user.staff_id, user.email) for user in staff] == [("1", "ana@example.test")]


def test_the_api_alone_is_enough(sandbox: Sandbox, brisk: Patience) -> None:
    connection = sandbox.connections["ignition"]
    records = list(IgnitionSource(connection["base_url"], connection["token"], patience=brisk).records())
    harbour = next(record for record in records if isinstance(record, Client))
    assert (harbour.xpm_id, harbour.address) == (None, None)
    assert [record.email for record in records if isinstance(record, Staff)] == ["ana@example.test"]


def test_reading_changes_nothing(connections: Connections, sandbox: Sandbox) -> None:
    list(connections.source("ignition").records())
    assert not any(row["mutating"] for row in sandbox.requests())


def test_every_page_is_read_and_archived_ones_asked_for(brisk: Patience) -> None:
    def script(seen: Seen) -> Reply:
        if seen.path.endswith("/contacts") or seen.query.get("state") == "archived":
            return page([])
        place = int(seen.query.get("cursor", "0"))
        return page([{"slug": f"cli_{place}", "name": "A"}], str(place + 1) if place < 3 else None)

    with Scripted(script) as server:
        assert list(clients(IgnitionSource(server.url, "t", patience=brisk))) == ["cli_0", "cli_1", "cli_2", "cli_3"]
    asked = [(seen.path.rpartition("/")[2], seen.query.get("state")) for seen in server.seen]
    assert ("clients", "archived") in asked
    assert ("contacts", "archived") in asked
    assert {seen.query["limit"] for seen in server.seen} == {"100"}


def test_pages_without_an_end_are_bad_input(brisk: Patience) -> None:
    with Scripted(lambda _: page([], "same")) as server, pytest.raises(BadInput, match="end"):
        clients(IgnitionSource(server.url, "t", patience=brisk))


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"data": {}, "meta": {}}', b'{"data": []}'])
def test_another_envelope_is_bad_input(body: bytes, brisk: Patience) -> None:
    with Scripted(lambda _: Reply(body, media_type="application/json")) as server, pytest.raises(BadInput):
        clients(IgnitionSource(server.url, "t", patience=brisk))


def test_what_the_export_has_too_much_or_spoilt_is_a_failure_beside_the_clients(brisk: Patience) -> None:
    export = b"Client Id,Client Name,Contact Id,XPM Id\n1,A,,812\nx,B,,\n3,Gone,,\n"

    def script(seen: Seen) -> Reply:
        if seen.path == "/export":
            return Reply(export, media_type="text/csv")
        rows: list[dict[str, object]] = [{"slug": "cli_1", "name": "A", "link": "https://go.ignitionapp.com/clients/1"}]
        return page(rows if seen.path.endswith("/clients") else [])

    with Scripted(script) as server:
        source = IgnitionSource(server.url, "t", export_url=f"{server.url}/export", patience=brisk)
        assert clients(source)["cli_1"].xpm_id == "812"
    assert [failure.error.message for failure in source.failures] == [
        "1 rows: the client's id is not a number (line 3, column 'Client Id')",
        "1 clients of the export are not among the Reporting API's.",
    ]


@pytest.mark.parametrize(("status", "error"), [(401, NotAllowed), (500, TryAgain)])
def test_an_export_that_cannot_be_read_ends_the_snapshot(status: int, error: type[Exception], brisk: Patience) -> None:
    with Scripted(lambda seen: Reply(status=status) if seen.path == "/export" else page([])) as server:
        source = IgnitionSource(server.url, "t", export_url=f"{server.url}/export", patience=brisk)
        with pytest.raises(error):
            clients(source)


def test_users_that_may_not_be_read_are_a_failure_beside_the_clients(sandbox: Sandbox, brisk: Patience) -> None:
    connection = sandbox.connections["ignition"]
    with Scripted(lambda _: Reply(status=401)) as refusing:
        source = IgnitionSource(connection["base_url"], connection["token"], mcp_url=refusing.url, patience=brisk)
        assert len(clients(source)) == 3
    assert [failure.place for failure in source.failures] == ["Ignition's users"]
