"""What a new snapshot costs in which one record in a hundred changed, beside a whole run: the same answer from less work."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.measuring import Run, measured

SHARE = 100
"""One record in so many changes."""
TOLD = ("name", "address", "phone", "email")
"""Fields that change, one in each changed record, where it has it."""


def changed(rows: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """The list in which one record in ``SHARE`` has a field written another way: two of its letters change places."""
    draw = random.Random(seed)
    found = rows.copy()
    names = [name for name in TOLD if name in rows]
    for row in draw.sample(range(len(rows)), max(1, len(rows) // SHARE)):
        name = draw.choice(names)
        value = rows[name].iat[row]
        if isinstance(value, str) and len(value) > 3:
            place = draw.randrange(1, len(value) - 2)
            typed = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
            found.iat[row, list(found.columns).index(name)] = typed
    return found


def after_a_change(path: Path, limit: float) -> list[Run]:
    """The first snapshot, keeping the verdicts on its names; then the changed one from scratch, and with what is kept."""
    with tempfile.TemporaryDirectory(prefix="reconcile-incremental-") as name:
        kept, new = Path(name) / "verdicts.parquet", Path(name) / "changed.parquet"
        changed(pd.read_parquet(path)).to_parquet(new)
        ours = [sys.executable, "-m", "benchmarks.ours"]
        return [
            measured("first snapshot", [*ours, str(path), str(kept)], limit),
            measured("changed snapshot, from scratch", [*ours, str(new)], limit),
            measured("changed snapshot, with what was kept", [*ours, str(new), str(kept)], limit),
        ]


def told(runs: list[Run]) -> str:
    """Markdown: each run's time and memory, and whether the last two found the same."""
    _, scratch, kept = runs
    lines = ["| | seconds | processor seconds | peak MiB | pairs |", "|---|" + "---:|" * 4]
    for run in runs:
        cells = (
            [run.stopped, "", "", ""]
            if run.stopped
            else [f"{run.seconds:,.1f}", f"{run.cpu:,.1f}", f"{run.memory:,.0f}", f"{run.pairs:,}"]
        )
        lines.append(f"| {' | '.join([run.tool, *cells])} |")
    if scratch.stopped or kept.stopped:
        return "\n".join(lines)
    same = "the same" if scratch.digest == kept.digest else "NOT the same"
    lines += [
        "",
        f"One record in {SHARE} changed. From scratch and with what was kept, every pair and everything told of it is {same}.",
    ]
    return "\n".join(lines)
