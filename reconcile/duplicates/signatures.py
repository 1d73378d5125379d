"""Names that are near in letters: an exact join on the normalised Indel similarity, without comparing all pairs.

Texts are sorted by length; each gets a bit signature of its letter counts. The number of bits in which two signatures
differ never exceeds the Indel distance of the texts, so a pair over the bound is dropped after one XOR; only what is left
goes to rapidfuzz. Nothing that is near enough is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

BITS = 64
WORDS = 2
ROWS_AT_ONCE = 32
COLUMNS_AT_ONCE = 8192
THREADS = 2
PAIRS_AT_ONCE = 300_000
LONGEST = 80
"""Letters of a text that are joined on; what is longer is cut, which can only make more pairs."""

Ints = NDArray[np.int64]


def near_in_letters(texts: Sequence[str], threshold: float, most: int = 3_000_000) -> tuple[Ints, Ints]:
    """All pairs (i < j) of distinct, non-empty texts whose normalised Indel similarity is at least ``threshold``.

    ``most`` bounds the pairs returned, in a list in which very many texts are near each other.
    """
    short = [text[:LONGEST] for text in texts]
    order = sorted(range(len(short)), key=lambda index: len(short[index]))
    order = [index for index in order if short[index]]
    if len(order) < 2:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    ordered = [short[index] for index in order]
    places = np.asarray(order, dtype=np.int64)
    found: list[tuple[Ints, Ints]] = []
    count = 0
    for left, right in _checked(ordered, threshold):
        found.append((places[left], places[right]))
        count += len(left)
        if count >= most:
            break
    if not found:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    i = np.concatenate([pair[0] for pair in found])
    j = np.concatenate([pair[1] for pair in found])
    return np.minimum(i, j), np.maximum(i, j)


def _checked(ordered: Sequence[str], threshold: float) -> Iterator[tuple[Ints, Ints]]:
    waiting: list[tuple[Ints, Ints]] = []
    size = 0
    texts = np.asarray(ordered, dtype=object)
    for block in _survivors(ordered, threshold):
        waiting.append(block)
        size += len(block[0])
        if size >= PAIRS_AT_ONCE:
            yield _exact(texts, waiting, threshold)
            waiting, size = [], 0
    if waiting:
        yield _exact(texts, waiting, threshold)


def _exact(texts: NDArray[np.object_], blocks: list[tuple[Ints, Ints]], threshold: float) -> tuple[Ints, Ints]:
    left, right = np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])
    least = threshold - 0.001  # rapidfuzz drops a similarity of exactly its cutoff, so it gets a lower one
    scores = process.cpdist(
        texts[left], texts[right], scorer=Indel.normalized_similarity, score_cutoff=least, dtype=np.float64, workers=2
    )
    kept = scores >= threshold - 1e-9
    return left[kept], right[kept]


def _survivors(ordered: Sequence[str], threshold: float) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of positions that the signatures leave; rows come in blocks of nearly equal length."""
    lengths = np.fromiter((len(text) for text in ordered), dtype=np.int64, count=len(ordered))
    marks = signatures(ordered)
    starts = range(0, len(ordered), ROWS_AT_ONCE)
    with ThreadPoolExecutor(THREADS) as pool:  # numpy lets go of the interpreter while it counts bits
        for group in range(0, len(starts), 16):
            yield from pool.map(lambda start: _row_block(marks, lengths, start, threshold), starts[group : group + 16])


def _row_block(marks: NDArray[np.uint64], lengths: Ints, start: int, threshold: float) -> tuple[Ints, Ints]:
    """The pairs of one block of rows with all later columns that are short enough."""
    end = min(start + ROWS_AT_ONCE, len(lengths))
    share = 1 - threshold
    last = int(np.searchsorted(lengths, int(lengths[end - 1] * (1 + share) / threshold + 1e-9), side="right"))
    found = []
    for column in range(start, last, COLUMNS_AT_ONCE):
        until = min(column + COLUMNS_AT_ONCE, last)
        bound = int(share * (lengths[end - 1] + lengths[until - 1]) + 1e-9)
        differing = np.bitwise_count(marks[0, start:end, None] ^ marks[0, None, column:until])
        near = np.flatnonzero(differing <= bound)
        r, c = start + near // (until - column), column + near % (until - column)
        found.append(_refined(marks, lengths, r, c, share))
    rows, columns = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    return rows, columns


def _refined(marks: NDArray[np.uint64], lengths: Ints, r: Ints, c: Ints, share: float) -> tuple[Ints, Ints]:
    """Drops pairs by their own bound: the Indel distance is odd where the sum of the lengths is odd."""
    later = r < c
    r, c = r[later], c[later]
    total = lengths[r] + lengths[c]
    bound = (share * total + 1e-9).astype(np.int64)
    bound -= (bound - total) & 1
    distance = np.zeros(len(r), dtype=np.int64)
    for word in range(WORDS):
        distance += np.bitwise_count(marks[word, r] ^ marks[word, c])
    kept = distance <= bound
    return r[kept], c[kept]


def signatures(texts: Sequence[str]) -> NDArray[np.uint64]:
    """WORDS 64-bit words per text: bit (letter, k) is set where the letter stands at least k times.

    The (letter, k) are those that split the texts most evenly: they tell the most.
    """
    letters = sorted({letter for text in texts[:: max(1, len(texts) // 5000)] for letter in text})
    letters = letters[:256]
    counts = _letter_counts(texts, letters)
    shares = [(float((counts[row] >= k).mean()), row, k) for row in range(len(letters)) for k in range(1, 5)]
    telling = sorted(shares, key=lambda share: abs(share[0] - 0.5))[: BITS * WORDS]
    marks = np.zeros((WORDS, len(texts)), dtype=np.uint64)
    for place, (_, row, k) in enumerate(telling):
        bit = np.uint64(1) << np.uint64(place % BITS)
        marks[place // BITS] |= np.where(counts[row] >= k, bit, np.uint64(0))
    return marks


def _letter_counts(texts: Sequence[str], letters: Sequence[str]) -> NDArray[np.uint8]:
    """Row per letter, column per text: how often it stands there."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths)
    starts = np.concatenate([[0], ends[:-1]])
    counts = np.zeros((len(letters), len(texts)), dtype=np.uint8)
    for row, letter in enumerate(letters):
        sums = np.concatenate([[0], np.cumsum(codes == ord(letter), dtype=np.int64)])
        counts[row] = np.minimum(sums[ends] - sums[starts], 255)
    return counts
