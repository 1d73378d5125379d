"""How long a plan takes and how much memory, beside a plain merge-and-compare in pandas: ``python -m benchmarks.plans``.

The practice is invented and all its clients are linked: in the *mix* 15 of 100 differ in something, in the *worst* case every
one in several fields. Each figure is of a process of its own, so that none has another's memory. ``plan`` is the build alone,
with what agrees kept as last common values, first for a practice that has none and then again; ``ws.build_plan`` is the whole of
what a person waits for: looking for new links and for what needs attention, building, and writing the plan's file. The
near-duplicate pairs are taken as found and none: the matcher has figures of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.linked_practice import Case, linked_practice
from benchmarks.steps import Memory
from reconcile import App, Plan, Workspace, frames, open_workspace
from reconcile.duplicates.flagged import PAIR_COLUMNS
from reconcile.plans.agreed import keep_agreed_now
from reconcile.plans.build import build_plan
from reconcile.plans.tables import open_tables
from reconcile.plans.values import comparable
from reconcile.policy import load_policy
from reconcile.snapshots import reading

SIZES = (1_000, 10_000, 100_000)
CASES: tuple[Case, ...] = ("mix", "worst")


class Matched(Workspace):
    """A practice whose pairs have all been looked at."""

    def duplicates(self, *, related: bool = False) -> pd.DataFrame:  # noqa: ARG002 - there are none of either kind
        """None."""
        return frames.frame(PAIR_COLUMNS)


def make(folder: Path, clients: int, case: Case) -> None:
    """Take the snapshots and link."""
    workspace = open_workspace(folder)
    for source in linked_practice(clients, case):
        workspace.take_snapshot(source)
    workspace.link_exact_names()


def merge_and_compare(folder: Path) -> int:
    """What somebody would write in pandas for the same tables; returns the number of differences.

    The links are merged with both lists of clients, and contacts with contacts of one client by their email. Each field is
    brought into its comparable form on both sides and compared, and the differences come out as one long table.
    """
    workspace = open_workspace(folder)
    clients, contacts = _read(workspace, "clients"), _read(workspace, "contacts")
    links = workspace.links()[["id_a", "id_b"]]
    pairs = links.merge(clients[App.XPM], left_on="id_a", right_on="client_id").merge(
        clients[App.IGNITION], left_on="id_b", right_on="client_id", suffixes=("_there", "_here")
    )
    found = _differences(pairs, "client")
    for table in contacts.values():
        table["key"] = [comparable("email", value) for value in table["email"]]
    people = links.merge(contacts[App.XPM], left_on="id_a", right_on="client_id").merge(
        contacts[App.IGNITION], left_on=["id_b", "key"], right_on=["client_id", "key"], suffixes=("_there", "_here")
    )
    return len(pd.concat([found, _differences(people, "contact")], ignore_index=True))


def _read(workspace: Workspace, table: str) -> dict[App, pd.DataFrame]:
    found = {}
    for app, snapshot in workspace.newest().items():
        with reading(snapshot.path) as connection:
            found[app] = connection.execute(f"SELECT * EXCLUDE raw FROM {table}").df()
            found[app] = found[app].astype(object).where(found[app].notna(), None)
    return found


def _differences(pairs: pd.DataFrame, entity: str) -> pd.DataFrame:
    parts = []
    for rule in load_policy().created_in_xpm(entity):  # what flows both ways, which is what goes to XPM
        there, here = pairs[f"{rule.name}_there"], pairs[f"{rule.name}_here"]
        forms = [[comparable(rule.compare, value) for value in side] for side in (there, here)]
        differ = pd.Series(forms[0], index=pairs.index) != pd.Series(forms[1], index=pairs.index)
        rows = pairs.loc[differ, ["id_a", "id_b", "name_here"]]
        parts.append(rows.assign(field=rule.name, before=there[differ], after=here[differ]))
    return pd.concat(parts, ignore_index=True)


class _Clock:
    """Seconds, and seconds of the processor (of all threads together), which a busy machine disturbs less."""

    _begun = (0.0, 0.0)

    @classmethod
    def start(cls) -> None:
        cls._begun = (time.perf_counter(), time.process_time())

    @classmethod
    def read(cls) -> tuple[float, float]:
        return time.perf_counter() - cls._begun[0], time.process_time() - cls._begun[1]


def _build(folder: Path) -> Plan:
    """The build as ``ws.build_plan`` does it, from lists that are gathered before."""
    workspace = Matched(folder)
    lists = workspace._lists(workspace.settings, workspace.would_link().left)
    _Clock.start()
    with open_tables(workspace._database, lists) as tables:
        plan = build_plan(tables, lists)
        with workspace._database.open() as connection:
            keep_agreed_now(tables, connection)
    return plan


def _plan(folder: Path) -> int:
    return len(_build(folder).changes)


def _whole(folder: Path) -> int:
    return len(Matched(folder).build_plan().changes)


WORK: dict[str, Callable[[Path], int]] = {
    "pandas merge-and-compare": merge_and_compare,
    "plan": _plan,
    "plan, again": _plan,
    "ws.build_plan": _whole,
}


def measured(name: str, folder: Path) -> dict[str, Any]:
    """One piece of work in a process of its own: ``seconds``, ``processor``, ``peak`` (MiB, beyond the program), ``rows``."""
    command = [sys.executable, "-m", "benchmarks.plans", "--work", name, "--folder", str(folder)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _work(name: str, folder: Path) -> None:
    with Memory() as idle:
        pass
    with Memory() as memory:
        _Clock.start()
        rows = WORK[name](folder)
        seconds, processor = _Clock.read()
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": memory.peak - idle.peak, "rows": rows}))


def _table(case: str, rows: list[tuple[int, str, dict[str, Any]]]) -> Table:
    table = Table(title=f"All clients linked: {case}", title_justify="left")
    for heading in ("Clients", "Work", "Seconds", "Processor s", "Peak MiB", "Rows", "Processor s a thousand"):
        table.add_column(heading, justify="left" if heading == "Work" else "right")
    for clients, name, found in rows:
        seconds, processor = found["seconds"], found["processor"]
        figures = (f"{seconds:,.2f}", f"{processor:,.2f}", f"{found['peak']:,.0f}", f"{found['rows']:,}")
        table.add_row(f"{clients:,}", name, *figures, f"{processor / clients * 1_000:.3f}")
    return table


def main(
    clients: Annotated[
        list[int] | None, typer.Option("--clients", min=1, help="Linked clients; may be repeated.")
    ] = None,
    work: Annotated[str, typer.Option(hidden=True)] = "",
    folder: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Measures each size of each case and prints a table for each case."""
    if work and folder:
        _work(work, folder)
        return
    console = Console()
    for case in CASES:
        rows = []
        for size in clients or SIZES:
            with tempfile.TemporaryDirectory(prefix="reconcile-bench-") as place:
                make(Path(place) / "practice", size, case)
                rows += [(size, name, measured(name, Path(place) / "practice")) for name in WORK]
        console.print(_table(case, rows))


if __name__ == "__main__":
    typer.run(main)
