"""Pairs of rows that have a value in common, against looking at every pair."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates.candidates import _by_value, _equal_names
from reconcile.duplicates.groups import by_value, distinct, pairs_within

VALUES = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=14)


def texts(values: list[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.asarray([*values, None], dtype=object)[:-1]


@given(VALUES, st.integers(1, 6))
def test_every_pair_of_a_value_that_few_have(values: list[str], most: int) -> None:
    i, j = _by_value(texts(values), most)
    wanted = {
        (a, b)
        for a, b in combinations(range(len(values)), 2)
        if values[a] and values[a] == values[b] and values.count(values[a]) <= most
    }
    assert sorted(zip(i.tolist(), j.tolist(), strict=True)) == sorted(wanted)


@given(VALUES, st.integers(0, 4))
def test_within_reach_alone(values: list[str], reach: int) -> None:
    rows, starts = by_value(texts(values))
    i, j = pairs_within(rows, starts, np.full(len(starts) - 1, reach))
    places = {value: [row for row, other in enumerate(values) if other == value] for value in set(values) - {""}}
    wanted = {
        (own[a], own[b]) for own in places.values() for a, b in combinations(range(len(own)), 2) if b - a <= reach
    }
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == wanted


def test_of_a_placeholder_the_first_are_paired_each_with_the_next() -> None:
    i, j = _equal_names(texts(["Client"] * 1_500 + ["Rowe", "Rowe", ""]))
    assert len(i) == 999 + 1
    assert set((j - i).tolist()) == {1}


@given(st.lists(st.integers(-5, 5)))
def test_distinct_numbers_are_those_of_numpy(numbers: list[int]) -> None:
    values = np.asarray(numbers, dtype=np.int64)
    assert distinct(values).tolist() == np.unique(values).tolist()
