"""The words of many texts as numbers, so that they are counted without a Python object for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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

    def bearers(self) -> Ints:
        """By word, in how many texts it stands."""
        size = max(1, len(self.words))
        text = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        once = distinct(text * size + self.codes)
        return np.bincount(once % size, minlength=len(self.words))


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
