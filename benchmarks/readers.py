"""How long reading takes beside the least that could be done with the same bytes, and how much memory.

XPM's list is served by the sandbox, in a process of its own, and taken into a snapshot on disk by another: what is told
is that one's time and peak memory, beside the time that the XML parser alone needs for the same bytes in the same
process (lxml, streaming, the same safe settings, every client dropped unread). Ignition's export has a table of its own in
``benchmarks.export_reading``. ``python -m benchmarks.readers --clients 15000``
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.steps import Memory
from reconcile.sandbox.child import Child

SIZES = (15_000, 100_000)
ROUNDS = 3
"""Every time is the best of so many rounds, taken in turns, so that both sides meet the same machine; a list longer than
the first of the sizes has one."""


@dataclass(frozen=True)
class Reading:
    """One row of the table: what was read, how big it was, our seconds, the yardstick's, and the peak in MiB."""

    what: str
    megabytes: float
    seconds: float
    yardstick: str
    yardstick_seconds: float
    peak: float

    @property
    def ratio(self) -> float:
        """How many times the yardstick's time ours is."""
        return self.seconds / self.yardstick_seconds


def xpm_list(clients: int, folder: Path) -> Reading:
    """XPM's list over HTTP from the sandbox, into a snapshot on disk."""
    _in_child("fill", str(folder / "sandbox"), str(clients))
    arguments = ["sandbox", "--folder", str(folder / "sandbox"), "--port", "0", "--json"]
    with Child("reconcile", arguments, stdout=subprocess.PIPE) as server:
        server.first_line()
        return Reading(**_in_child("xpm", str(folder), str(ROUNDS if clients <= SIZES[0] else 1)))


def _xpm_in_this_process(folder: str, rounds: str) -> dict[str, Any]:
    from reconcile.apps import Connections, XpmSource
    from reconcile.snapshots import take_snapshot

    place = Path(folder)
    source = Connections.load(place / "sandbox" / "connections.json").source("xpm")
    assert isinstance(source, XpmSource)
    saved = place / "list.xml"
    url, accept = source.api.url("client.api/list"), ("application/xml",)
    with saved.open("wb") as file, source.api.session.stream(url, {"detailed": "true"}, accept=accept) as body:
        while piece := body.read(1 << 18):
            file.write(piece)
    parser, ours = [], []
    with Memory() if not _high_water() else contextlib.nullcontext() as memory:
        take_snapshot(place / "snapshots", source)
    peak = _high_water() or (memory.peak if memory else 0.0)
    for _ in range(int(rounds)):
        parser.append(_timed(lambda: _parsed(saved)))
        ours.append(_timed(lambda: take_snapshot(place / "snapshots", source)))
    clients = _parsed(saved)
    return {
        "what": f"XPM's list of {clients:,} clients",
        "megabytes": saved.stat().st_size / 1e6,
        "seconds": min(ours),
        "yardstick": "the XML parser alone",
        "yardstick_seconds": min(parser),
        "peak": peak,
    }


def _parsed(path: Path) -> int:
    """The parser alone: every client is parsed and dropped."""
    from lxml import etree

    from reconcile.apps.xpm_xml import SAFE

    clients = 0
    for _, element in etree.iterparse(str(path), tag="Client", **SAFE):
        clients += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return clients


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _high_water() -> float:
    """The highest resident memory of this process so far in MiB, where the system tells (Linux); else 0."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _in_child(*arguments: str) -> dict[str, Any]:
    """Run one of the measurements in a process of its own; what it measured."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readers", "--child", *arguments], check=True, stdout=subprocess.PIPE
    )
    measured: dict[str, Any] = json.loads(done.stdout or b"{}")
    return measured


def _fill(folder: str, clients: str) -> dict[str, Any]:
    from benchmarks.wide_practice import fill

    fill(Path(folder), int(clients))
    return {}


CHILDREN: dict[str, Callable[..., dict[str, Any]]] = {
    "fill": _fill,
    "xpm": _xpm_in_this_process,
}


def _table(readings: list[Reading]) -> Table:
    table = Table(title="Readers", title_justify="left")
    for heading in ("What", "MB", "Seconds", "Beside", "Seconds", "Ratio", "Peak MiB"):
        table.add_column(heading, justify="left" if heading in ("What", "Beside") else "right")
    for each in readings:
        times = (f"{each.seconds:.2f}", each.yardstick, f"{each.yardstick_seconds:.2f}", f"{each.ratio:.1f}")
        table.add_row(each.what, f"{each.megabytes:,.0f}", *times, f"{each.peak:,.0f}")
    return table


def main(
    clients: Annotated[list[int] | None, typer.Option("--clients", min=1, help="XPM clients; may be repeated.")] = None,
) -> None:
    """Measures each size in turn and prints one table."""
    readings = []
    for size in clients or SIZES:
        with tempfile.TemporaryDirectory(prefix="reconcile-bench-") as folder:
            readings.append(xpm_list(size, Path(folder)))
    Console().print(_table(readings))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(CHILDREN[sys.argv[2]](*sys.argv[3:])))
    else:
        typer.run(main)
