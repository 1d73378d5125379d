"""REL-12: ``kill -9`` of a real apply, again and again, with faults on; then it is resumed and every promise holds."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from reconcile.apps import Connections
from reconcile.plans.journal import journal_path, read_story
from reconcile.plans.watch import Watch
from reconcile.sandbox.faults import Faults
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import open_workspace

APPS = ("xpm", "ignition", "gusto")


IN_THE_BACKGROUND = """
import sys
from reconcile.workspace import open_workspace
workspace = open_workspace(sys.argv[1])
workspace.start_apply(workspace.plan(sys.argv[2]), release=int(sys.argv[3])).finished.wait()
"""
"""A program that applies as the pages do: in a thread that outlives whoever asked."""


def _command(folder: Path, plan_id: str, ticked: int, *, pages: bool) -> list[str]:
    if pages:
        return [sys.executable, "-c", IN_THE_BACKGROUND, str(folder), plan_id, str(ticked)]
    apply = ["apply", str(folder), "--plan", plan_id, "--release", str(ticked), "--json"]
    return [sys.executable, "-m", "reconcile", *apply]


def _kill_until_done(tmp_path: Path, seed: int, kills: int, *, pages: bool = False) -> int:
    """Applies a plan as the command line or the pages do, killing it up to ``kills`` times at work; returns how often it was."""
    chance = random.Random(seed)
    with Sandbox(tmp_path / "sandbox", clients=60, seed=seed) as sandbox:
        workspace = open_workspace(tmp_path / "practice")
        Connections.from_dict(sandbox.connections).save(workspace.folder / "connections.json")
        for app in APPS:
            workspace.take_snapshot(app)
        plan = workspace.build_plan()
        before = Counter(doc["Name"] for doc in sandbox.state.xpm_clients())
        sandbox.set_faults(Faults.parse("429=0.02,500-after-commit=0.02,dropped=0.02,slow=0.05"))
        command = _command(workspace.folder, plan.plan_id, plan.summary()["ticked"], pages=pages)
        killed = 0
        path = journal_path(workspace.folder / "runs", plan.plan_id)
        for _ in range(kills):
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if not _at_work(child, path, lines=_lines(path) + chance.randrange(1, 6)):
                break
            child.send_signal(signal.SIGKILL)
            child.wait()
            killed += 1
        sandbox.set_faults(Faults())
        story = read_story(path) if path.exists() else None
        if story is None or story.ended_at is None:
            workspace.apply(plan, release=plan.summary()["ticked"], watch=Watch(pause=lambda _seconds: None))
        run = workspace.run(plan.plan_id)
        assert run is not None
        approved = set(plan.changes.loc[plan.changes["ticked"].astype(bool), "change_id"])
        assert set(run.outcomes["change_id"]) == approved, "REL-1"
        made = plan.changes[
            (plan.changes["app"] == "xpm") & (plan.changes["kind"] == "create") & (plan.changes["field"] == "name")
        ]
        created = Counter(made.loc[made["entity"] == "client", "after"])
        after = Counter(doc["Name"] for doc in sandbox.state.xpm_clients())
        for name, count in created.items():
            assert after[name] <= before[name] + count, f"REL-2: {name}"
        mapped = Counter(doc["xpm_id"] for doc in sandbox.state.ignition_clients() if doc["xpm_id"])
        assert max(mapped.values()) == 1, "REL-2"
        adds = [entry for entry in sandbox.requests() if entry["effect"] and entry["path"].endswith("client.api/add")]
        assert len(adds) <= len(made[made["entity"] == "client"]), "REL-2"
        assert not [entry for entry in sandbox.requests() if entry["app"] == "gusto" and entry["mutating"]], "REL-10"
        return killed


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _at_work(child: subprocess.Popen[bytes], journal: Path, lines: int) -> bool:
    """Waits until the child has written so many lines of its journal; False if it came to its end before.

    The journal and not the clock says when, so that a slow machine kills at work as a fast one does.
    """
    while child.poll() is None:
        if _lines(journal) >= lines:
            return True
        time.sleep(0.005)
    return False


def test_rel_12_kill_9_at_work_and_resume(tmp_path: Path) -> None:
    assert _kill_until_done(tmp_path, seed=3, kills=2) == 2


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_rel_12_two_hundred_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    total = runs = 0
    while total < 200:
        total += _kill_until_done(tmp_path / str(runs), runs, kills=25, pages=runs % 2 == 1)
        runs += 1
        assert runs < 100, f"only {total} kills met an apply at work"
    with capsys.disabled():
        sys.stdout.write(f"\n{total} kills at work in {runs} runs; every promise held.\n")
