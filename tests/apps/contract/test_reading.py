"""What every source promises, whether it reads an API or a file."""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reconcile.apps import Connections, Origin, Patience, Source, budget
from reconcile.apps.limits import LIMITS, SERVICE, Window
from reconcile.errors import BadInput, NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App, Client
from reconcile.sandbox.server import Sandbox
from tests.apps.scripted import Reply, Scripted, Seen, closed_port
from tests.apps.stages import API_STAGES, FILE_STAGES, TOKEN, ApiStage, Clients, FileStage

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


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The three apps with more clients than fit on a page."""
    with Sandbox(tmp_path_factory.mktemp("many"), clients=170, seed=5) as running:
        yield running


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


@pytest.mark.parametrize("app", list(App))
def test_a_list_of_many_pages_is_read_whole_and_each_client_once(app: App, many: Sandbox) -> None:
    source = Connections.from_dict(many.connections).source(app)
    found = [client.client_id for client in clients_of(source)]
    if app is App.GUSTO:
        there = [document["company"]["uuid"] for document in many.state.gusto_companies()]
    elif app is App.XPM:
        there = [document["UUID"] for document in many.state.xpm_clients()]
    else:
        there = [document["slug"] for document in many.state.ignition_clients()]
    assert len(there) > (30 if app is App.GUSTO else 100)
    assert sorted(found) == sorted(there)
    assert getattr(source, "failures", []) == []


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
def test_rel_14_a_limit_until_a_date_is_waited_for(stage: ApiStage, brisk: Patience) -> None:
    waits: list[float] = []
    later = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=20), usegmt=True)
    with failing(stage, lambda good: replace(good, body=b"", status=429, headers={"Retry-After": later}), 1) as server:
        assert len(clients_of(stage.build(server.url, replace(brisk, sleep=waits.append)))) == 1
    assert [15 < wait <= 21 for wait in waits] == [True]


@every_api
def test_a_limit_that_names_no_time_is_waited_for_with_growing_patience(stage: ApiStage, brisk: Patience) -> None:
    waits: list[float] = []
    with failing(stage, lambda good: replace(good, body=b"", status=429), 2) as server:
        assert len(clients_of(stage.build(server.url, replace(brisk, sleep=waits.append)))) == 1
    assert len(waits) == 2
    assert all(wait <= bound for wait, bound in zip(waits, (15, 30), strict=True))


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


@every_api
@pytest.mark.parametrize("status", [400, 406, 409, 422])
def test_what_needs_a_person_is_told_and_not_repeated(stage: ApiStage, status: int, brisk: Patience) -> None:
    with failing(stage, lambda good: replace(good, body=b"", status=status)) as server:
        with pytest.raises(NeedsUser) as caught:
            clients_of(stage.build(server.url, brisk))
        assert len([seen for seen in server.seen if stage.last in seen.path]) == 1
    assert str(status) in caught.value.message
    assert caught.value.hint


@every_api
def test_an_answer_that_takes_too_long_is_try_again(stage: ApiStage) -> None:
    with failing(stage, lambda good: replace(good, delay=1.0)) as server, pytest.raises(TryAgain) as caught:
        clients_of(stage.build(server.url, Patience(attempts=1, read_timeout=0.1)))
    assert caught.value.sent


class Rotating:
    """A credential whose tokens are used up one after the other; ``asked`` counts the renewals."""

    grant = "one"

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.asked = 0

    def token(self) -> str:
        return self.tokens[0]

    def renewed(self, refused: str) -> str | None:
        self.asked += 1
        assert refused == self.tokens[0]
        if len(self.tokens) == 1:
            return None
        del self.tokens[0]
        return self.tokens[0]


@every_api
def test_a_token_that_ran_out_is_renewed_once_and_the_call_made_again(stage: ApiStage, once: Patience) -> None:
    def script(seen: Seen) -> Reply:
        refused = seen.headers["Authorization"] == "Bearer old-0"
        return Reply(b"", 401, stage.media_type) if refused else stage.reply(ONE, seen)

    signer = Rotating("old-0", "new-0")
    with Scripted(script) as server:
        assert len(clients_of(stage.signed(server.url, once, signer))) == 1
        asked = [seen.headers["Authorization"] for seen in server.seen]
    assert asked[:2] == ["Bearer old-0", "Bearer new-0"]
    assert set(asked[1:]) == {"Bearer new-0"}
    assert signer.asked == 1


@every_api
def test_a_new_token_that_is_refused_too_is_not_renewed_again(stage: ApiStage, brisk: Patience) -> None:
    signer = Rotating("old-0", "new-0", "never-0")
    with Scripted(lambda _: Reply(b"", 401, stage.media_type)) as server:
        with pytest.raises(NotAllowed):
            clients_of(stage.signed(server.url, brisk, signer))
        assert len(server.seen) == 2


@every_api
@pytest.mark.parametrize("kind", [NotAllowed, TryAgain])
def test_a_renewal_that_fails_ends_the_call(stage: ApiStage, kind: type[ReconcileError], once: Patience) -> None:
    class Broken(Rotating):
        def renewed(self, refused: str) -> str | None:
            raise kind(f"No other token than one of {len(refused)} characters.")

    with Scripted(lambda _: Reply(b"", 401, stage.media_type)) as server, pytest.raises(kind) as caught:
        clients_of(stage.signed(server.url, once, Broken("old-0")))
    assert not isinstance(caught.value, TryAgain) or not caught.value.sent, "a refused call was not applied"


@every_api
def test_rel_14_no_more_than_the_published_limit_is_sent_to_an_app_that_keeps_silent(
    stage: ApiStage, brisk: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = SERVICE[App(stage.name)]
    few = replace(LIMITS[service], windows=(Window("minute", 2, 60.0),))
    monkeypatch.setattr(budget, "LIMITS", {**LIMITS, service: few})
    waits: list[float] = []
    with Scripted(lambda seen: stage.reply(ONE, seen)) as server:
        clients_of(stage.build(server.url, replace(brisk, sleep=waits.append)))
        sent = len(server.seen)
    assert sent > 2
    assert len([wait for wait in waits if wait > 1]) == sent - 2


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
    with (
        caplog.at_level(logging.DEBUG),
        caplog.at_level(logging.DEBUG, "urllib3"),
        failing(stage, bad) as server,
        pytest.raises(ReconcileError) as caught,
    ):
        clients_of(stage.build(server.url, brisk))
    told = f"{caught.value!r} {caught.value} {caught.value.to_dict()} {caplog.text}"
    assert TOKEN not in told
    assert ONE[0]["name"] not in told
