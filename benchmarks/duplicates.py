"""How long the near-duplicate matcher takes and how much memory: ``python -m benchmarks.duplicates [FILE.parquet …]``.

Without arguments the real lists beside the repository are taken where they are there. A file needs the columns id and
name; where it has ``entity`` (records of one entity share it), precision, recall and F1 are printed too, and where it has
``side``, side A is compared with side B.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pandas as pd
import psutil

from reconcile.duplicates import find_duplicates

REAL = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "real"
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
    """One line of the table."""
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
    if "entity" in rows:
        same = pairs[pairs["label"] == "same"]
        found, truth = {frozenset(pair) for pair in zip(same["id_a"], same["id_b"], strict=True)}, true_pairs(rows)
        line["precision"] = round(len(found & truth) / max(1, len(found)), 3)
        line["recall"] = round(len(found & truth) / max(1, len(truth)), 3)
        line["F1"] = round(2 * len(found & truth) / max(1, len(found) + len(truth)), 4)
    return line


def main(arguments: list[str]) -> None:
    """Measure each file that is there and print the table."""
    paths = [Path(argument) for argument in arguments] or [REAL / f"{name}.parquet" for name in NAMES]
    lines = [measure(path) for path in paths if path.exists()]
    for path in paths:
        if not path.exists():
            print(f"skipped, not there: {path.name}")
    if lines:
        print(pd.DataFrame(lines).to_string(index=False, na_rep=""))


if __name__ == "__main__":
    main(sys.argv[1:])
