"""How good the near-duplicate matcher is, how long it takes and how much memory: ``python -m benchmarks.duplicates``.

Without arguments: the real lists and the labelled names that are beside the repository, the labelled names of the tests,
the demo's practice in variants, and a second invented practice of another make; for each precision, recall and F1, the
expected calibration error, and a reliability table of all flagged pairs. With files (``FILE.parquet …``) those only: a file
needs the columns id and name; where it has ``entity`` (records of one entity share it) it is scored, and where it has
``side``, side A is compared with side B. ``--calibration`` derives ``score.RECALIBRATED`` again.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pandas as pd
import psutil

from benchmarks.ledgers import ledger_practice
from benchmarks.practices import Practice, demo_practice
from benchmarks.quality import Scored, calibration, measure_names, reliability, scored
from reconcile.duplicates import find_duplicates

REAL = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "real"
LABELLED = (
    REAL.parent / "name_pairs.csv",
    Path(__file__).resolve().parents[1] / "tests" / "duplicates" / "labelled_names.csv",
)
NAMES = ("org_names_100k", "febrl4", "fake_1000", "fodors_zagat", "irs_5k")


class PeakMemory:
    """The most memory, in bytes, that this process had while the block ran."""

    def __enter__(self) -> PeakMemory:
        self.bytes = 0
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def _watch(self) -> None:
        process = psutil.Process()
        while not self._stop.is_set():
            self.bytes = max(self.bytes, process.memory_info().rss)
            self._stop.wait(0.02)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watcher.join()


def true_pairs(rows: pd.DataFrame) -> set[frozenset[str]]:
    """Pairs of ids of one entity; across the sides only, where there are sides."""
    side = rows["side"] if "side" in rows else pd.Series("", index=rows.index)
    both = rows.assign(side=side)[["entity", "id", "side"]]
    joined = both.merge(both, on="entity")
    joined = joined[joined["id_x"] < joined["id_y"]]
    if "side" in rows:
        joined = joined[joined["side_x"] != joined["side_y"]]
    return {frozenset(pair) for pair in zip(joined["id_x"], joined["id_y"], strict=True)}


def measure(path: Path) -> dict[str, object]:
    """One line of the table of speed."""
    rows = pd.read_parquet(path)
    records = rows.drop(columns=[name for name in ("entity", "side") if name in rows])
    sides = [records[rows["side"] == side] for side in ("A", "B")] if "side" in rows else [records]
    started = time.perf_counter()
    with PeakMemory() as memory:
        pairs = find_duplicates(*sides)
    line: dict[str, object] = {"list": path.stem, "rows": len(rows), "seconds": round(time.perf_counter() - started, 1)}
    line["peak MB"] = memory.bytes // 2**20
    for band in ("certain", "likely", "possible"):
        line[band] = int((pairs["band"] == band).sum())
    line["related"] = int((pairs["label"] == "related").sum())
    return line | (scored(pairs, true_pairs(rows)).line() if "entity" in rows else {})


def practices() -> list[Practice]:
    """The demo's practice in variants, then the one of another make."""
    variants = ((420, 2026, 1.0), (420, 1, 0.5), (420, 2, 2.0), (420, 3, 3.0), (2000, 4, 1.0), (2000, 5, 2.0))
    return [demo_practice(*variant) for variant in variants] + [ledger_practice(seed) for seed in (1, 2, 3)]


def measure_practice(practice: Practice) -> tuple[dict[str, object], Scored]:
    """One line of the table of practices; ``unequal`` is F1 of the pairs whose names are not equal."""
    found = scored(find_duplicates(practice.records), practice.truth)
    names = dict(zip(practice.records["id"], practice.records["name"], strict=True))
    flagged = {pair for pair in found.flagged if len({names[record] for record in pair}) > 1}
    hits, both = len(flagged & practice.unequal), len(flagged) + len(practice.unequal)
    line: dict[str, object] = {"practice": practice.name, "rows": len(practice.records), **found.line()}
    return line | {"unequal": round(2 * hits / max(1, both), 4)}, found


def main(arguments: list[str]) -> None:
    """Print the tables."""
    if arguments == ["--calibration"]:
        print(calibration(practices()).to_string(index=False))
        return
    paths = [Path(argument) for argument in arguments] or [REAL / f"{name}.parquet" for name in NAMES]
    for path in paths:
        if not path.exists():
            print(f"skipped, not there: {path.name}")
    _print([measure(path) for path in paths if path.exists()])
    if arguments:
        return
    _print([measure_names(path) for path in LABELLED if path.exists()])
    measured = [measure_practice(practice) for practice in practices()]
    _print([line for line, _ in measured])
    print("reliability of all flagged pairs of these practices\n")
    print(reliability([found for _, found in measured]).to_string(index=False))


def _print(lines: list[dict[str, object]]) -> None:
    if lines:
        print(pd.DataFrame(lines).to_string(index=False, na_rep=""), end="\n\n")


if __name__ == "__main__":
    main(sys.argv[1:])
