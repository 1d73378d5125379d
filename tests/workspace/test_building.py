"""Nobody waits for a plan that is being built, and a plan is of what is there when it is kept."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reconcile import frames
from reconcile.errors import TryAgain
from reconcile.plans import store
from reconcile.plans.build import build_plan
from reconcile.plans.plan import Plan
from reconcile.workspace import Workspace, open_workspace, planning
from tests.practice import ignition, practice, take, xpm

ELSEWHERE = """
import sys, reconcile
ws = reconcile.open_workspace(sys.argv[1])
assert len(ws.links()) == 2
assert ws.unlink("xpm", "x1", "i1", by="Kim") == 1
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    pairs = [(xpm(f"x{n}", f"Kea {n}", phone="1", fax="2"), ignition(f"i{n}", f"Kea {n}", phone="3")) for n in (1, 2)]
    workspace = practice(tmp_path / "practice", *(client for pair in pairs for client in pair))
    workspace.link_exact_names()
    return workspace


def while_building(monkeypatch: pytest.MonkeyPatch, then: Callable[[int], object]) -> list[int]:
    """Something happens after each time that a plan was worked out and before it is kept; returns the times so far."""
    times: list[int] = []

    def built(*args: Any, **words: Any) -> Plan:
        plan = build_plan(*args, **words)
        times.append(len(times) + 1)
        then(times[-1])
        return plan

    monkeypatch.setattr(planning, "build_plan", built)
    return times


def touched(plan: Plan) -> set[str]:
    return {row["record_id"] for row in frames.rows_of(plan.changes)} & {"i1", "i2"}


def test_another_program_reads_and_decides_while_a_plan_is_built_and_the_plan_is_of_what_it_left(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(time: int) -> None:
        if time == 1:
            subprocess.run([sys.executable, "-c", ELSEWHERE, str(ws.folder)], check=True, timeout=60)

    times = while_building(monkeypatch, elsewhere)
    plan = ws.build_plan()
    assert times == [1, 2], "it was built again, because a link had ended"
    assert touched(plan) == {"i2"}
    with ws._database.open() as connection:
        assert set(store.read_agreed(connection)["id_b"]) == {"i2"}, "and nothing was kept of the first"


def test_another_thread_reads_and_decides_meanwhile(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    working, go_on, built = threading.Event(), threading.Event(), []

    def hold(time: int) -> None:
        if time == 1:
            working.set()
            assert go_on.wait(60)

    while_building(monkeypatch, hold)
    builder = threading.Thread(target=lambda: built.append(ws.build_plan()))
    builder.start()
    assert working.wait(60)
    here = open_workspace(ws.folder)
    assert len(here.links()) == 2
    here.unlink("xpm", "x1", "i1", by="Kim")
    assert builder.is_alive(), "all this while the plan was being built"
    go_on.set()
    builder.join(60)
    assert touched(built[0]) == {"i2"}


MOVES: dict[str, Callable[[Workspace, int], object]] = {
    "a link": lambda ws, n: ws.link("xpm", "x1", "i2", by="Kim") if n % 2 else ws.unlink("xpm", "x1", "i2"),
    "a snapshot": lambda ws, n: take(ws, xpm("x1", "Kea 1", phone=str(n)), xpm("x2", "Kea 2")),
    "the settings": lambda ws, _: ws.save_settings(ws.settings),
}


@pytest.mark.parametrize("what", MOVES)
def test_where_somebody_moves_something_each_time_that_is_said_and_nothing_is_kept(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    times = while_building(monkeypatch, lambda time: MOVES[what](ws, time))
    with pytest.raises(TryAgain, match="while the plan was being built"):
        ws.build_plan()
    assert len(times) == planning.ATTEMPTS
    assert ws.newest_plan() is None
    with ws._database.open() as connection:
        assert store.read_agreed(connection).empty
