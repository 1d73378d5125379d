"""How much an agreement can be worth at most, given how many records of the list have the value (DUP-5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from rapidfuzz.distance import OSA

from reconcile.duplicates.fields import Records
from reconcile.duplicates.finer import BEARERS, SHARED, Floats, bearers
from reconcile.duplicates.levels import Ints, Levels
from reconcile.duplicates.weights import PARTLY

NEAR_WORD = 0.7
"""What a word that is only near is worth of a word that is unique."""


def value_caps(
    records: Records, i: Ints, j: Ints, levels: Mapping[str, Levels], copies: float = 1.0
) -> dict[str, Floats]:
    """The most that agreement can be worth, in bits, by field and pair: a mailbox of many clients says little.

    ``copies`` is how often a record's client is thought to stand in the list besides.
    """
    found = {}
    for name in SHARED:
        if name in levels:
            number = bearers(records.values[name], i, j)
            many = (levels[name] == 0) & (number > BEARERS[-1])
            found[name] = np.where(many, np.log2(len(records) / np.maximum(1.0, number - copies)), np.inf)
    found["name"] = _name_caps(records, i, j, levels["name"], copies)
    return found


def _near_words(a: frozenset[str], b: frozenset[str]) -> int:
    """1 where a long word of the one is a slip of the other's, else 0."""
    long_a, long_b = ([word for word in words if len(word) > 4] for words in (a, b))
    return int(any(OSA.distance(x, y, score_cutoff=1) <= 1 for x in long_a for y in long_b))


def _name_caps(records: Records, i: Ints, j: Ints, levels: Levels, copies: float) -> Floats:
    """A shared name is worth no more than its words are rare."""
    size = len(records)
    words = [frozenset(name.split()) for name in records.plain]
    seen = Counter(word for name in words for word in name)
    bits = {word: float(np.log2(size / max(1.0, count - copies))) for word, count in seen.items()}
    towns = (
        [frozenset(town.split()) for town in records.values["city"]]
        if "city" in records.values
        else [frozenset()] * size
    )
    caps = np.full(len(i), np.inf)
    for place in np.flatnonzero((levels >= 0) & (levels <= PARTLY)):
        a, b = words[i[place]], words[j[place]]
        if levels[place] == PARTLY:  # that two neighbours have their town in the name says nothing beside the town
            known = towns[i[place]] | towns[j[place]]
            near = _near_words(a - b - known, b - a - known) * float(np.log2(size)) * NEAR_WORD
            caps[place] = sum(bits[word] for word in (a & b) - known) + near
        else:
            near = min(len(a - b), len(b - a)) * float(np.log2(size)) * NEAR_WORD
            caps[place] = sum(bits[word] for word in a & b) + near
    return caps
