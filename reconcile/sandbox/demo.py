"""The demo practice: the sandbox running, the workspace connected to it, the first snapshots taken.

Everything here may be called again and again, from several tabs and programs: what is there already is used.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from reconcile.errors import Bug, NeedsUser, TryAgain
from reconcile.model import App
from reconcile.sandbox.child import Child
from reconcile.sandbox.ports import answers, is_free
from reconcile.sandbox.server import DEFAULT_PORT
from reconcile.workspace import open_workspace

DEMO_FOLDER = "data/demo"
SANDBOX_FOLDER = "data/sandbox"
PATIENCE = 180.0
"""Seconds to wait for another tab or program that prepares the same demo."""

GRANTED = ("grant", "grants", "writing", "tenant_id", "tenant_name")
"""What of a connection stands for somebody's own sign-in."""

_children: dict[Path, Child] = {}
_threads = threading.Lock()


@dataclass(frozen=True, slots=True)
class DemoInfo:
    """The demo's workspace, the sandbox's address, whether this call started it, and of which apps it took snapshots."""

    folder: Path
    sandbox_folder: Path
    sandbox_url: str
    started: bool
    taken: tuple[App, ...]


def ensure_demo(
    folder: str | Path = DEMO_FOLDER,
    sandbox_folder: str | Path = SANDBOX_FOLDER,
    port: int | None = None,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> DemoInfo:
    """Makes sure that the demo is there: starts the sandbox, connects the workspace, takes the first snapshots.

    A sandbox that serves the folder already is used, whoever started it; one that is started here ends with this process.
    ``port`` is the sandbox's (left out: 8765, or any free one); ``tell`` hears what takes a while. Raises ``NeedsUser`` for a
    port that is taken or a workspace that is connected to real apps, ``TryAgain`` where another program takes very long.
    """
    practice, home = Path(folder).resolve(), Path(sandbox_folder).resolve()
    home.mkdir(parents=True, exist_ok=True)
    with _threads:
        try:
            with FileLock(home / "demo.lock", timeout=PATIENCE):
                return _prepared(practice, home, port, tell)
        except Timeout:
            raise TryAgain("Another program is preparing the same demo.", hint="Wait, then reload.") from None


def stop_demo(sandbox_folder: str | Path = SANDBOX_FOLDER) -> None:
    """Ends the sandbox that this process started for the folder; one that somebody else started goes on."""
    with _threads:
        child = _children.pop(Path(sandbox_folder).resolve(), None)
    if child is not None:
        child.stop()


def _prepared(practice: Path, home: Path, port: int | None, tell: Callable[[str], None]) -> DemoInfo:
    _refuse_real_practice(practice)
    running = _serving(home)
    if not running:
        tell("Starting the three apps …")
        _start(home, port)
    connections = _read(home / "connections.json")
    _connect(practice, connections)
    url = str(connections["xpm"]["base_url"]).removesuffix("/xero")
    return DemoInfo(practice, home, url, not running, _first_snapshots(practice, tell))


def _serving(home: Path) -> bool:
    """Whether a sandbox serves this folder: its lock is held, and it answers where its connections say."""
    lock = FileLock(home / "server.lock", timeout=0)
    try:
        with lock:
            return False
    except Timeout:
        connections = _read(home / "connections.json")
        port = urlsplit(connections.get("xpm", {}).get("base_url", "")).port
        return port is not None and answers(port, "/_sandbox/health")


def _start(home: Path, port: int | None) -> None:
    gone = _children.pop(home, None)
    if gone is not None:
        gone.stop()
    chosen = port if port is not None else (DEFAULT_PORT if is_free(DEFAULT_PORT) else 0)
    arguments = ["sandbox", "--folder", str(home), "--port", str(chosen), "--json"]
    child = Child("reconcile", arguments, stdout=subprocess.PIPE)
    said = _document(child.first_line())
    if "url" not in said:
        child.stop()
        raise NeedsUser(said["message"], title=said["title"], hint=said["hint"].replace("--port", "--sandbox-port"))
    _children[home] = child


def _document(line: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(line)
    except ValueError:
        raise Bug("The sandbox did not start.", hint="Look at the messages above this one.") from None
    return found


def _refuse_real_practice(practice: Path) -> None:
    """A demo must never take the place of a real practice's connections."""
    kept = _read(practice / "connections.json")
    for connection in (kept[app.value] for app in App if app.value in kept):
        host = urlsplit(connection.get("base_url", "")).hostname
        if host not in ("127.0.0.1", "localhost", "::1"):
            raise NeedsUser(
                f"The workspace {practice.name!r} is connected to a real app.",
                title="This is not a demo practice",
                hint="Choose another folder for the demo.",
            )


def _connect(practice: Path, connections: Mapping[str, Any]) -> None:
    path = practice / "connections.json"
    kept = _read(path)
    wanted = _with_grants(kept, connections)
    if kept == wanted:
        return
    from reconcile.apps import Connections  # here: a rerun of the pages has nothing to write and need not load HTTP

    open_workspace(practice)
    Connections.from_dict(wanted).save(path)


def _with_grants(kept: Mapping[str, Any], served: Mapping[str, Any]) -> dict[str, Any]:
    """The sandbox's connections, and what somebody has signed in to since: only its address may have changed."""
    wanted = dict(served)
    for app in App:
        before = kept.get(app.value, {})
        own = {name: before[name] for name in GRANTED if before.get(name)}
        if own.keys() & {"grant", "grants", "writing"}:
            tokens = {"token"} if app is App.XPM else set()  # a grant takes its place
            rest = {name: value for name, value in served[app.value].items() if name not in tokens}
            wanted[app.value] = {**rest, **own}
    return wanted


def _first_snapshots(practice: Path, tell: Callable[[str], None]) -> tuple[App, ...]:
    workspace = open_workspace(practice)
    missing = tuple(app for app in App if app not in workspace.newest())
    for app in missing:
        tell(f"Taking the first snapshot of {app.label} …")
        workspace.take_snapshot(app)
    return missing


def _read(path: Path) -> dict[str, Any]:
    """A file of connections; nothing where it is missing or damaged, so that it is written anew."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
