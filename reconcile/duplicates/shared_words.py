"""The words that the names of pairs have in common, for all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA
from scipy.sparse import csr_matrix

from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.name_documents import words_of_names
from reconcile.duplicates.sample import PARTLY
from reconcile.duplicates.word_counts import WordCounts, spans

LONG_WORD = 5
"""Letters from which on a word that is only near may be a slip of another."""


@dataclass(frozen=True, slots=True)
class SharedWords:
    """The words that the names of some pairs share: ``pair`` and ``word`` by number, one line a word of a pair.

    ``places`` are those pairs' own numbers, ``near`` how many of their words are only near, ``bearers`` how many records have
    each word.
    """

    places: Ints
    pair: Ints
    word: Ints
    near: Ints
    bearers: Ints


def shared_words(records: Records, i: Ints, j: Ints, levels: Levels) -> SharedWords:
    """Of the pairs whose names agree at least partly; names are words in numbers here.

    That two neighbours whose names have a part in common have their town in the name says nothing beside the town.
    """
    counted = words_of_names(records)
    places = np.flatnonzero((levels >= 0) & (levels <= PARTLY))
    partly = levels[places] == PARTLY
    has = counted.matrix(np.int8)
    a, b = has[i[places]], has[j[places]]
    common = a.multiply(b).tocsr()
    near = np.minimum(_sizes(a), _sizes(b)) - _sizes(common)
    towns = _town_words(records, counted.words)
    if towns is not None:
        rows, words = towns
        known = _both(words, rows[i[places]], rows[j[places]], partly)
        a, b, common = _without(a, known), _without(b, known), _without(common, known)
    own = np.flatnonzero(partly)
    near[own] = _has_slips(_without(a[own], b[own]), _without(b[own], a[own]), counted.words)
    pair = np.repeat(np.arange(len(places)), _sizes(common))
    return SharedWords(places, pair, common.indices.astype(np.int64), near, counted.bearers())


def _sizes(matrix: csr_matrix) -> Ints:
    return np.diff(matrix.indptr).astype(np.int64)


def _without(some: csr_matrix, others: csr_matrix) -> csr_matrix:
    """The words of the one that the other has not."""
    left: csr_matrix = (some - some.multiply(others)).tocsr()
    return left


def _both(words: csr_matrix, one: Ints, other: Ints, where: NDArray[np.bool_]) -> csr_matrix:
    """The words of both of two rows, where that is asked for; the last row has none."""
    none = words.shape[0] - 1
    found: csr_matrix = (words[np.where(where, one, none)] + words[np.where(where, other, none)]).tocsr()
    found.data[:] = 1
    return found


def _town_words(records: Records, words: list[str]) -> tuple[Ints, csr_matrix] | None:
    """By record the number of its town, and by town its words that stand in some name; the last town has none."""
    column = records.values.get("city")
    if column is None:
        return None
    number = {word: place for place, word in enumerate(words)}
    rows, towns = pd.factorize(column)
    known = [[number[word] for word in town.split() if word in number] for town in towns] + [[]]
    starts = np.concatenate([[0], np.cumsum([len(found) for found in known])])
    codes = np.asarray([code for found in known for code in found], dtype=np.int32)
    return rows, WordCounts(words, codes, starts).matrix(np.int8)


def _has_slips(a: csr_matrix, b: csr_matrix, words: list[str]) -> NDArray[np.bool_]:
    """By row: whether a long word of the one is a slip of the other's."""
    spelt = np.asarray([*words, None], dtype=object)[:-1]
    letters = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    row = np.repeat(np.arange(a.shape[0]), _sizes(a))
    count = _sizes(b)[row]
    row, x = np.repeat(row, count), np.repeat(a.indices, count)
    y = b.indices[spans(b.indptr[:-1].astype(np.int64)[np.repeat(np.arange(a.shape[0]), _sizes(a))], count)]
    worth = (np.minimum(letters[x], letters[y]) >= LONG_WORD) & (np.abs(letters[x] - letters[y]) <= 1)
    row, x, y = row[worth], x[worth], y[worth]
    slip = process.cpdist(spelt[x], spelt[y], scorer=OSA.distance, score_cutoff=1, dtype=np.int32) <= 1
    found = np.zeros(a.shape[0], dtype=bool)
    found[row[slip]] = True
    return found
