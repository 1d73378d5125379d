"""F1 of ours and of Splink on one list, on the same columns in the same run: ours at its own default band."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.peers import PEERS, environment
from reconcile.duplicates import find_duplicates

LEAST = "0.000001"
"""Splink's pairs from this probability on: its best threshold is looked for among them."""

Pairs = frozenset[frozenset[str]]


def beside_splink(path: Path) -> dict[str, object]:
    """One line: rows, our F1, and Splink's at its default and at its best threshold, the better of two blockings."""
    rows = pd.read_parquet(path)
    truth = _truth(rows)
    records = rows.drop(columns=[name for name in ("entity", "side") if name in rows])
    sides = [records[rows["side"] == side] for side in ("A", "B")] if "side" in rows else [records]
    ours = find_duplicates(*sides)
    ours = ours[ours["label"] == "same"]
    line: dict[str, object] = {"list": path.stem, "rows": len(rows), "ours": _f1(_right(ours, truth), len(truth))[-1]}
    found = [curve for blocking in ("few", "wide") if (curve := _splink(rows, truth, blocking)) is not None]
    if found:
        line["Splink, best threshold"] = max(best for best, _ in found)
        line["Splink, default"] = max(default for _, default in found)
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in line.items()}


def _truth(rows: pd.DataFrame) -> Pairs:
    both = rows.assign(side=rows.get("side", ""))[["entity", "id", "side"]]
    joined = both.merge(both, on="entity")
    joined = joined[joined["id_x"] < joined["id_y"]]
    if "side" in rows:
        joined = joined[joined["side_x"] != joined["side_y"]]
    return frozenset(frozenset(pair) for pair in zip(joined["id_x"], joined["id_y"], strict=True))


def _splink(rows: pd.DataFrame, truth: Pairs, blocking: str) -> tuple[float, float] | None:
    """Splink's F1 at its best and at its default threshold; None where it cannot be run."""
    python = environment()
    if python is None:
        return None
    with tempfile.TemporaryDirectory(prefix="reconcile-splink-") as name:
        given, kept = Path(name) / "given.parquet", Path(name) / "kept.parquet"
        rows.drop(columns=["entity"]).to_parquet(given)
        command = [str(python), str(PEERS / "splink_pairs.py"), str(given), str(kept), blocking, LEAST]
        ended = subprocess.run(command, capture_output=True, check=False)
        if ended.returncode != 0:
            return None
        pairs = pd.read_parquet(kept).sort_values("score", ascending=False)
    if "side" in rows:
        side = dict(zip(rows["id"], rows["side"], strict=True))
        pairs = pairs[pairs["id_a"].map(side) != pairs["id_b"].map(side)]
    curve = _f1(_right(pairs, truth), len(truth))
    sure = int((pairs["score"] >= 0).sum())  # a weight of 0 is a probability of one half
    return float(curve.max(initial=0.0)), float(curve[sure - 1]) if sure else 0.0


def _right(pairs: pd.DataFrame, truth: Pairs) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    ends = zip(pairs["id_a"], pairs["id_b"], strict=True)
    return np.asarray([frozenset(pair) in truth for pair in ends], dtype=bool)


def _f1(right: np.ndarray[tuple[int], np.dtype[np.bool_]], true: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """F1 of the first pair, of the first two, …"""
    return np.asarray(2 * np.cumsum(right) / (np.arange(1, len(right) + 1) + true), dtype=np.float64)
