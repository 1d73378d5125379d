"""rapidfuzz ``cdist``: every name against every name, in slices that fit the memory."""

from __future__ import annotations

import json
import os
import sys
import time

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Indel

THRESHOLD = 0.85
ROWS_AT_ONCE = 1_000


def match(names: list[str]) -> list[tuple[int, int]]:
    """Positions of the pairs whose normalised Indel similarity is at least the threshold."""
    found: list[tuple[int, int]] = []
    for start in range(0, len(names), ROWS_AT_ONCE):
        part = names[start : start + ROWS_AT_ONCE]
        scores = process.cdist(
            part,
            names[start:],
            scorer=Indel.normalized_similarity,
            score_cutoff=THRESHOLD,
            dtype=np.float32,
            workers=-1,
        )
        i, j = np.nonzero(scores)
        later = i < j
        found += zip((i[later] + start).tolist(), (j[later] + start).tolist(), strict=True)
    return found


def main(path: str) -> None:
    """Match the file and tell."""
    rows = pd.read_parquet(path)
    started, worked = time.perf_counter(), sum(os.times()[:4])
    found = match(rows["name"].fillna("").str.lower().tolist())
    seconds, worked = time.perf_counter() - started, sum(os.times()[:4]) - worked
    print(json.dumps({"seconds": seconds, "cpu": worked, "pairs": len(found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
