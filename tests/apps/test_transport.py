"""How requests are signed and sent, and what is told where no answer comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconcile.apps.http import Session
from reconcile.apps.retries import Patience
from reconcile.errors import NeedsUser, TryAgain
from reconcile.model import App

from .scripted import Reply, Scripted, closed_port

JSON = ("application/json",)
GOOD = Reply(b"{}", media_type="application/json; charset=utf-8")
SECRET = "very-secret-token"


def session(patience: Patience) -> Session:
    return Session(App.GUSTO, token=SECRET, patience=patience)


def test_a_netrc_does_not_replace_the_token(brisk: Patience, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Scripted(lambda _: GOOD) as server:
        session(brisk).get(server.url, accept=JSON)
    assert server.seen[0].headers["Authorization"] == f"Bearer {SECRET}"


def test_cookies_are_not_kept(brisk: Patience) -> None:
    with Scripted(lambda _: Reply(b"{}", media_type="application/json", headers={"Set-Cookie": "a=b"})) as server:
        one = session(brisk)
        one.get(server.url, accept=JSON)
        one.get(server.url, accept=JSON)
    assert "Cookie" not in server.seen[1].headers


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1/", "http://"])
def test_what_is_no_web_address_needs_the_user(url: str, brisk: Patience) -> None:
    with pytest.raises(NeedsUser):
        session(brisk).get(url, accept=JSON)


def test_what_never_left_is_told_apart(once: Patience) -> None:
    with pytest.raises(TryAgain) as caught:
        session(once).get(f"http://127.0.0.1:{closed_port()}/", accept=JSON)
    assert not caught.value.sent
    with Scripted(lambda _: Reply(drop=True)) as server, pytest.raises(TryAgain) as caught:
        session(once).get(server.url, accept=JSON)
    assert caught.value.sent


def test_an_encrypted_connection_to_a_plain_server_needs_the_user(once: Patience) -> None:
    with Scripted(lambda _: GOOD) as server, pytest.raises(NeedsUser, match="identity"):
        session(once).get(server.url.replace("http:", "https:"), accept=JSON)


def test_a_compressed_body_that_is_spoilt_is_try_again(once: Patience) -> None:
    spoilt = Reply(b"no gzip", media_type="application/json", headers={"Content-Encoding": "gzip"})
    with Scripted(lambda _: spoilt) as server:
        with session(once).stream(server.url, accept=JSON) as body, pytest.raises(TryAgain):
            body.read(10)
        with pytest.raises(TryAgain):
            session(once).get(server.url, accept=JSON)
