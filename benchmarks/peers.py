"""The peers' environment, and how long each takes and how much memory, beside ours in the same run: ``python -m benchmarks.peers``.

The peers need another pandas, so they live in ``.venv-peers``, which is made from ``requirements-peers.txt`` where it is missing.
Everything runs as a program of its own and is measured from outside: ours, its second process included, like the others.

Without options the shorter lists are measured; ``--long`` adds those of 100,000, which take some minutes, and ``--wide`` what takes
long besides. A list's table in ``RESULTS.md`` stands until that list is measured again.
"""

from __future__ import annotations

import importlib.util
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pandas as pd
import psutil
import typer

from benchmarks.compared_share import compared_share
from benchmarks.incremental import after_a_change, told
from benchmarks.measuring import Run, measured
from benchmarks.practices import demo_practice

ROOT = Path(__file__).resolve().parents[1]
PEERS = Path(__file__).resolve().parent / "peer_programs"
REQUIREMENTS = Path(__file__).resolve().parent / "requirements-peers.txt"
RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
ENVIRONMENT = ROOT / ".venv-peers"
REAL = ROOT.parent / "shared" / "data" / "real" / "org_names_100k.parquet"
SIZES, LONG_SIZES = (1_000, 10_000), (100_000,)
DEMO_SIZES, LONG_DEMO_SIZES = (1_000,), (20_000, 100_000)
QUIET = 0.3
"""Load a core, before the first program starts, up to which a machine counts as quiet."""
CDIST_MOST = 20_000
"""Rows above which every name against every name is left out: it takes minutes."""
WIDE_MOST = 100_000
"""Rows above which Splink's wide blocking is left out unless asked for."""


def environment() -> Path | None:
    """The Python of the peers' environment, made first where it is missing or of other releases; None, said, where it cannot."""
    python = ENVIRONMENT / ("Scripts/python.exe" if platform.system() == "Windows" else "bin/python")
    made = ENVIRONMENT / "made-from.txt"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if made.exists() and made.read_text(encoding="utf-8") == wanted:
        return python
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
    try:
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True, capture_output=True)
        subprocess.run([str(python), *install], check=True, capture_output=True)
        made.write_text(wanted, encoding="utf-8")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The peers are skipped: {ENVIRONMENT.name} could not be made ({type(error).__name__}).")
        return None
    return python


def side_by_side(path: Path, rows: int, *, wide: bool, limit: float) -> list[Run]:
    """Ours and every peer on one list, one after another."""
    shown = path.with_suffix(".pairs.parquet")
    found = [measured("ours", [sys.executable, "-m", "benchmarks.ours", str(path), "", str(shown)], limit)]
    python = environment()
    if python is not None:
        for blocking in ("few", *(("wide",) if wide or rows <= WIDE_MOST else ())):
            command = [str(python), str(PEERS / "splink_pairs.py"), str(path), "", blocking]
            run = measured(f"Splink, {blocking} blocking rules", command, limit)
            found.append(replace(run, compared=compared_share(path, shown, blocking) if shown.exists() else None))
        command = [str(python), str(PEERS / "string_grouper_pairs.py"), str(path)]
        found.append(measured("string_grouper (names)", command, limit))
        if rows <= CDIST_MOST or wide:
            command = [str(python), str(PEERS / "cdist_pairs.py"), str(path)]
            found.append(measured("rapidfuzz cdist (names)", command, limit))
    return found


def lists(folder: Path, sizes: list[int], demo_sizes: list[int]) -> list[tuple[str, int, Path]]:
    """(what it is, rows, file) of every list to measure; what is not there is told and left out."""
    found = []
    if REAL.exists():
        for size in sizes:
            path = folder / f"organisations-{size}.parquet"
            pd.read_parquet(REAL).head(size).drop(columns=["entity", "side"], errors="ignore").to_parquet(path)
            found.append(("organisations", size, path))
    else:
        print(f"The list of organisations is not there ({REAL.name}); only the demo practice is measured.")
    for clients in demo_sizes:
        rows = demo_practice(clients, 2026, 1.0).records
        path = folder / f"demo-{clients}.parquet"
        rows.to_parquet(path)
        found.append((f"demo practice of {clients:,} clients", len(rows), path))
    return found


def table(runs: list[Run]) -> str:
    """Markdown: every tool with its seconds and memory, and how many times ours they are; or why it was stopped."""
    ours = next((run for run in runs if run.tool == "ours" and not run.stopped), None)
    lines = [
        "| | seconds | × ours | processor seconds | × ours | peak MiB | × ours | pairs | of ours compared |",
        "|---|" + "---:|" * 8,
    ]
    for run in runs:
        cells = [run.tool]
        if run.stopped:
            lines.append(f"| {' | '.join([*cells, run.stopped, *[''] * 6, _share(run)])} |")
            continue
        for value, own in zip(_measures(run), _measures(ours) if ours else (0.0, 0.0, 0.0), strict=True):
            cells += [f"{value:,.0f}" if value >= 100 else f"{value:,.1f}", f"{value / own:.1f}" if own else ""]
        lines.append(f"| {' | '.join([*cells, f'{run.pairs:,}', _share(run)])} |")
    return "\n".join(lines)


def _share(run: Run) -> str:
    return "" if run.compared is None else f"{run.compared:.0%}"


def _measures(run: Run) -> tuple[float, float, float]:
    return run.seconds, run.cpu, run.memory


def when(load: float) -> str:
    """When a list was measured, and whether anything else kept the machine busy."""
    cores = psutil.cpu_count() or 1
    quiet = "quiet" if load <= QUIET * cores else "not quiet: read the processor seconds"
    made = f"Python {platform.python_version()}, {cores} cores, load {load:.1f} before ({quiet})"
    return f"{time.strftime('%d %B %Y, %H:%M')}, {made}."


def kept(text: str) -> dict[str, str]:
    """The sections of an earlier RESULTS.md by their titles, in their order."""
    parts = text.split("\n### ")[1:]
    return {part.partition("\n")[0].strip(): part.partition("\n")[2].strip() for part in parts}


def write(sections: dict[str, str]) -> None:
    """RESULTS.md with these sections, in their order."""
    body = [f"### {title}\n\n{text}\n" for title, text in sections.items()]
    RESULTS.write_text("\n".join([_HEADING, *body]), encoding="utf-8")


def main(
    size: Annotated[list[int] | None, typer.Option("--size", help="Organisations; may be repeated.")] = None,
    demo: Annotated[
        list[int] | None, typer.Option("--demo", help="Clients of the demo practice; may be repeated.")
    ] = None,
    long: Annotated[bool, typer.Option("--long", help="Also the lists of 100,000.")] = False,
    wide: Annotated[bool, typer.Option("--wide/--no-wide", help="Also what takes minutes on long lists.")] = False,
    incremental: Annotated[
        bool,
        typer.Option("--incremental/--no-incremental", help="Also a second snapshot of each list, little changed."),
    ] = True,
    limit: Annotated[float, typer.Option("--limit", help="Seconds after which a program is ended.")] = 900.0,
) -> None:
    """Measures every list and writes its table to benchmarks/RESULTS.md."""
    sizes, demo_sizes = list(size or []), list(demo or [])
    if not (size or demo):
        sizes, demo_sizes = [*SIZES, *(LONG_SIZES if long else ())], [*DEMO_SIZES, *(LONG_DEMO_SIZES if long else ())]
    sections = kept(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory(prefix="reconcile-peers-") as name:
        for what, rows, path in lists(Path(name), sizes, demo_sizes):
            title, load = f"{what}: {rows:,} records", psutil.getloadavg()[0]
            sections[title] = f"{when(load)}\n\n{table(side_by_side(path, rows, wide=wide, limit=limit))}"
            told_now = [title]
            if incremental:
                load = psutil.getloadavg()[0]
                told_now.append(f"{title}, of which 1 % changed")
                sections[told_now[-1]] = f"{when(load)}\n\n{told(after_a_change(path, limit))}"
            write(sections)
            print("\n".join(f"### {name}\n\n{sections[name]}\n" for name in told_now))
    print(f"Written to {RESULTS.relative_to(ROOT)}")


_HEADING = """# The matcher beside its peers

Written by `python -m benchmarks.peers` (a part of `make bench`; `--long` for the lists of 100,000). Every tool runs as a program
of its own, one after another, from a DataFrame in memory to its pairs; ours ends with every pair explained. Memory is the most
that the program and what it started had. Seconds depend on the machine and on what else it does: read the ratios, and where the
machine was not quiet, those of the processor seconds. A table stands until its list is measured again. A program that takes longer
than the limit (`--limit`), or more memory than the machine can spare, is stopped, and its line says so.

*of which 1 % changed* is a second snapshot of the same list: what was judged of the first is kept in a file of the practice.

*Splink, few blocking rules* compares what shares the first ten letters of the name, four letters and the town, or email, phone
or address; *wide* adds six letters of the name, its last twelve, and the postcode (`peer_programs/splink_blocking.json`), so that
it sees more of what ours finds: *of ours compared* is the share of our pairs that a configuration looks at. Both estimate without
labels: by random sampling and up to three runs of expectation maximisation, with term frequencies of names, emails and towns
(`peer_programs/splink_pairs.py`). string_grouper and rapidfuzz `cdist` look at names alone.
"""


if __name__ == "__main__":
    if importlib.util.find_spec("psutil") is None:
        raise SystemExit("psutil is missing: install requirements-dev.txt.")
    typer.run(main)
