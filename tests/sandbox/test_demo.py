"""The demo practice is there after one call, and one sandbox serves it however often it is asked for."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.sandbox import demo
from reconcile.sandbox.demo import ensure_demo, stop_demo
from reconcile.sandbox.ports import answers
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import open_workspace


@pytest.fixture
def small_sandbox(tmp_path: Path) -> Path:
    """A sandbox folder that holds a small practice already, so that the demo's own need not be made."""
    with Sandbox(tmp_path / "sandbox", clients=15):
        pass
    return tmp_path / "sandbox"


@pytest.fixture
def ended(small_sandbox: Path) -> Iterator[Path]:
    """The same folder; what was started for it is ended after the test."""
    yield small_sandbox
    stop_demo(small_sandbox)


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])


def test_it_starts_connects_and_takes_the_first_snapshots(ended: Path, tmp_path: Path):
    heard: list[str] = []
    info = ensure_demo(tmp_path / "demo", ended, tell=heard.append)
    assert (info.started, info.taken) == (True, tuple(App))
    assert answers(port_of(info.sandbox_url), "/_sandbox/health")
    workspace = open_workspace(info.folder)
    assert set(workspace.newest()) == set(App)
    assert set(workspace.connections.apps) == set(App)
    assert (info.folder / "connections.json").stat().st_mode & 0o777 == 0o600
    assert len(heard) == 4


def test_asking_again_from_tabs_at_once_starts_nothing_twice(ended: Path, tmp_path: Path):
    with ThreadPoolExecutor(4) as tabs:
        infos = list(tabs.map(lambda _: ensure_demo(tmp_path / "demo", ended), range(4)))
    assert len({info.sandbox_url for info in infos}) == 1
    assert [info.started for info in infos].count(True) == 1
    assert sum(len(info.taken) for info in infos) == len(App)
    again = ensure_demo(tmp_path / "demo", ended)
    assert (again.started, again.taken) == (False, ())


def test_a_sandbox_of_somebody_else_is_used_and_left_running(small_sandbox: Path, tmp_path: Path):
    with Sandbox(small_sandbox) as running:
        info = ensure_demo(tmp_path / "demo", small_sandbox)
        assert (info.sandbox_url, info.started) == (running.url, False)
        stop_demo(small_sandbox)
        assert answers(port_of(running.url), "/_sandbox/health")


def test_a_sandbox_that_moved_or_died_is_found_again(ended: Path, tmp_path: Path):
    first = ensure_demo(tmp_path / "demo", ended)
    demo._children[ended].process.kill()
    demo._children[ended].process.wait()
    second = ensure_demo(tmp_path / "demo", ended, port=0)
    assert second.started
    assert second.taken == ()
    connections = json.loads((first.folder / "connections.json").read_text(encoding="utf-8"))
    assert connections["xpm"]["base_url"] == f"{second.sandbox_url}/xero"
    open_workspace(first.folder).take_snapshot("xpm")


def test_what_somebody_signed_in_to_stays_connected_when_the_sandbox_moves(ended: Path, tmp_path: Path):
    first = ensure_demo(tmp_path / "demo", ended)
    practice = open_workspace(first.folder)
    begun = practice.connect("xpm", "http://localhost:8501/settings")
    back = requests.get(begun.address, {"prompt": "none"}, timeout=5, allow_redirects=False).headers["Location"]
    assert practice.answer_sign_in(back).account is not None, "it is the practice that was connected before"
    stop_demo(ended)
    second = ensure_demo(tmp_path / "demo", ended, port=0)
    assert practice.connections.grant_keys == (begun.key,)
    assert practice.connections.xpm.base_url == f"{second.sandbox_url}/xero"
    practice.take_snapshot("xpm")


def test_a_port_that_is_taken_is_told_in_the_demo_s_own_words(small_sandbox: Path, tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(NeedsUser, match="--sandbox-port"):
            ensure_demo(tmp_path / "demo", small_sandbox, port=other.getsockname()[1])
    assert small_sandbox not in demo._children


def test_a_real_practice_is_never_turned_into_a_demo(small_sandbox: Path, tmp_path: Path):
    practice = tmp_path / "practice"
    practice.mkdir()
    real = json.dumps({"xpm": {"base_url": "https://api.xero.example", "token": "t", "tenant_id": "x"}})
    (practice / "connections.json").write_text(real, encoding="utf-8")
    with pytest.raises(NeedsUser, match="real app"):
        ensure_demo(practice, small_sandbox)
    assert (practice / "connections.json").read_text(encoding="utf-8") == real
    assert small_sandbox not in demo._children
