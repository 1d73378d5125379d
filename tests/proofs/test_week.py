"""A week in virtual time ends with all apps agreeing as the rules say, whatever people did and whichever app was away (SYN-10)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.proofs.week import Week


def assert_a_good_week(folder: Path, seeds: Sequence[int]) -> None:
    week = Week(folder, seeds)
    week.run()
    assert week.rest == 0, f"{seeds}: REL-6: there is always something left to do"
    assert week.oracle.judge() == [], f"{seeds}"
    assert len(week.nights) == 7
    assert all(state == "done" or away for state, away in week.nights), f"{seeds}: {week.nights}"


@pytest.mark.parametrize("seeds", [range(0, 9), range(10, 18), range(20, 28)], ids=str)
def test_syn_10_a_week_ends_in_agreement(tmp_path: Path, seeds: Sequence[int]) -> None:
    """Twenty-five seeds in three practices, one of each regime."""
    assert_a_good_week(tmp_path, seeds)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_syn_10_a_thousand_seeds_end_in_agreement(tmp_path: Path) -> None:
    for first in range(100, 1100, 8):
        assert_a_good_week(tmp_path / str(first), range(first, first + 8))
