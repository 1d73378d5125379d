"""Records that are near in words: one sparse product of words weighted by how rare they are in the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from reconcile.duplicates.word_counts import WordCounts, count_words

ROWS_AT_ONCE = 2_000
MOST_COMMON = 400
"""A word that more records have than this (and than a fiftieth of the list) brings no pair together by itself."""

Ints = NDArray[np.int64]


def near_in_words(
    documents: Sequence[str],
    threshold: float,
    most_per_row: int = 40,
    most_common: int = MOST_COMMON,
    most_words: int | None = None,
) -> tuple[Ints, Ints]:
    """Pairs (i < j) of texts whose words' TF-IDF cosine is at least ``threshold``, at most ``most_per_row`` for a row.

    One space parts two words; the first ``most_words`` of a text count.

    Words of one record only are kept in the length, not in the product.
    """
    common = max(most_common, len(documents) // 50) if len(documents) < 20_000 else most_common
    matrix = _weighted(count_words(documents, most_words), common)
    found = list(_pairs(matrix, threshold, most_per_row))
    if not found:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    i, j = np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])
    return np.minimum(i, j), np.maximum(i, j)


def _weighted(documents: WordCounts, common: int) -> csr_matrix:
    """Rows of unit length (over all their words), with the words that are neither unique nor too common."""
    matrix = _counted(documents)
    size = matrix.shape[0]
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    weight = np.log1p(size / np.maximum(frequency, 1)).astype(np.float32)
    rows, values = np.repeat(np.arange(size), np.diff(matrix.indptr)), weight[matrix.indices]
    norms = np.sqrt(np.bincount(rows, weights=values.astype(np.float64) ** 2, minlength=size))
    values = (values / np.maximum(norms[rows], 1e-9)).astype(np.float32)
    keep = (frequency[matrix.indices] > 1) & (frequency[matrix.indices] <= common)
    return csr_matrix((values[keep], (rows[keep], matrix.indices[keep])), shape=matrix.shape)


def _counted(documents: WordCounts) -> csr_matrix:
    """Row by document, column by word: a word that a document has, counted once."""
    shape = len(documents.starts) - 1, max(1, len(documents.words))
    matrix = csr_matrix((np.ones(len(documents.codes), dtype=np.float32), documents.codes, documents.starts), shape)
    matrix.sum_duplicates()
    return matrix


def _pairs(matrix: csr_matrix, threshold: float, most: int) -> Iterator[tuple[Ints, Ints]]:
    across = matrix.T.tocsr()
    for start in range(0, matrix.shape[0], ROWS_AT_ONCE):
        part = (matrix[start : start + ROWS_AT_ONCE] @ across).tocoo()
        rows, columns = part.row.astype(np.int64) + start, part.col.astype(np.int64)
        keep = (part.data >= threshold) & (rows < columns)
        rows, columns, scores = rows[keep], columns[keep], part.data[keep]
        if len(rows):
            yield _best_of_row(rows, columns, scores, most)


def _best_of_row(rows: Ints, columns: Ints, scores: NDArray[np.float32], most: int) -> tuple[Ints, Ints]:
    order = np.lexsort((-scores, rows))
    rows, columns = rows[order], columns[order]
    first = np.searchsorted(rows, rows, side="left")
    keep = np.arange(len(rows)) - first < most
    return rows[keep], columns[keep]
