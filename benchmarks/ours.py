"""Our matcher as a program of its own, measured as the peers are: ``python -m benchmarks.ours FILE.parquet [VERDICTS] [PAIRS]``.

With a file of verdicts, those on names are read from it and kept in it, as a practice does from one snapshot to the next; into a
file of pairs goes what was found (Parquet: id_a, id_b).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pandas as pd

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.judging import keeping
from reconcile.duplicates.verdict_store import keep_judgements, read_judgements

ROWS_AT_ONCE = 1_000


def digest_of(found: pd.DataFrame) -> str:
    """A digest of every pair and all that is told of it, taken in parts: as one text it would be most of the memory measured."""
    digest = hashlib.sha256()
    for start in range(0, len(found), ROWS_AT_ONCE):
        digest.update(found.iloc[start : start + ROWS_AT_ONCE].to_json().encode())
    return digest.hexdigest()


def main(path: str, kept: str = "", shown: str = "") -> None:
    """Match the file and tell the seconds from the DataFrame to the explained pairs, and a digest of all that was found."""
    rows = pd.read_parquet(path)
    started, worked = time.perf_counter(), sum(os.times()[:4])
    known = read_judgements(Path(kept)) if kept else None
    with keeping(known) if known is not None else nullcontext():
        found = find_duplicates(rows)
    if known is not None:
        keep_judgements(Path(kept), known)
    seconds, worked = time.perf_counter() - started, sum(os.times()[:4]) - worked
    same, digest = found[found["label"] == "same"], digest_of(found)
    if shown:
        same[["id_a", "id_b"]].to_parquet(shown)
    print(json.dumps({"seconds": seconds, "cpu": worked, "pairs": len(same), "digest": digest}))


if __name__ == "__main__":
    main(*sys.argv[1:])
