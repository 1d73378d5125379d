"""Words counted as numbers, against counting them one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates.word_counts import WordCounts, count_each, count_words, joined, spans

TEXTS = st.lists(st.lists(st.sampled_from(["ann", "rowe", "ltd", "é", "漢"]), max_size=6).map(" ".join), max_size=9)


@given(TEXTS, st.none() | st.integers(1, 4))
def test_words_are_counted_as_they_stand(texts: list[str], most: int | None) -> None:
    found = count_words(texts, most)
    kept = [text.split()[:most] for text in texts]
    assert [[found.words[code] for code in found.of(row)] for row in range(len(texts))] == kept
    assert found.words == list(dict.fromkeys(word for words in kept for word in words))
    bearers = Counter(word for words in kept for word in set(words))
    assert found.bearers().tolist() == [bearers[word] for word in found.words]


def texts_of(found: WordCounts) -> list[list[str]]:
    return [[found.words[code] for code in found.of(row)] for row in range(len(found.starts) - 1)]


@given(
    st.lists(st.tuples(*[st.lists(st.sampled_from(["ann", "rowe", "é"]), max_size=4).map(" ".join)] * 3), max_size=9)
)
def test_columns_joined_are_the_texts_joined(rows: list[tuple[str, str, str]]) -> None:
    columns = [np.asarray([*column, None], dtype=object)[:-1] for column in zip(*rows, strict=True)]
    if columns:
        for most in (None, 3):
            found = joined([count_each(column) for column in columns], most)
            wanted = count_words([" ".join(filter(None, row)) for row in rows], most)
            assert texts_of(found) == texts_of(wanted)
            assert found.words == wanted.words


def test_spans_are_places_one_span_after_another() -> None:
    assert spans(np.asarray([5, 0, 9]), np.asarray([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spans(np.asarray([], dtype=np.int64), np.asarray([], dtype=np.int64)).tolist() == []


def test_a_matrix_has_each_word_of_a_text_once_and_leaves_the_counts_alone() -> None:
    counted = count_words(["b a b", "", "a"])
    assert counted.matrix(np.int8).toarray().tolist() == [[1, 1], [0, 0], [0, 1]]
    assert counted.codes.tolist() == [0, 1, 0, 1]
