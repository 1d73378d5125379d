"""The suite that every source passes, whether it reads an API or a file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reconcile.apps import Origin, Patience, Source
from reconcile.errors import BadInput, NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import Client

from .scripted import Reply, Scripted, Seen, closed_port
from .stages import API_STAGES, FILE_STAGES, TOKEN, ApiStage, Clients, FileStage

Stage = ApiStage | FileStage
Opened = Callable[[Stage, Clients], Source]
ONE: Clients = [{"id": "1", "name": "Zoë & Sons"}]

every_source = pytest.mark.parametrize("stage", [*API_STAGES, *FILE_STAGES], ids=lambda stage: stage.name)
every_api = pytest.mark.parametrize("stage", API_STAGES, ids=lambda stage: stage.name)


@pytest.fixture
def opened(tmp_path: Path, once: Patience) -> Iterator[Opened]:
    """Put clients where a source finds them, and open it."""
    servers: list[Scripted] = []

    def open_stage(stage: Stage, clients: Clients) -> Source:
        if isinstance(stage, FileStage):
            path = tmp_path / stage.file_name
            path.write_bytes(stage.content(clients))
            return stage.build(path)
        servers.append(Scripted(lambda seen: stage.reply(clients, seen)).__enter__())
        return stage.build(servers[-1].url, once)

    yield open_stage
    for server in servers:
        server.__exit__()


@contextmanager
def failing(stage: ApiStage, bad: Callable[[Reply], Reply], times: int = 1000) -> Iterator[Scripted]:
    """The last kind of request meets ``bad`` that many times; everything before it goes well."""
    left = [times]

    def script(seen: Seen) -> Reply:
        good = stage.reply(ONE, seen)
        if stage.last not in seen.path or left[0] == 0:
            return good
        left[0] -= 1
        return bad(good)

    with Scripted(script) as server:
        yield server


def clients_of(source: Source) -> list[Client]:
    return [record for record in source.records() if isinstance(record, Client)]


@every_source
def test_it_is_a_source_with_an_origin(stage: Stage, opened: Opened) -> None:
    source = opened(stage, ONE)
    assert isinstance(source, Source)
    assert isinstance(source.origin, Origin)
    assert TOKEN not in repr(source.origin)
    assert TOKEN not in repr(source)


@every_source
def test_one_client(stage: Stage, opened: Opened) -> None:
    (client,) = clients_of(opened(stage, ONE))
    assert (client.client_id, client.name) == ("1", "Zoë & Sons")


@every_source
def test_it_can_be_read_twice(stage: Stage, opened: Opened) -> None:
    source = opened(stage, ONE)
    assert clients_of(source) == clients_of(source)


@pytest.mark.parametrize("stage", [s for s in (*API_STAGES, *FILE_STAGES) if s.name != "gusto"], ids=lambda s: s.name)
def test_an_empty_app_has_no_clients_and_is_no_error(stage: Stage, opened: Opened) -> None:
    assert clients_of(opened(stage, [])) == []


@every_source
def test_unknown_fields_are_kept(stage: Stage, opened: Opened) -> None:
    (client,) = clients_of(opened(stage, [{**ONE[0], "unknown": "kept"}]))
    assert stage.unknown(client.raw) == "kept"


@every_source
def test_absent_is_not_empty(stage: Stage, opened: Opened) -> None:
    (absent,) = clients_of(opened(stage, ONE))
    (empty,) = clients_of(opened(stage, [{**ONE[0], "phone": ""}]))
    (filled,) = clients_of(opened(stage, [{**ONE[0], "phone": "09 555 0100"}]))
    assert (absent.phone, empty.phone, filled.phone) == (None, "", "09 555 0100")


@every_source
@pytest.mark.parametrize("name", ["  spaces  kept ", 'Pty <Ltd> & "Co"', "x" * 10_000, "株式会社", "O’Neill – Söhne"])
def test_imp_3_names_come_as_the_app_spells_them(stage: Stage, name: str, opened: Opened) -> None:
    (client,) = clients_of(opened(stage, [{"id": "1", "name": name}]))
    assert client.name == name


@every_api
@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_not_allowed(stage: ApiStage, status: int, brisk: Patience) -> None:
    with Scripted(lambda _: Reply(b"", status, stage.media_type)) as server:
        with pytest.raises(NotAllowed) as caught:
            clients_of(stage.build(server.url, brisk))
        assert len(server.seen) == 1, "a refused token is not tried again"
    assert caught.value.hint


@every_api
def test_a_limit_is_waited_for_as_long_as_the_app_asks(stage: ApiStage, brisk: Patience) -> None:
    waits: list[float] = []
    patience = replace(brisk, sleep=waits.append)
    with failing(stage, lambda good: replace(good, body=b"", status=429, headers={"Retry-After": "7"}), 1) as server:
        assert len(clients_of(stage.build(server.url, patience))) == 1
    assert [wait >= 7 for wait in waits] == [True]


@every_api
def test_a_limit_that_stays_is_certainly_not_sent(stage: ApiStage, brisk: Patience) -> None:
    with (
        failing(stage, lambda good: replace(good, body=b"", status=429, headers={"Retry-After": "7"})) as server,
        pytest.raises(TryAgain) as caught,
    ):
        clients_of(stage.build(server.url, brisk))
    assert (caught.value.retry_after, caught.value.sent) == (7.0, False)


@every_api
def test_a_limit_longer_than_our_patience_is_told_instead_of_waited_for(stage: ApiStage, brisk: Patience) -> None:
    waits: list[float] = []
    with (
        failing(stage, lambda good: replace(good, body=b"", status=429, headers={"Retry-After": "3600"})) as server,
        pytest.raises(TryAgain) as caught,
    ):
        clients_of(stage.build(server.url, replace(brisk, sleep=waits.append)))
    assert (caught.value.retry_after, waits) == (3600.0, [])


BROKEN: dict[str, Callable[[Reply], Reply]] = {
    "500": lambda good: replace(good, body=b"<html>oops</html>", status=500, media_type="text/html"),
    "503": lambda good: replace(good, body=b"{}", status=503, media_type="application/json"),
    "truncated": lambda good: replace(good, cut=True),
    "dropped": lambda good: replace(good, drop=True),
    "ends-early": lambda good: replace(good, body=good.body[: len(good.body) // 2]),
}


@every_api
@pytest.mark.parametrize("how", BROKEN)
def test_what_may_pass_by_itself_is_try_again(stage: ApiStage, how: str, brisk: Patience) -> None:
    with failing(stage, BROKEN[how]) as server, pytest.raises(TryAgain) as caught:
        clients_of(stage.build(server.url, brisk))
    assert caught.value.sent


@every_api
@pytest.mark.parametrize("how", ["500", "503", "dropped"])
def test_a_short_outage_is_outlasted(stage: ApiStage, how: str, brisk: Patience) -> None:
    with failing(stage, BROKEN[how], times=2) as server:
        assert len(clients_of(stage.build(server.url, brisk))) == 1


@every_api
def test_another_content_type_is_bad_input(stage: ApiStage, brisk: Patience) -> None:
    with (
        failing(stage, lambda good: replace(good, body=b"<html>Sign in</html>", media_type="text/html")) as server,
        pytest.raises(BadInput, match="text/html"),
    ):
        clients_of(stage.build(server.url, brisk))


@every_api
def test_content_that_is_not_what_it_says_is_bad_input(stage: ApiStage, brisk: Patience) -> None:
    with failing(stage, lambda good: replace(good, body=b"]<oops/> and more")) as server, pytest.raises(BadInput):
        clients_of(stage.build(server.url, brisk))


@every_api
def test_a_redirect_is_not_followed(stage: ApiStage, brisk: Patience) -> None:
    with (
        failing(stage, lambda good: replace(good, status=302, headers={"Location": "http://127.0.0.1:9/"})) as server,
        pytest.raises(NeedsUser, match="another address"),
    ):
        clients_of(stage.build(server.url, brisk))


@every_api
def test_nobody_listens(stage: ApiStage, brisk: Patience) -> None:
    with pytest.raises(TryAgain) as caught:
        clients_of(stage.build(f"http://127.0.0.1:{closed_port()}", brisk))
    assert caught.value.title.endswith("is not reachable")
    assert not caught.value.sent


@every_api
@pytest.mark.parametrize("how", [*BROKEN, "401"])
def test_no_token_and_no_client_in_errors_and_logs(
    stage: ApiStage, how: str, brisk: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    bad = BROKEN.get(how, lambda good: replace(good, status=401))
    with caplog.at_level(logging.DEBUG), failing(stage, bad) as server, pytest.raises(ReconcileError) as caught:
        clients_of(stage.build(server.url, brisk))
    told = f"{caught.value!r} {caught.value} {caught.value.to_dict()} {caplog.text}"
    assert TOKEN not in told
    assert ONE[0]["name"] not in told
