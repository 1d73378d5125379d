"""The exact join by letters, whole and in stripes, against doing it pair by pair."""

from __future__ import annotations

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


@given(st.lists(st.text("abc", min_size=1, max_size=4), min_size=2, max_size=40, unique=True))
def test_where_hardly_a_letter_must_agree_it_is_every_near_pair_too(texts: list[str]) -> None:
    i, j = near_in_letters(texts, 0.1)
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == near(texts, 0.1)


def test_long_texts_of_every_length_find_their_misspellings() -> None:
    wide = [letter * length + "abcdefghij"[: length % 7] for length in range(1, 80) for letter in "kvx"]
    texts = wide + [text[:-1] + "q" for text in wide] + [text + "w" for text in wide]
    i, j = near_in_letters(texts, 0.87)
    short = sorted(set(texts), key=texts.index)
    assert short == texts
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == near([text[:80] for text in texts], 0.87)


def test_what_it_returns_is_bounded() -> None:
    i, _ = near_in_letters([f"client number {number}" for number in range(300)], 0.8, most=50)
    assert len(i) == 50
