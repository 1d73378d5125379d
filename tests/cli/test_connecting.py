"""Connecting on the command line: through a browser, by a pasted address, and what is told where it does not come about."""

from __future__ import annotations

import json
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from reconcile.apps import Connections
from reconcile.cli import connecting
from reconcile.cli.callback import Listener
from reconcile.errors import NeedsUser
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.signin.grants import SignInRules
from tests.apps.small_world import small_world

from .conftest import Run


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("sandbox"), world=small_world()) as started:
        yield started


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.set_sign_in(SignInRules(approve_at_once=True))
    return running


@pytest.fixture
def folder(sandbox: Sandbox, tmp_path: Path) -> Path:
    """A practice that has registered its apps and is connected to nothing."""
    Connections.from_dict({"registrations": sandbox.connections["registrations"]}).save(tmp_path / "connections.json")
    return tmp_path


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A person's browser, which goes where it is sent."""
    seen: list[str] = []
    going: list[threading.Thread] = []

    def open_page(url: str) -> bool:
        seen.append(url)
        going.append(threading.Thread(target=requests.get, args=(url,), kwargs={"timeout": 20}))
        going[-1].start()
        return True

    monkeypatch.setattr(webbrowser, "open", open_page)
    yield seen
    for each in going:
        each.join()


def test_an_app_is_connected_shown_and_disconnected(folder: Path, browser: list[str], run: Run) -> None:
    done = run("connect", folder, "ignition", "--port", 0, "--json")
    assert done.code == 0, done.out
    assert done.document == {"provider": "ignition", "name": "Ignition", "id": "", "state": "connected"}
    assert browser[0] in done.err
    assert "localhost" in browser[0]
    (row,) = run("connections", folder, "--json").document["connections"]
    assert (row["provider"], row["state"]) == ("ignition", "connected")
    assert row["since"]
    assert row["until"]
    kept = Connections.load(folder / "connections.json")
    assert kept.grant_keys
    ended = run("disconnect", folder, "ignition", "--json")
    assert ended.document == {"provider": "ignition", "names": ["Ignition"], "withdrawn": True}
    assert run("connections", folder, "--json").document["connections"] == []
    assert run("disconnect", folder, "ignition").code == 1


def test_a_practice_that_is_not_named_is_asked_for_without_another_sign_in(
    folder: Path, browser: list[str], run: Run
) -> None:
    asked = run("connect", folder, "xpm", "--port", 0, "--json")
    assert asked.code == 1
    assert "'Demo practice', 'Demo practice, branch office'" in asked.document["message"]
    done = run("connect", folder, "xpm", "--practice", "demo practice, BRANCH office", "--json")
    assert done.document["name"] == "Demo practice, branch office"
    assert len(browser) == 1
    assert run("snapshot", folder, "--app", "xpm", "--json").code == 0


def test_gusto_by_company(folder: Path, browser: list[str], run: Run) -> None:
    name = run("connect", folder, "gusto", "--port", 0, "--json").document["name"]
    assert run("disconnect", folder, "gusto", "--company", "nobody", "--json").code == 1
    assert run("disconnect", folder, "gusto", "--company", name.upper(), "--json").document["names"] == [name]


def test_the_address_may_be_pasted(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pasting:
        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            address = next(line for line in told if line.startswith("http"))
            return requests.get(address, timeout=5, allow_redirects=False).headers["Location"] + "\n"

    told: list[str] = []
    real = connecting._show

    def show(address: str, *, browser: bool) -> None:
        told.append(address)
        real(address, browser=browser)

    monkeypatch.setattr(connecting, "_show", show)
    monkeypatch.setattr("sys.stdin", Pasting())
    assert run("connect", folder, "ignition-mcp", "--port", 0, "--paste", "--json").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["connect", "FOLDER", "quickbooks"], "There is no sign-in of this name"),
        (["connect", "FOLDER", "xpm", "--client-id", "two words\nlong", "--port", "0"], "one line"),
        (["disconnect", "FOLDER", "gusto"], "not connected"),
        (["connections", "nowhere"], "no workspace"),
    ],
)
def test_what_cannot_be_done_is_said(folder: Path, run: Run, arguments: list[str], said: str) -> None:
    run("settings", folder, "--set", "conflict=ask")
    answer = run(*[str(folder) if word == "FOLDER" else word for word in arguments], "--json")
    assert answer.code == 1
    assert said in json.dumps(answer.document)


def test_without_a_client_id_it_says_what_to_register(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECONCILE_XPM_CLIENT_ID", raising=False)
    answer = run("connect", tmp_path / "new", "xpm", "--port", 0, "--json")
    assert answer.code == 1
    assert "RECONCILE_XPM_CLIENT_ID" in answer.document["hint"]


def test_the_listener_hears_its_own_path_alone() -> None:
    with Listener(0) as listener:
        base = listener.redirect_uri.replace("localhost", "127.0.0.1")
        answers: list[int] = []

        def visit() -> None:
            answers.append(requests.get(base.replace("/callback", "/favicon.ico"), timeout=5).status_code)
            answers.append(requests.get(base, timeout=5).status_code)
            answers.append(requests.get(base, {"state": "s", "code": "c"}, timeout=5).status_code)

        visitor = threading.Thread(target=visit)
        visitor.start()
        assert listener.wait(10) == {"state": "s", "code": "c"}
        visitor.join()
        assert answers == [404, 404, 200]


def test_nobody_comes() -> None:
    with Listener(0) as listener, pytest.raises(NeedsUser, match="Nobody"):
        listener.wait(0.01)
    with Listener(0) as taken, pytest.raises(NeedsUser, match="used by another"):
        Listener(int(taken.redirect_uri.rpartition(":")[2].partition("/")[0]))
