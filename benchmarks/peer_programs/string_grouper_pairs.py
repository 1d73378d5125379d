"""string_grouper on the names: TF-IDF of letter triples, as it comes, with both names beside every pair."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings

import pandas as pd
from string_grouper import match_strings


def main(path: str, kept: str = "") -> None:
    """Match the file and tell."""
    warnings.simplefilter("ignore")
    rows = pd.read_parquet(path)
    started, worked = time.perf_counter(), sum(os.times()[:4])
    found = match_strings(rows["name"].fillna(""), master_id=rows["id"])
    found = found[found["left_id"] < found["right_id"]]
    seconds, worked = time.perf_counter() - started, sum(os.times()[:4]) - worked
    if kept:
        names = {"left_id": "id_a", "right_id": "id_b", "similarity": "score"}
        found.rename(columns=names)[list(names.values())].to_parquet(kept)
    print(json.dumps({"seconds": seconds, "cpu": worked, "pairs": len(found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
