"""Counts of letters as they stand, and that neither marks nor leanings of two texts differ by more than their distance."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from reconcile.duplicates.letter_marks import leanings_of, letter_counts, marks_of, told_letters

TEXTS = st.lists(st.text("abcd é", min_size=1, max_size=14), min_size=2, max_size=12)


@given(TEXTS)
def test_letters_are_counted_as_they_stand(texts: list[str]) -> None:
    texts = [*texts, "aab"]
    counts = letter_counts(texts, ["a", "b", "é", "x"])
    assert counts.T.tolist() == [[Counter(text)[letter] for letter in ("a", "b", "é", "x")] for text in texts]


@given(TEXTS)
def test_nothing_differs_by_more_than_the_indel_distance(texts: list[str]) -> None:
    texts = sorted(texts, key=len)
    counts = letter_counts(texts, told_letters(texts))
    marks, leanings = marks_of(counts), leanings_of(counts)
    for a, b in combinations(range(len(texts)), 2):
        distance = Indel.distance(texts[a], texts[b])
        assert int(np.bitwise_count(marks[:, a] ^ marks[:, b]).sum()) <= distance
        assert abs(int(leanings[a] - leanings[b])) <= distance


def test_leanings_part_the_texts_by_the_letters_that_differ_most() -> None:
    texts = ["aaab", "bbba", "aaab", "bbba"]
    counts = letter_counts(texts, told_letters(texts))
    assert abs(int(leanings_of(counts)[0] - leanings_of(counts)[1])) == 4


def test_marks_tell_apart_how_often_a_letter_stands() -> None:
    texts = ["a" * number for number in range(1, 9)]
    marks = marks_of(letter_counts(texts, told_letters(texts)))
    assert len({tuple(column) for column in marks.T.tolist()}) == len(texts)
