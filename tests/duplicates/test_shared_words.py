"""The words that pairs of names share, against looking at each pair by itself."""

from __future__ import annotations

from itertools import combinations
from random import Random

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from reconcile.duplicates.fields import read_records
from reconcile.duplicates.name_documents import words_of_names
from reconcile.duplicates.sample import PARTLY
from reconcile.duplicates.shared_words import shared_words

WORDS = ["kiln", "quarry", "quarrey", "saltmere", "saltmore", "bay", "rowe", "rowes"]
NAMES = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
ROWS = st.lists(st.tuples(NAMES, st.sampled_from(["", "saltmere", "quarry bay", "elsewhere"])), min_size=2, max_size=7)


@given(ROWS, st.booleans(), st.randoms())
def test_shared_and_near_words_of_each_pair(rows: list[tuple[str, str]], placed: bool, draw: Random) -> None:
    frame = pd.DataFrame({"id": [str(row) for row in range(len(rows))], "name": [name for name, _ in rows]})
    frame["city"] = [town if placed else "" for _, town in rows]
    records = read_records(frame, None)
    pairs = list(combinations(range(len(rows)), 2))
    i, j = (np.asarray(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    levels = np.asarray([draw.choice([-1, 0, 2, PARTLY, PARTLY, 6]) for _ in pairs], dtype=np.int8)
    found = shared_words(records, i, j, levels)
    spelt = words_of_names(records).words
    number = 0
    for place, (one, other) in enumerate(pairs):
        if not 0 <= levels[place] <= PARTLY:
            continue
        a, b = set(rows[one][0].split()), set(rows[other][0].split())
        known = set((rows[one][1] + " " + rows[other][1]).split()) if placed and levels[place] == PARTLY else set()
        near = min(len(a), len(b)) - len(a & b)
        if levels[place] == PARTLY:
            lone_a, lone_b = ({word for word in words if len(word) > 4} for words in (a - b - known, b - a - known))
            near = int(any(OSA.distance(x, y) <= 1 for x in lone_a for y in lone_b))
        assert found.places[number] == place
        assert {spelt[word] for word in found.word[found.pair == number]} == (a & b) - known
        assert found.near[number] == near
        number += 1
    assert number == len(found.places)
    assert found.bearers.tolist() == [sum(word in name.split() for name, _ in rows) for word in spelt]
