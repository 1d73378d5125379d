"""Numbers and times in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reconcile.plans.outcome import Ending
from reconcile.show import ending_bar, endings_table
from reconcile.show.words import ENDINGS, ago, count, percent

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("probability", "words"), [(0.9996, "over 99%"), (0.5, "50%"), (0.001, "under 1%")])
def test_a_probability_never_claims_certainty(probability: float, words: str) -> None:
    assert percent(probability) == words


def test_time_ago_in_the_largest_unit() -> None:
    seconds = [5, 60, 7_200, 172_800]
    said = [ago(NOW - timedelta(seconds=number), NOW) for number in seconds]
    assert said == ["just now", "1 minute ago", "2 hours ago", "2 days ago"]


def test_counts() -> None:
    assert [count(1, "client"), count(1_204, "client")] == ["1 client", "1,204 clients"]


def test_rel_1_every_ending_has_its_words() -> None:
    assert set(ENDINGS) == {ending.value for ending in Ending}
    table = endings_table({ending.value: 1 for ending in Ending})
    assert all(ending.value.capitalize() in table for ending in Ending)
    assert "1 applied, 1 stale of 4" in ending_bar({"applied": 1, "stale": 1}, 4)
