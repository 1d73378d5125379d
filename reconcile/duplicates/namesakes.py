"""People whom a family name and a first letter bring together: "Bea Lindqvist" and "Lindqvist, Beatrix Ann" share few letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from reconcile.duplicates.words import known_given_names, word_set

INITIAL = "~"
"""The sign before the first letter of a given name in the words of a name."""
SHORTEST = 4
MOST = 12
"""A family name and letter that more records than this share brings none of them together."""


def namesakes(named: Sequence[Sequence[Sequence[str]]]) -> Mapping[str, list[int]]:
    """Rows by family name and letter; the letters of a family name are sorted, so that swapped ones are found.

    ``named`` are, by row, the words of each part of a name, a given name's first letter among them with a sign before it.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for row, parts in enumerate(named):
        for key in {key for part in parts for key in _keys(part)}:
            groups[key].append(row)
    return {key: rows for key, rows in groups.items() if len(rows) <= MOST}


@cache
def _usual_words() -> frozenset[str]:
    return known_given_names() | word_set("business_words")


def _keys(words: Sequence[str]) -> Iterator[str]:
    letters = {word[1:] for word in words if word.startswith(INITIAL)}
    if letters:
        usual = _usual_words()
        for word in words:
            if len(word) >= SHORTEST and word not in usual and not word.startswith(INITIAL):
                spelt = "".join(sorted(word))
                yield from (f"{spelt} {letter}" for letter in letters)
