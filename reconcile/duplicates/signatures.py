"""Names that are near in letters: an exact join on the normalised Indel similarity, without comparing all pairs.

Texts are sorted by length; each gets a bit signature of its letter counts. The number of bits in which two signatures
differ never exceeds the Indel distance of the texts, so a pair over the bound is dropped after one XOR; only what is left
goes to rapidfuzz. Nothing that is near enough is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from reconcile.duplicates.beside import Begun, has_company

BITS = 64
WORDS = 2
ROWS_AT_ONCE = 32
COLUMNS_AT_ONCE = 8192
THREADS = 2
STRIPES = 16
"""Parts of a long list, that two processes share."""
PAIRS_AT_ONCE = 300_000
TEXTS_AT_ONCE = 10_000
LONGEST = 80
"""Letters of a text that are joined on; what is longer is cut, which can only make more pairs."""

Ints = NDArray[np.int64]
Places = NDArray[np.int32]


def near_in_letters(texts: Sequence[str], threshold: float, most: int = 3_000_000) -> tuple[Ints, Ints]:
    """All pairs (i < j) of distinct, non-empty texts whose normalised Indel similarity is at least ``threshold``.

    ``most`` bounds the pairs returned, in a list in which very many texts are near each other.
    """
    return BegunJoin(texts, threshold, most).pairs()


@dataclass(frozen=True, slots=True)
class Stripe:
    """The first ``rows`` of some texts, all in order of length, to be joined with those that follow.

    It has ``most`` pairs at most, and ``threads`` to use.
    """

    texts: list[str]
    marks: NDArray[np.uint64]
    lengths: Ints
    rows: int
    threshold: float
    most: int
    threads: int


class BegunJoin:
    """:func:`near_in_letters` in two steps: a second process, where there is one, begins with it at once."""

    def __init__(self, texts: Sequence[str], threshold: float, most: int = 3_000_000) -> None:
        short = [text[:LONGEST] for text in texts]
        order = sorted((index for index, text in enumerate(short) if text), key=lambda index: len(short[index]))
        self._places, self._most = np.asarray(order, dtype=np.int64), most
        stripes = list(_stripes([short[index] for index in order], threshold, most)) if len(order) > 1 else []
        self._starts = [start for start, _ in stripes]
        self._begun = Begun(near_of_stripe, [stripe for _, stripe in stripes], fewest=2, at_once=1)

    def pairs(self) -> tuple[Ints, Ints]:
        """The pairs by their places in ``texts``."""
        empty = np.empty(0, dtype=np.int32)
        found = [(empty, empty)]
        for start, (left, right) in zip(self._starts, self._begun.results(), strict=True):
            found.append((left + np.int32(start), right + np.int32(start)))
        i, j = (self._places[np.concatenate(side)[: self._most]] for side in zip(*found, strict=True))
        return np.minimum(i, j), np.maximum(i, j)


def _stripes(ordered: list[str], threshold: float, most: int) -> Iterator[tuple[int, Stripe]]:
    """Where each stripe begins, and what it has to know: its own texts and those that are not too long for them."""
    lengths = np.fromiter((len(text) for text in ordered), dtype=np.int64, count=len(ordered))
    marks = signatures(ordered)
    parts = STRIPES if has_company() and len(ordered) > STRIPES * ROWS_AT_ONCE else 1
    rows = -(-len(ordered) // (parts * ROWS_AT_ONCE)) * ROWS_AT_ONCE
    for start in range(0, len(ordered), rows):
        end = min(start + rows, len(ordered))
        last = _last_column(lengths, end, threshold)
        part = slice(start, last)
        bounds = (most, THREADS) if parts == 1 else (most // 4, 1)
        yield start, Stripe(ordered[part], marks[:, part], lengths[part], end - start, threshold, *bounds)


def _last_column(lengths: Ints, end: int, threshold: float) -> int:
    """The first column that is too long for the row before ``end``, the longest of its block."""
    longest = int(lengths[end - 1] * (2 - threshold) / threshold + 1e-9)
    return int(np.searchsorted(lengths, longest, side="right"))


def near_of_stripe(stripe: Stripe) -> tuple[Places, Places]:
    """The pairs of a stripe, as places in it."""
    texts = np.asarray([*stripe.texts, None], dtype=object)[:-1]
    empty = np.empty(0, dtype=np.int32)
    found, waiting, size, count = [(empty, empty)], list[tuple[Places, Places]](), 0, 0
    for start in range(0, stripe.rows, ROWS_AT_ONCE):
        waiting.append(_row_block(stripe, start))
        size += len(waiting[-1][0])
        if size >= PAIRS_AT_ONCE or start + ROWS_AT_ONCE >= stripe.rows:
            found.append(_exact(texts, waiting, stripe))
            count += len(found[-1][0])
            waiting, size = [], 0
            if count >= stripe.most:
                break
    left, right = (np.concatenate(side) for side in zip(*found, strict=True))
    return left, right


def _exact(texts: NDArray[np.object_], blocks: list[tuple[Places, Places]], stripe: Stripe) -> tuple[Places, Places]:
    left, right = np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])
    least = stripe.threshold - 0.001  # rapidfuzz drops a similarity of exactly its cutoff, so it gets a lower one
    scores = process.cpdist(
        texts[left],
        texts[right],
        scorer=Indel.normalized_similarity,
        score_cutoff=least,
        dtype=np.float64,
        workers=stripe.threads,
    )
    kept = scores >= stripe.threshold - 1e-9
    return left[kept], right[kept]


def _row_block(stripe: Stripe, start: int) -> tuple[Places, Places]:
    """The pairs of one block of rows with all later columns that are short enough, as far as the signatures leave them."""
    marks, lengths, share = stripe.marks, stripe.lengths, 1 - stripe.threshold
    end = min(start + ROWS_AT_ONCE, stripe.rows)
    last = _last_column(lengths, end, stripe.threshold)
    found = []
    for column in range(start, last, COLUMNS_AT_ONCE):
        until = min(column + COLUMNS_AT_ONCE, last)
        bound = int(share * (lengths[end - 1] + lengths[until - 1]) + 1e-9)
        differing = np.bitwise_count(marks[0, start:end, None] ^ marks[0, None, column:until])
        r, c = np.divmod(np.flatnonzero(differing <= bound).astype(np.int32), np.int32(until - column))
        found.append(_refined(marks, lengths, r + np.int32(start), c + np.int32(column), share))
    rows, columns = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    return rows, columns


def _refined(marks: NDArray[np.uint64], lengths: Ints, r: Places, c: Places, share: float) -> tuple[Places, Places]:
    """Drops pairs by their own bound: the Indel distance is odd where the sum of the lengths is odd."""
    later = r < c
    r, c = r[later], c[later]
    total = lengths[r] + lengths[c]
    bound = (share * total + 1e-9).astype(np.int64)
    bound -= (bound - total) & 1
    distance = np.zeros(len(r), dtype=np.uint8)  # WORDS * BITS at most
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
    """Row per letter, column per text: how often it stands there (255 for more)."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    known, size = np.asarray([ord(letter) for letter in letters], dtype=np.uint32), len(letters) + 1
    row = np.full(int(codes.max(initial=0)) + 1, len(letters), dtype=np.int64)  # the last row is any other letter's
    row[known[known < len(row)]] = np.flatnonzero(known < len(row))
    counts = np.empty((len(letters), len(texts)), dtype=np.uint8)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    for first in range(0, len(texts), TEXTS_AT_ONCE):
        last = min(first + TEXTS_AT_ONCE, len(texts))
        text = np.repeat(np.arange(last - first) * size, lengths[first:last])
        seen = np.bincount(text + row[codes[starts[first] : starts[last]]], minlength=(last - first) * size)
        counts[:, first:last] = np.minimum(seen.reshape(-1, size)[:, :-1].T, 255)
    return counts
