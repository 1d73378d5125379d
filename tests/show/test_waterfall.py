"""The waterfall starts at any two clients and ends at the probability that is shown (DUP-8)."""

from __future__ import annotations

import json
from math import log2

import pandas as pd
import pytest

from reconcile.duplicates import explain_pair
from reconcile.show.charts import band_histogram, reliability_chart, reliability_table
from reconcile.show.waterfall import AGAINST, FOR, RESULT, START, odds, steps, waterfall
from reconcile.show.words import times


def item(name: str, weight: float, sentence: str = "Said.") -> dict[str, object]:
    return {"name": name, "weight": weight, "value_a": "a", "value_b": "b", "sentence": sentence}


PAIR = {
    "probability": 2**3 / (1 + 2**3),
    "evidence": [
        item("prior", -12.0),
        item("name", 10.0),
        item("postcode", -1.0),
        item("email", 8.0),
        item("household", -2.0),
    ],
}


def test_dup_8_every_step_begins_where_the_one_before_it_ended() -> None:
    found = steps(PAIR)
    assert list(found["way"]) == [START, FOR, AGAINST, FOR, AGAINST, RESULT]
    assert found["from"].iloc[0] == 0
    for before, after in zip(found["to"][:-2], found["from"][1:-1], strict=True):
        assert before == pytest.approx(after)
    assert found["to"].iloc[-1] == pytest.approx(3.0) == pytest.approx(found["to"].iloc[-2])


def test_what_separates_comes_last_and_speaks_against() -> None:
    pair = {"probability": 0.015, "evidence": [item("prior", -12.0), item("number", -8.0), item("name", 14.0)]}
    found = steps(pair)
    assert found["label"].iloc[-2].startswith("Number")
    assert found["way"].iloc[-2] == AGAINST
    assert found["to"].iloc[-1] == pytest.approx(log2(0.015 / 0.985))


def test_a_comparison_without_a_list_has_its_waterfall_too() -> None:
    found = steps(explain_pair({"name": "Acme", "email": "a@b.example"}, {"name": "Acme Ltd", "email": "a@b.example"}))
    assert found["way"].iloc[-1] == RESULT
    assert FOR in set(found["way"])


@pytest.mark.parametrize(
    ("bits", "words"), [(0.0, "even"), (-12.0, "1 in 4,100"), (5.0, "32 to 1"), (60.0, "a billion or more to 1")]
)
def test_odds_are_told_in_words(bits: float, words: str) -> None:
    assert odds(bits) == words


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (3.0, "8 times likelier"),
        (-1.0, "half as likely"),
        (0.1, "says little"),
        (-7.0, "130 times less likely"),
        (0.5, "a little likelier"),
        (17.0, "over 10,000 times likelier"),
    ],
)
def test_weights_are_told_in_words(bits: float, words: str) -> None:
    assert times(bits) == words


def test_the_chart_is_whole_and_asks_nothing_of_the_web() -> None:
    drawn = waterfall(PAIR).to_dict()
    (rows,) = drawn["datasets"].values()
    assert [row["way"] for row in rows] == list(steps(PAIR)["way"])
    assert "http" not in json.dumps({key: value for key, value in drawn.items() if key != "$schema"})


def test_dup_7_reliability_by_tenth_of_probability() -> None:
    pairs = pd.DataFrame({"probability": [0.92, 0.98, 0.55, 1.0], "band": ["likely"] * 4})
    table = reliability_table(pairs, [True, True, False, False])
    assert table["pairs"].tolist() == [1, 3]
    assert table["true"].tolist() == [0.0, pytest.approx(2 / 3)]
    assert reliability_chart(table).to_dict()["title"]


def test_the_threshold_says_how_many_pairs_are_above() -> None:
    pairs = pd.DataFrame({"probability": [0.92, 0.98, 0.55], "band": ["likely", "likely", "possible"]})
    assert band_histogram(pairs, threshold=0.9).to_dict()["title"] == "2 of 3 pairs are at 90% or above"
