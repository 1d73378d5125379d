"""The exact join by words against the whole product of all texts."""

from __future__ import annotations

from collections import Counter
from math import log1p, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates import products
from reconcile.duplicates.products import near_in_counts, near_in_words
from reconcile.duplicates.word_counts import count_words

TEXTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6).map(" ".join), min_size=1, max_size=30)


def cosines(texts: list[str], common: int) -> dict[tuple[int, int], float]:
    """How near any two texts are, going by the words that neither one text alone nor too many have."""
    split = [set(text.split()) for text in texts]
    bearers = Counter(word for words in split for word in words)
    weight = {word: log1p(len(texts) / number) for word, number in bearers.items()}
    norm = [sqrt(sum(weight[word] ** 2 for word in words)) for words in split]
    return {
        (i, j): sum(weight[word] ** 2 for word in split[i] & split[j] if bearers[word] <= common) / norm[i] / norm[j]
        for j in range(len(texts))
        for i in range(j)
        if split[i] and split[j]
    }


@given(TEXTS, st.sampled_from([0.3, 0.5, 0.6, 0.8]), st.sampled_from([3, 400]))
def test_it_is_every_pair_that_is_near_enough(texts: list[str], threshold: float, common: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "MOST_COMMON", common)
        patch.setattr(products, "ROWS_AT_ONCE", 7)
        i, j = near_in_words(texts, threshold)
    found, wanted = set(zip(i.tolist(), j.tolist(), strict=True)), cosines(texts, common)
    assert {pair for pair, cosine in wanted.items() if cosine >= threshold + 1e-5} <= found
    assert found <= {pair for pair, cosine in wanted.items() if cosine >= threshold - 1e-5}


@given(TEXTS, st.integers(1, 3))
def test_of_a_text_the_nearest_are_kept(texts: list[str], most: int) -> None:
    everything = cosines(texts, 400)
    i, j = near_in_counts(count_words(texts), 0.3, most)
    found = set(zip(i.tolist(), j.tolist(), strict=True))
    for row in range(len(texts)):
        kept = [everything[pair] for pair in found if pair[0] == row]
        left = [cosine for pair, cosine in everything.items() if pair[0] == row and pair not in found]
        assert len(kept) <= most
        assert len(kept) == most or all(cosine < 0.3 + 1e-5 for cosine in left)
        assert not kept or not left or min(kept) >= max(left) - 1e-5 or max(left) < 0.3 + 1e-5


def test_the_words_that_are_counted_stay_as_they_are() -> None:
    counted = count_words(["b a b", "a b"])
    near_in_counts(counted, 0.5)
    assert counted.codes.tolist() == [0, 1, 0, 1, 0]
    assert counted.starts.tolist() == [0, 3, 5]
