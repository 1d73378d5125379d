"""Gusto over many grants; it is only ever read."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from types import ModuleType

import pytest

from reconcile.apps import Connections, GustoSource, Patience, Target, gusto, gusto_wire
from reconcile.apps.estimate import Counts
from reconcile.errors import NeedsUser, NotAllowed, TryAgain
from reconcile.model import Client
from reconcile.sandbox.server import Sandbox

from .scripted import Reply, Scripted, Seen
from .small_world import TOKENS
from .stages import API_STAGES, gusto_tokens

STAGE = next(stage for stage in API_STAGES if stage.name == "gusto")
COMPANIES = [{"id": f"c{place}", "name": f"Company {place}"} for place in range(3)]


def names(source: GustoSource) -> list[str]:
    return [record.name for record in source.records() if isinstance(record, Client)]


def test_many_grants_are_one_list(connections: Connections) -> None:
    source = connections.source("gusto")
    assert isinstance(source, GustoSource)
    assert names(source) == ["Harbour Joinery Ltd", "Brook Bakery LLC", "Bare Bones Inc"]
    assert source.failures == []


def test_a_revoked_grant_is_one_companys_failure(sandbox: Sandbox, brisk: Patience) -> None:
    tokens = [TOKENS[0], "revoked", TOKENS[2]]
    source = GustoSource(sandbox.connections["gusto"]["base_url"], tokens, patience=brisk)
    assert names(source) == ["Harbour Joinery Ltd", "Bare Bones Inc"]
    (failure,) = source.failures
    assert failure.place == "Gusto grant 2 of 3"
    assert isinstance(failure.error, NotAllowed)
    assert "revoked" not in repr(failure)


def test_all_grants_revoked_is_not_an_empty_gusto(sandbox: Sandbox, brisk: Patience) -> None:
    source = GustoSource(sandbox.connections["gusto"]["base_url"], ["x", "y"], patience=brisk)
    with pytest.raises(NotAllowed):
        list(source.records())
    assert len(source.failures) == 2


def test_no_grants_need_the_user() -> None:
    with pytest.raises(NeedsUser, match="No company"):
        list(GustoSource("http://127.0.0.1:9", []).records())


def test_rel_9_an_outage_of_one_company_ends_the_snapshot(brisk: Patience) -> None:
    def script(seen: Seen) -> Reply:
        return Reply(status=503) if "c1" in seen.path else STAGE.reply(COMPANIES, seen)

    with Scripted(script) as server, pytest.raises(TryAgain):
        names(GustoSource(server.url, gusto_tokens(3), patience=brisk))


class Held:
    """A credential that knows which company it opens."""

    def __init__(self, place: int) -> None:
        self.grant = f"grant-{place}"
        self.holder = (f"c{place}", f"Company {place}")
        self._token = gusto_tokens(place + 1)[place]

    def token(self) -> str:
        return self._token

    def renewed(self, refused: str) -> str | None:
        return None if refused == self._token else self._token


def test_a_grant_that_knows_its_company_takes_three_calls_and_another_four(brisk: Patience) -> None:
    with Scripted(lambda seen: STAGE.reply(COMPANIES, seen)) as server:
        source = GustoSource(server.url, [Held(0), gusto_tokens(2)[1]], patience=brisk)
        assert names(source) == ["Company 0", "Company 1"]
        assert source.calls_needed(Counts()) == len(server.seen) == 7


def test_syn_8_a_failure_names_the_company_that_is_missing(brisk: Patience) -> None:
    def script(seen: Seen) -> Reply:
        return Reply(status=401) if "c1" in seen.path else STAGE.reply(COMPANIES, seen)

    with Scripted(script) as server:
        source = GustoSource(server.url, [Held(0), Held(1), Held(2)], patience=brisk)
        assert names(source) == ["Company 0", "Company 2"]
    (failure,) = source.failures
    assert (failure.client_id, failure.hides) == ("c1", True)
    assert failure.place == "Gusto grant 2 of 3 (Company 1)"


def test_a_company_that_another_grant_has_read_is_not_missing(brisk: Patience) -> None:
    class Revoked(Held):
        def token(self) -> str:
            raise NotAllowed("Sign in again.")

    with Scripted(lambda seen: STAGE.reply(COMPANIES, seen)) as server:
        source = GustoSource(server.url, [Revoked(0), Held(0)], patience=brisk)
        assert names(source) == ["Company 0"]
    assert source.failures == []


def test_a_version_that_is_not_served_names_both_versions(sandbox: Sandbox, brisk: Patience) -> None:
    source = GustoSource(sandbox.connections["gusto"]["base_url"], TOKENS, version="2019-01-01", patience=brisk)
    with pytest.raises(NeedsUser) as caught:
        list(source.records())
    assert "2019-01-01" in caught.value.message
    assert gusto.VERSION in caught.value.hint


def test_each_grant_has_calls_of_its_own(brisk: Patience) -> None:
    waits: list[float] = []

    def script(seen: Seen) -> Reply:
        return replace(STAGE.reply(COMPANIES, seen), headers={"X-RateLimit-Remaining": "1"})

    with Scripted(script) as server:
        source = GustoSource(server.url, gusto_tokens(3), patience=replace(brisk, sleep=waits.append))
        assert len(names(source)) == 3
    assert waits == []


def test_two_grants_of_one_company_are_one_client(brisk: Patience) -> None:
    with Scripted(lambda seen: STAGE.reply(COMPANIES, seen)) as server:
        tokens = [*gusto_tokens(2), *gusto_tokens(1)]
        assert names(GustoSource(server.url, tokens, patience=brisk)) == ["Company 0", "Company 1"]


def test_a_grant_without_the_admins_scope_still_has_its_company(brisk: Patience) -> None:
    def script(seen: Seen) -> Reply:
        return Reply(status=403) if seen.path.endswith("/admins") else STAGE.reply(COMPANIES, seen)

    with Scripted(script) as server:
        source = GustoSource(server.url, gusto_tokens(1), patience=brisk)
        assert names(source) == ["Company 0"]
    assert [failure.place for failure in source.failures] == ["Gusto grant 1 of 1: its admins"]


def test_an_applications_token_is_no_companys_grant(brisk: Patience) -> None:
    body = b'{"resource": {"type": "Oauth::Application", "uuid": "1"}}'
    with (
        Scripted(lambda _: Reply(body, media_type="application/json")) as server,
        pytest.raises(NotAllowed, match="no company"),
    ):
        names(GustoSource(server.url, gusto_tokens(1), patience=brisk))


def test_further_pages_are_read_where_gusto_pages(brisk: Patience) -> None:
    def script(seen: Seen) -> Reply:
        if not seen.path.endswith("/admins"):
            return STAGE.reply(COMPANIES, seen)
        page = seen.query.get("page", "1")
        body = f'[{{"uuid": "a{page}", "email": "{page}@x.test"}}]'.encode()
        return Reply(body, media_type="application/json", headers={"X-Total-Pages": "3"})

    with Scripted(script) as server:
        (client,) = GustoSource(server.url, gusto_tokens(1), patience=brisk).records()
    assert isinstance(client, Client)
    assert [contact.contact_id for contact in client.contacts] == ["a1", "a2", "a3"]


def test_the_version_is_asked_for_and_an_old_one_explained(sandbox: Sandbox, brisk: Patience) -> None:
    base = sandbox.connections["gusto"]["base_url"]
    with pytest.raises(NeedsUser, match="HTTP 406"):
        names(GustoSource(base, TOKENS, version="2019-01-01", patience=brisk))
    with Scripted(lambda seen: STAGE.reply(COMPANIES, seen)) as server:
        names(GustoSource(server.url, gusto_tokens(1), version="2026-06-15", patience=brisk))
    assert {seen.headers["X-Gusto-API-Version"] for seen in server.seen} == {"2026-06-15"}


def test_rel_10_reading_sends_no_mutating_request(sandbox: Sandbox, connections: Connections) -> None:
    list(connections.source("gusto").records())
    rows = sandbox.requests()
    assert rows
    assert {row["method"] for row in rows} == {"GET"}
    assert not any(row["mutating"] for row in rows)


@pytest.mark.parametrize("module", [gusto, gusto_wire])
def test_set_6_the_code_for_gusto_calls_nothing_that_writes(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not called & {"send", "post", "put", "patch", "delete", "request"}
    assert not words & {"POST", "PUT", "PATCH", "DELETE"}


def test_set_6_there_is_no_target(connections: Connections) -> None:
    assert not isinstance(connections.source("gusto"), Target)
    with pytest.raises(NotAllowed, match="SET-6"):
        connections.target("gusto")
