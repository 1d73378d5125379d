"""The benchmark's count of the pairs that a peer's blocking looks at."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.compared_share import compared_share


def test_a_pair_counts_where_one_rule_brings_it_together(tmp_path: Path) -> None:
    """Ten letters of the name, or four and the town, and with the wide rules the postcode."""
    rows = [
        ("1", "Quillfeather Timber", "Leeton", "2705"),
        ("2", "Quillfeather Ltd", "Griffith", "2680"),
        ("3", "Quilter Joinery", "Leeton", "2705"),
        ("4", "Joinery Quilter", "Yanco", "2705"),
    ]
    pd.DataFrame(rows, columns=["id", "name", "city", "postcode"]).to_parquet(tmp_path / "list.parquet")
    found = pd.DataFrame([("1", "2"), ("1", "3"), ("3", "4"), ("2", "4")], columns=["id_a", "id_b"])
    found.to_parquet(tmp_path / "pairs.parquet")
    few, wide = (
        compared_share(tmp_path / "list.parquet", tmp_path / "pairs.parquet", name) for name in ("few", "wide")
    )
    assert few == pytest.approx(0.5)
    assert wide == pytest.approx(0.75)


def test_without_pairs_there_is_no_share(tmp_path: Path) -> None:
    """A list in which ours finds nothing says nothing of the rules."""
    pd.DataFrame({"id": ["1"], "name": ["Quillfeather"]}).to_parquet(tmp_path / "list.parquet")
    empty = pd.DataFrame({"id_a": [], "id_b": []}, dtype=str)
    empty.to_parquet(tmp_path / "pairs.parquet")
    assert compared_share(tmp_path / "list.parquet", tmp_path / "pairs.parquet", "few") is None
