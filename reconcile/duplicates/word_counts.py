"""The words of many texts as numbers, so that they are counted without a Python object for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from reconcile.duplicates.groups import distinct

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Texts as the numbers of their words: those of text ``n`` are ``codes`` from ``starts[n]`` to ``starts[n + 1]``.

    ``words`` are the distinct words in the order in which they first stand.
    """

    words: list[str]
    codes: NDArray[np.int32]
    starts: Ints

    def of(self, text: int) -> list[int]:
        """The numbers of the words of one text, in their order."""
        found: list[int] = self.codes[self.starts[text] : self.starts[text + 1]].tolist()
        return found

    def matrix(self, kind: type[np.generic]) -> csr_matrix:
        """Row by text, column by word: 1 where the text has it, in the order of the words."""
        shape = len(self.starts) - 1, max(1, len(self.words))
        found = csr_matrix((np.ones(len(self.codes), dtype=kind), self.codes, self.starts), shape, copy=True)
        found.sum_duplicates()  # in its place, which is why it is a copy
        found.data[:] = 1
        return found

    def bearers(self) -> Ints:
        """By word, in how many texts it stands."""
        size = max(1, len(self.words))
        text = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        once = distinct(text * size + self.codes)
        return np.bincount(once % size, minlength=len(self.words))


def spans(starts: Ints, lengths: Ints) -> Ints:
    """The places from each start on, as many as each length, one span after another."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(int(ends[-1]) if len(ends) else 0)


def count_each(values: NDArray[np.object_]) -> WordCounts:
    """:func:`count_words` of a column in which many values stand again and again."""
    rows, distinct = pd.factorize(values)
    counted = count_words(distinct)
    lengths = np.diff(counted.starts)[rows]
    codes = counted.codes[spans(counted.starts[:-1][rows], lengths)]
    return WordCounts(counted.words, codes, np.concatenate([[0], np.cumsum(lengths)]))


def joined(columns: Sequence[WordCounts], most: int | None = None) -> WordCounts:
    """The words of several columns as of one text a row, column by column; of each row the first ``most``."""
    numbers: dict[str, int] = {}
    lengths = np.stack([np.diff(column.starts) for column in columns])
    ends = np.cumsum(lengths, axis=0)  # by column, where its words end within their row
    starts = np.concatenate([[0], np.cumsum(ends[-1])])
    codes = np.empty(starts[-1], dtype=np.int32)
    for column, size, end in zip(columns, lengths, ends, strict=True):
        number = np.fromiter((numbers.setdefault(word, len(numbers)) for word in column.words), dtype=np.int32)
        codes[spans(starts[:-1] + end - size, size)] = number[column.codes]
    if most is not None and len(columns) and int(ends[-1].max(initial=0)) > most:
        kept = np.minimum(ends[-1], most)
        codes, starts = codes[spans(starts[:-1], kept)], np.concatenate([[0], np.cumsum(kept)])
    return in_order(WordCounts(list(numbers), codes, starts))


def in_order(counted: WordCounts) -> WordCounts:
    """The same with its words in the order in which they first stand, and without those that stand nowhere."""
    first = np.full(len(counted.words), len(counted.codes), dtype=np.int64)
    first[counted.codes[::-1]] = np.arange(len(counted.codes))[::-1]
    order = np.argsort(first, kind="stable")[: int((first < len(counted.codes)).sum())]
    number = np.zeros(len(counted.words), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return WordCounts([counted.words[place] for place in order.tolist()], number[counted.codes], counted.starts)


def count_words(texts: Sequence[str] | NDArray[np.object_], most: int | None = None) -> WordCounts:
    """The words of texts, which one space parts; of each text the first ``most``."""
    split = pc.split_pattern(pa.array(texts, pa.large_string()), " ")
    if most is not None:
        split = pc.list_slice(split, 0, most)
    flat: Any = pc.list_flatten(split)
    lengths = np.asarray(pc.list_value_length(split), dtype=np.int64)
    filled = np.asarray(pc.binary_length(flat)) > 0  # an empty text is one empty word to the splitting
    lengths -= np.bincount(np.repeat(np.arange(len(texts)), lengths)[~filled], minlength=len(texts))
    coded: Any = pc.dictionary_encode(flat.filter(pa.array(filled)))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return WordCounts(coded.dictionary.to_pylist(), np.array(coded.indices, dtype=np.int32), starts)
