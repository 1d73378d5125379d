"""The shared session: what is repeated and what never is, how many at a time, and what no message may tell."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import pytest

from reconcile.apps.http import Answer, Session, media_type, without_secrets
from reconcile.apps.retries import Patience
from reconcile.errors import ReconcileError, TryAgain
from reconcile.model import App

from .scripted import Reply, Scripted, Seen, closed_port

JSON = ("application/json",)
GOOD = Reply(b"{}", media_type="application/json; charset=utf-8")
SECRET, VALUE = "very-secret-token", "Zebra Holdings"


def session(patience: Patience, **further: object) -> Session:
    return Session(App.GUSTO, token=SECRET, patience=patience, **further)  # type: ignore[arg-type]


def post(one: Session, url: str) -> Answer:
    return one.send("POST", url, VALUE.encode(), content_type="text/plain", accept=JSON, sent=[VALUE])


def in_turn(*replies: Reply) -> Callable[[Seen], Reply]:
    rest = list(replies)
    return lambda _: rest.pop(0) if len(rest) > 1 else rest[0]


@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_rel_2_a_write_is_not_repeated_after_an_error_of_the_app(status: int, brisk: Patience) -> None:
    with Scripted(in_turn(Reply(b"", status), GOOD)) as server, pytest.raises(TryAgain) as caught:
        post(session(brisk), server.url)
    assert caught.value.sent
    assert len(server.seen) == 1


@pytest.mark.parametrize("reply", [Reply(drop=True), Reply(b"{}" * 50, media_type="application/json", cut=True)])
def test_rel_2_a_write_is_not_repeated_after_a_lost_answer(reply: Reply, brisk: Patience) -> None:
    with Scripted(in_turn(reply, GOOD)) as server, pytest.raises(TryAgain) as caught:
        post(session(brisk), server.url)
    assert caught.value.sent
    assert len(server.seen) == 1


def test_rel_2_a_timed_out_write_is_not_repeated() -> None:
    def slow(_: Seen) -> Reply:
        time.sleep(0.5)
        return GOOD

    with Scripted(slow) as server, pytest.raises(TryAgain) as caught:
        post(session(Patience(read_timeout=0.05, sleep=lambda _: None)), server.url)
    assert caught.value.sent
    assert len(server.seen) == 1


def test_a_write_that_was_certainly_not_applied_is_repeated(brisk: Patience) -> None:
    with Scripted(in_turn(Reply(status=429), Reply(status=429), GOOD)) as server:
        assert post(session(brisk), server.url).body == b"{}"
    assert len(server.seen) == 3


def test_a_write_that_never_left_says_so(brisk: Patience) -> None:
    one = session(brisk)
    with pytest.raises(TryAgain) as caught:
        post(one, f"http://127.0.0.1:{closed_port()}/")
    assert not caught.value.sent
    assert caught.value.title == "Gusto is not reachable"
    assert one.calls == brisk.attempts


@pytest.mark.parametrize("reply", [Reply(b"<html/>", media_type="text/html"), Reply(b"<html/>", 204)])
def test_a_write_answered_with_something_else_may_have_happened(reply: Reply, brisk: Patience) -> None:
    with Scripted(in_turn(reply)) as server, pytest.raises(TryAgain) as caught:
        post(session(brisk), server.url)
    assert caught.value.sent


def test_calls_are_counted_with_their_repeats(brisk: Patience) -> None:
    one = session(brisk)
    with Scripted(in_turn(Reply(status=500), GOOD)) as server:
        one.get(server.url, accept=JSON)
        one.get(server.url, accept=JSON)
    assert one.calls == 3 == len(server.seen)


def test_at_most_so_many_calls_run_at_once(brisk: Patience) -> None:
    running, most, lock = [0], [0], threading.Lock()

    def script(_: Seen) -> Reply:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.03)
        with lock:
            running[0] -= 1
        return GOOD

    one = session(brisk, concurrent=3)
    with Scripted(script) as server:
        threads = [threading.Thread(target=one.get, args=(server.url,), kwargs={"accept": JSON}) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most[0] == 3
    assert one.calls == 12


def test_a_stream_that_is_left_early_gives_its_place_back(brisk: Patience) -> None:
    one = session(brisk, concurrent=1)
    with Scripted(lambda _: Reply(b"x" * 100_000, media_type="application/json")) as server:
        with one.stream(server.url, accept=JSON) as body:
            assert len(body.read(10)) == 10
        with one.stream(server.url, accept=JSON) as body:
            assert len(body.read(10)) == 10


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 409, 422, 429, 500])
def test_neither_token_nor_values_are_told(status: int, brisk: Patience, caplog: pytest.LogCaptureFixture) -> None:
    said = f"'{VALUE}' is taken; your token {SECRET} is fine"
    one = session(brisk, explain=lambda body, _: body.decode())
    with caplog.at_level(logging.DEBUG), Scripted(lambda _: Reply(said.encode(), status)) as server:
        with pytest.raises(ReconcileError) as caught:
            post(one, server.url)
        with pytest.raises(ReconcileError) as searched:
            one.get(server.url, {"query": VALUE}, accept=JSON)
    told = f"{caught.value!r}{caught.value}{searched.value!r}{searched.value}{one!r}{caplog.text}"
    assert SECRET not in told
    assert VALUE not in told
    assert status == 429 or status == 500 or "is taken" in told


def test_an_id_of_the_request_is_told_but_never_one_that_holds_the_token(brisk: Patience) -> None:
    for correlation in ("6a0e-41", f"id-{SECRET}"):
        reply = Reply(b"", 500, headers={"x-request-id": correlation})
        with Scripted(in_turn(reply)) as server, pytest.raises(TryAgain) as caught:
            session(brisk).get(server.url, accept=JSON)
        assert SECRET not in str(caught.value)
        assert ("6a0e-41" in str(caught.value)) == (correlation == "6a0e-41")


def test_proxies_are_looked_for_once_a_host(brisk: Patience, monkeypatch: pytest.MonkeyPatch) -> None:
    one = session(brisk)
    with Scripted(lambda _: GOOD) as server:
        one.get(server.url, accept=JSON)
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert one.get(f"{server.url}/again", accept=JSON).status == 200


def test_without_secrets() -> None:
    assert without_secrets("https://me:pw@app.test:8/x?token=1#y") == "https://app.test:8/x"


@pytest.mark.parametrize(
    ("header", "expected"),
    [("Text/XML; charset=utf-8", "text/xml"), ("application/json", "application/json"), ("", "")],
)
def test_media_type(header: str, expected: str) -> None:
    assert media_type({"Content-Type": header}) == expected
