"""Limits are kept, not hit, by everything that runs at the same time (REL-14): over real HTTP, with windows of a second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reconcile.apps import Connections, budget
from reconcile.apps.limits import LIMITS, Limits
from reconcile.model import App
from reconcile.sandbox import limits as sandbox_limits
from reconcile.sandbox.server import Sandbox
from tests.apps.small_world import HARBOUR, small_world

CALLS, SECONDS = 8, 0.6
LATE = 4
"""How many calls more the app takes in a window than it grants: on a busy machine some of one window arrive in the next."""


def _short(limits: Limits) -> Limits:
    """The same limits with a first window that a test can wait for, and the others out of the way."""
    first, *rest = limits.windows
    wide = (replace(window, calls=100_000) for window in rest)
    return replace(limits, windows=(replace(first, calls=CALLS, seconds=SECONDS), *wide))


@pytest.fixture
def tight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Apps that take a few calls each half second, and say so in their headers where they do."""
    monkeypatch.setattr(budget, "LIMITS", {service: _short(limits) for service, limits in LIMITS.items()})
    windows = sandbox_limits.Limits().windows
    few = {
        service: (sandbox_limits.Window(first.name, CALLS + LATE, SECONDS), *rest)
        for service, (first, *rest) in windows.items()
    }
    with Sandbox(
        tmp_path / "sandbox", world=small_world(), limits=sandbox_limits.Limits(few, xpm_at_once=5)
    ) as running:
        yield running


def test_rel_14_a_source_and_a_target_at_once_meet_no_limit(tight: Sandbox) -> None:
    connections = Connections.from_dict(tight.connections)
    known = {App.XPM: HARBOUR, App.IGNITION: "cli_1"}
    problems: list[Exception] = []

    def write(app: App) -> None:
        target = connections.target(app)
        for number in range(5):
            target.update_client(known[app], {"phone": f"09 555 01{number:02}"})
            target.read_client(known[app])

    def read(app: App) -> None:
        for _ in range(2):
            list(connections.source(app).records())

    def guarded(work: object, app: App) -> None:
        try:
            work(app)  # type: ignore[operator]
        except Exception as error:  # the thread's own end would hide it
            problems.append(error)

    jobs = [(read, App.XPM), (write, App.XPM), (read, App.IGNITION), (write, App.IGNITION), (read, App.GUSTO)]
    threads = [threading.Thread(target=guarded, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    log = tight.requests()
    assert len([row for row in log if row["app"] == "xpm"]) > 2 * CALLS, "more than one window's calls"
    assert [row["path"] for row in log if row["status"] == 429] == []
