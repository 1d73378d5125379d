"""Our matcher as a program of its own, measured as the peers are: ``python -m benchmarks.ours FILE.parquet``."""

from __future__ import annotations

import json
import sys
import time

import pandas as pd

from reconcile.duplicates import find_duplicates


def main(path: str) -> None:
    """Match the file and tell the seconds from the DataFrame to the explained pairs."""
    rows = pd.read_parquet(path)
    started = time.perf_counter()
    found = find_duplicates(rows)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "pairs": int((found["label"] == "same").sum())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
