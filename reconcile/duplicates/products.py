"""Records that are near in words, weighted by how rare they are in the list: an exact join, without comparing all pairs.

Of two texts that are near enough the rarest word in common is among the telling ones of both: those without which a text's
commoner words alone could be near enough to nothing. So only texts that share a telling word are compared in all their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from reconcile.duplicates.word_counts import WordCounts, count_words

ROWS_AT_ONCE = 2_000
MOST_COMMON = 400
"""A word that more records have than this (and than a fiftieth of a short list) brings no pair together by itself."""
LONG_LIST = 20_000

SLACK = 1 - 1e-4
"""What rounding may take off a row's length is left to the words that tell."""

Ints = NDArray[np.int64]


def near_in_words(texts: Sequence[str], threshold: float) -> tuple[Ints, Ints]:
    """:func:`near_in_counts` of texts; one space parts two words."""
    return near_in_counts(count_words(texts), threshold)


def near_in_counts(documents: WordCounts, threshold: float, most_per_row: int = 40) -> tuple[Ints, Ints]:
    """Pairs (i < j) of texts whose words' TF-IDF cosine is at least ``threshold``, at most ``most_per_row`` for a row.

    Words of one record only are kept in the length, not in the product.
    """
    size = len(documents.starts) - 1
    matrix = _weighted(documents, max(MOST_COMMON, size // 50) if size < LONG_LIST else MOST_COMMON)
    found = [_best_of_row(*pairs, most_per_row) for pairs in _pairs(matrix, threshold)]
    if not found:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])


def _weighted(documents: WordCounts, common: int) -> csr_matrix:
    """Rows of unit length (over all their words), with the words that are neither unique nor too common."""
    matrix = documents.matrix(np.float32)
    size = matrix.shape[0]
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    weight = np.log1p(size / np.maximum(frequency, 1)).astype(np.float32)
    rows, values = np.repeat(np.arange(size), np.diff(matrix.indptr)), weight[matrix.indices]
    norms = np.sqrt(np.bincount(rows, weights=values.astype(np.float64) ** 2, minlength=size))
    values = (values / np.maximum(norms[rows], 1e-9)).astype(np.float32)
    keep = ((frequency > 1) & (frequency <= common))[matrix.indices]
    return _picked(matrix, values, keep)


def _picked(matrix: csr_matrix, values: NDArray[np.float32], keep: NDArray[np.bool_]) -> csr_matrix:
    """The matrix with these values, and of them those to keep."""
    starts = np.concatenate([[0], np.cumsum(keep)])[matrix.indptr]
    return csr_matrix((values[keep], matrix.indices[keep], starts.astype(matrix.indptr.dtype)), matrix.shape)


def _telling(matrix: csr_matrix, threshold: float) -> csr_matrix:
    """Of each row the rarest words: without the commoner ones whose length together stays under the threshold."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rank = np.empty(matrix.shape[1], dtype=np.int64)
    rank[np.argsort(-frequency, kind="stable")] = np.arange(matrix.shape[1])
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.argsort(rows * matrix.shape[1] + rank[matrix.indices])  # by row, its commonest words first
    sums = np.concatenate([[0.0], np.cumsum(matrix.data[order].astype(np.float64) ** 2)])
    so_far = sums[1:] - sums[matrix.indptr[rows]]
    keep = np.empty(len(order), dtype=bool)
    keep[order] = so_far >= threshold**2 * SLACK
    return _picked(matrix, matrix.data, keep)


def _pairs(matrix: csr_matrix, threshold: float) -> Iterator[tuple[Ints, Ints, Ints, NDArray[np.float32]]]:
    """Rows and columns (row < column) that are near enough, by row, with the first word that they share and how near they are."""
    telling = _telling(matrix, threshold)
    across, ones = telling.T.tocsr(), np.ones(matrix.shape[1], dtype=np.float32)
    for start in range(0, matrix.shape[0], ROWS_AT_ONCE):
        part = telling[start : start + ROWS_AT_ONCE] @ across
        rows = np.repeat(np.arange(start, start + part.shape[0]), np.diff(part.indptr))
        later = rows < part.indices
        rows, columns = rows[later], part.indices[later]
        shared = matrix[rows].multiply(matrix[columns])
        scores = shared @ ones
        near = np.flatnonzero(scores >= threshold)
        if len(near):
            first = shared.indices[shared.indptr[near]].astype(np.int64)
            yield rows[near], columns[near].astype(np.int64), first, scores[near]


def _best_of_row(rows: Ints, columns: Ints, first: Ints, scores: NDArray[np.float32], most: int) -> tuple[Ints, Ints]:
    """The nearest of each row; of those that are equally near the ones whose first word in common came up last."""
    order = np.lexsort((-columns, -first, -scores, rows))
    rows, columns = rows[order], columns[order]
    begin = np.searchsorted(rows, rows, side="left")
    keep = np.arange(len(rows)) - begin < most
    return rows[keep], columns[keep]
