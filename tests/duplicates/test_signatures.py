"""The exact join by letters: whole, in stripes, and its counts of letters, against doing it pair by pair."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from reconcile.duplicates import signatures
from reconcile.duplicates.signatures import near_in_letters

TEXTS = st.lists(st.text("abcd é", min_size=0, max_size=12), max_size=40, unique=True)


def near(texts: list[str], threshold: float) -> set[tuple[int, int]]:
    return {
        (a, b)
        for a, b in combinations(range(len(texts)), 2)
        if texts[a] and texts[b] and Indel.normalized_similarity(texts[a], texts[b]) >= threshold
    }


@given(TEXTS, st.sampled_from([0.6, 0.8, 0.9]))
def test_in_stripes_or_whole_it_is_every_near_pair(texts: list[str], threshold: float) -> None:
    wanted = near(texts, threshold)
    for company in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(signatures, "has_company", lambda company=company: company)
            patch.setattr(signatures, "ROWS_AT_ONCE", 3)
            patch.setattr(signatures, "STRIPES", 4)
            patch.setattr(signatures, "COLUMNS_AT_ONCE", 7)
            i, j = near_in_letters(texts, threshold)
        assert set(zip(i.tolist(), j.tolist(), strict=True)) == wanted


def test_what_it_returns_is_bounded() -> None:
    i, _ = near_in_letters([f"client number {number}" for number in range(300)], 0.8, most=50)
    assert len(i) == 50


@given(TEXTS)
def test_letters_are_counted_as_they_stand(texts: list[str]) -> None:
    texts = [*texts, "aab"]
    counts = signatures._letter_counts(texts, ["a", "b", "é", "x"])
    assert counts.T.tolist() == [[Counter(text)[letter] for letter in ("a", "b", "é", "x")] for text in texts]
