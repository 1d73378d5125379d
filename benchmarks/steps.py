"""How long each step of the way takes, and how much memory, for practices of several sizes.

The sandbox runs as a program of its own, so that the memory that is told is the toolkit's. Everything is made in a temporary
folder. ``python -m benchmarks.steps --clients 420 --clients 20000``
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer
from rich.console import Console
from rich.table import Table

import reconcile
from reconcile import App, Plan, Workspace
from reconcile.apps import Connections
from reconcile.sandbox.child import Child

SIZES = (420, 20_000)
APPLIED = 300
"""At most so many changes are applied: the rate is what counts, and an app allows only so many calls a minute."""


@dataclass
class Measured:
    """The rows of one size: step, seconds, peak memory in MiB while it ran, and what came of it."""

    clients: int
    rows: list[tuple[str, float, float, str]] = field(default_factory=list)

    def step(self, name: str, work: Callable[[], Any], told: Callable[[Any], str] = lambda _: "") -> Any:
        """Runs one step and keeps its row."""
        with Memory() as memory:
            begun = time.perf_counter()
            result = work()
            seconds = time.perf_counter() - begun
        self.rows.append((name, seconds, memory.peak, told(result)))
        return result


class Memory:
    """The highest resident memory of this process while the block runs, looked at every 20 ms."""

    peak = 0.0

    def __enter__(self) -> Memory:
        self._process, self._over = psutil.Process(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, self._process.memory_info().rss / 2**20)
            if self._over.wait(0.02):
                return


def measure(clients: int, folder: Path) -> Measured:
    """All steps for one size."""
    found = Measured(clients)
    sandbox = found.step("sandbox start", lambda: _sandbox(clients, folder / "sandbox"))
    with sandbox:
        workspace = found.step("workspace", lambda: _connected(folder / "practice", folder / "sandbox"))
        for app in App:
            found.step(f"snapshot of {app.label}", _taking(workspace, app), lambda taken: f"{taken.clients:,} clients")
        found.step("links", workspace.link_exact_names, lambda report: f"{len(report.linked):,} links")
        found.step("duplicates", workspace.duplicates, lambda pairs: f"{len(pairs):,} pairs")
        found.step("duplicates, again", workspace.duplicates, lambda pairs: f"{len(pairs):,} pairs")
        plan = found.step("plan", workspace.build_plan, lambda built: f"{len(built.changes):,} changes")
        found.step("apply", lambda: workspace.apply(plan, _some(plan)), lambda run: f"{run.summary()['outcomes']}")
    return found


def _sandbox(clients: int, folder: Path) -> Child:
    arguments = ["sandbox", "--folder", str(folder), "--port", "0", "--clients", str(clients), "--json"]
    child = Child("reconcile", arguments, stdout=subprocess.PIPE)
    json.loads(child.first_line())
    return child


def _connected(folder: Path, sandbox: Path) -> Workspace:
    workspace = reconcile.open_workspace(folder)
    Connections.load(sandbox / "connections.json").save(folder / "connections.json")
    return workspace


def _taking(workspace: Workspace, app: App) -> Callable[[], Any]:
    return lambda: workspace.take_snapshot(app)


def _some(plan: Plan) -> list[str]:
    """The first changes of records that exist: each is a read, a write and a read back."""
    simple = plan.changes[plan.changes["kind"].isin(["link", "update"]) & (plan.changes["after_from"] == "")]
    return list(simple["change_id"][:APPLIED])


def _table(found: Measured) -> Table:
    table = Table(title=f"{found.clients:,} XPM clients", title_justify="left")
    for heading in ("Step", "Seconds", "Peak MiB", "Result"):
        table.add_column(heading, justify="right" if heading in ("Seconds", "Peak MiB") else "left")
    for name, seconds, peak, result in found.rows:
        table.add_row(name, f"{seconds:,.2f}", f"{peak:,.0f}", result)
    return table


def main(
    clients: Annotated[list[int] | None, typer.Option("--clients", min=1, help="XPM clients; may be repeated.")] = None,
) -> None:
    """Measures each size in turn and prints a table for each."""
    console = Console()
    for size in clients or SIZES:
        with tempfile.TemporaryDirectory(prefix="reconcile-bench-") as folder:
            console.print(_table(measure(size, Path(folder))))


if __name__ == "__main__":
    typer.run(main)
