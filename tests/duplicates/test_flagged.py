"""The matcher's answers are kept beside the snapshots that they are of, for as long as the matcher is the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reconcile.duplicates import flagged
from tests.practice import ignition, practice, xpm


@pytest.fixture
def records(tmp_path: Path) -> pd.DataFrame:
    return practice(tmp_path, xpm("x1", "Kea Farm Pty Ltd"), ignition("i1", "Kea Farm Pty Limited")).records()


def test_pairs_are_worked_out_once_and_a_torn_file_anew(records: pd.DataFrame, tmp_path: Path) -> None:
    folder = tmp_path / "pairs"
    first = flagged.find_pairs(records, folder, "two snapshots")
    (kept,) = folder.glob("*.parquet")
    written = kept.stat().st_mtime_ns
    pd.testing.assert_frame_equal(flagged.find_pairs(records, folder, "two snapshots"), first, check_dtype=False)
    assert kept.stat().st_mtime_ns == written
    kept.write_bytes(b"torn")
    pd.testing.assert_frame_equal(flagged.find_pairs(records, folder, "two snapshots"), first, check_dtype=False)


def test_a_matcher_of_other_rules_finds_them_anew(
    records: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an older toolkit answered is not shown as this one's answer, though the snapshots are the same."""
    folder = tmp_path / "pairs"
    flagged.find_pairs(records, folder, "two snapshots")
    monkeypatch.setattr(flagged, "rules", lambda: "other rules")
    flagged.find_pairs(records, folder, "two snapshots")
    assert len(list(folder.glob("*.parquet"))) == 2
