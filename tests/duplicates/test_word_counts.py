"""Words counted as numbers, against counting them one by one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates.word_counts import count_words

TEXTS = st.lists(st.lists(st.sampled_from(["ann", "rowe", "ltd", "é", "漢"]), max_size=6).map(" ".join), max_size=9)


@given(TEXTS, st.none() | st.integers(1, 4))
def test_words_are_counted_as_they_stand(texts: list[str], most: int | None) -> None:
    found = count_words(texts, most)
    kept = [text.split()[:most] for text in texts]
    assert [[found.words[code] for code in found.of(row)] for row in range(len(texts))] == kept
    assert found.words == list(dict.fromkeys(word for words in kept for word in words))
    bearers = Counter(word for words in kept for word in set(words))
    assert found.bearers().tolist() == [bearers[word] for word in found.words]
