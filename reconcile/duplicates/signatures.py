"""Names that are near in letters: an exact join on the normalised Indel similarity, without comparing all pairs.

Texts are sorted by length, and those of one length by how far they lean to one half of the alphabet; each has bits that tell
how often it has each letter (:mod:`reconcile.duplicates.letter_marks`). Neither two leanings nor two texts' bits differ by more
than the Indel distance: so a text meets only those that lean like it, and a pair over the bound is dropped after one XOR; only
what is left goes to rapidfuzz. Nothing that is near enough is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from reconcile.duplicates.beside import Begun, has_company
from reconcile.duplicates.letter_marks import leanings_of, letter_counts, marks_of, told_letters

ROWS_AT_ONCE = 96
COLUMNS_AT_ONCE = 8192
"""At most so many rows meet so many columns in one go: more would be too far from the processor."""
THREADS = 2
STRIPES = 16
"""Parts of a long list, that two processes share."""
PAIRS_AT_ONCE = 300_000
LONGEST = 80
"""Letters of a text that are joined on; what is longer is cut, which can only make more pairs."""
APART = 1_024
"""Between the keys of one length and those of the next: more than two leanings and a bound come to."""

Ints = NDArray[np.int64]
Places = NDArray[np.int32]


def near_in_letters(texts: Sequence[str], threshold: float, most: int = 3_000_000) -> tuple[Ints, Ints]:
    """All pairs (i < j) of distinct, non-empty texts whose normalised Indel similarity is at least ``threshold``.

    ``most`` bounds the pairs returned, in a list in which very many texts are near each other.
    """
    return BegunJoin(texts, threshold, most).pairs()


@dataclass(frozen=True, slots=True)
class Stripe:
    """The first ``rows`` of some texts, to be joined with those that follow.

    All are in the order of their ``keys``: their length times ``APART``, and their leaning. The stripe has ``most`` pairs at
    most, and ``threads`` to use.
    """

    texts: list[str]
    marks: NDArray[np.uint64]
    keys: Ints
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
        self._starts, stripes = list[int](), list[Stripe]()
        if len(order) > 1:
            again, whole = _whole([short[index] for index in order], threshold, most)
            self._places = self._places[again]
            for start, stripe in _stripes(whole):
                self._starts.append(start)
                stripes.append(stripe)
        self._begun = Begun(near_of_stripe, stripes, fewest=2, at_once=1)

    def pairs(self) -> tuple[Ints, Ints]:
        """The pairs by their places in ``texts``."""
        empty = np.empty(0, dtype=np.int32)
        found = [(empty, empty)]
        for start, (left, right) in zip(self._starts, self._begun.results(), strict=True):
            found.append((left + np.int32(start), right + np.int32(start)))
        i, j = (self._places[np.concatenate(side)[: self._most]] for side in zip(*found, strict=True))
        return np.minimum(i, j), np.maximum(i, j)


def _whole(ordered: list[str], threshold: float, most: int) -> tuple[Ints, Stripe]:
    """All texts, which come in order of length, as one stripe; and where each of its texts was."""
    counts = letter_counts(ordered, told_letters(ordered))
    lengths = np.fromiter((len(text) for text in ordered), dtype=np.int64, count=len(ordered))
    keys = lengths * APART + leanings_of(counts)
    order = np.argsort(keys, kind="stable")
    texts = [ordered[place] for place in order.tolist()]
    return order, Stripe(
        texts, np.take(marks_of(counts), order, axis=1), keys[order], len(ordered), threshold, most, THREADS
    )


def _stripes(whole: Stripe) -> Iterator[tuple[int, Stripe]]:
    """Where each stripe begins, and what it has to know: its own texts and those that are not too long for them."""
    size = len(whole.texts)
    if not has_company() or size <= STRIPES * ROWS_AT_ONCE:
        yield 0, whole
        return
    lengths = _lengths(whole.keys)
    rows = -(-size // (STRIPES * ROWS_AT_ONCE)) * ROWS_AT_ONCE
    for start in range(0, size, rows):
        end = min(start + rows, size)
        part = slice(start, int(np.searchsorted(lengths, _longest(lengths[end - 1], whole.threshold), side="right")))
        bounds = (whole.threshold, whole.most // 4, 1)
        yield start, Stripe(whole.texts[part], whole.marks[:, part], whole.keys[part], end - start, *bounds)


def _lengths(keys: Ints) -> Ints:
    return (keys + APART // 2) // APART


def _longest(length: int | np.int64, threshold: float) -> int:
    """The length of the longest text that can be near one of this length."""
    return int(length * (2 - threshold) / threshold + 1e-9)


def near_of_stripe(stripe: Stripe) -> tuple[Places, Places]:
    """The pairs of a stripe, as places in it."""
    texts = np.asarray([*stripe.texts, None], dtype=object)[:-1]
    empty = np.empty(0, dtype=np.int32)
    found, waiting, size, count = [(empty, empty)], list[tuple[Places, Places]](), 0, 0
    lengths, room = _lengths(stripe.keys), np.empty(ROWS_AT_ONCE * COLUMNS_AT_ONCE, dtype=np.uint64)
    for start, end in _blocks(stripe, lengths):
        for pair in _near_of_block(stripe, lengths, start, end, room):
            waiting.append(pair)
            size += len(pair[0])
        if waiting and (size >= PAIRS_AT_ONCE or end == stripe.rows):
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


def _blocks(stripe: Stripe, lengths: Ints) -> Iterator[tuple[int, int]]:
    """From where to where some rows of one length are, all that the stripe has."""
    edges = np.flatnonzero(np.diff(lengths[: stripe.rows])) + 1
    for start, end in pairwise([0, *edges.tolist(), stripe.rows]):
        for first in range(start, end, ROWS_AT_ONCE):
            yield first, min(first + ROWS_AT_ONCE, end)


def _near_of_block(
    stripe: Stripe, lengths: Ints, start: int, end: int, room: NDArray[np.uint64]
) -> Iterator[tuple[Places, Places]]:
    """The pairs of rows of one length with all later texts, as far as leanings and marks leave them."""
    first, last, bounds = _slices(stripe, lengths, start, end)
    marks = np.concatenate([stripe.marks[:, a:b] for a, b in zip(first, last, strict=True)], axis=1)
    columns = np.concatenate([np.arange(a, b, dtype=np.int32) for a, b in zip(first, last, strict=True)])
    bound, rows = np.repeat(bounds, last - first), stripe.marks[:, start:end]
    step = -(-len(columns) // -(-len(columns) // COLUMNS_AT_ONCE))  # even parts: numpy is slow with short rows
    for at in range(0, len(columns), step):
        part = slice(at, at + step)
        r, c = _near(rows, marks[:, part], bound[part], room)
        left, right = r + np.int32(start), columns[part][c]
        later = left < right
        yield left[later], right[later]


def _slices(stripe: Stripe, lengths: Ints, start: int, end: int) -> tuple[Ints, Ints, NDArray[np.uint8]]:
    """Of each length that is not too long, where the texts begin and end that lean like these rows; and how far apart a near
    pair can be.

    The Indel distance is odd where the sum of the lengths is odd.
    """
    own, keys, share = int(lengths[start]), stripe.keys, 1 - stripe.threshold
    others = np.arange(own, _longest(own, stripe.threshold) + 1)
    bounds = (share * (own + others) + 1e-9).astype(np.int64)
    bounds -= (bounds - own - others) & 1
    away = (others - own) * APART
    first = np.searchsorted(keys, keys[start] + away - bounds, side="left")
    last = np.searchsorted(keys, keys[end - 1] + away + bounds, side="right")
    return np.maximum(first, start), np.maximum(last, start), bounds.astype(np.uint8)


def _near(
    rows: NDArray[np.uint64], columns: NDArray[np.uint64], bound: NDArray[np.uint8], room: NDArray[np.uint64]
) -> tuple[Places, Places]:
    """Which rows and columns differ in no more bits of their marks than the columns' bounds allow; ``room`` is to work in."""
    shape = rows.shape[1], columns.shape[1]
    both = np.bitwise_xor(rows[0, :, None], columns[0], out=room[: shape[0] * shape[1]].reshape(shape))
    differing = np.bitwise_count(both)
    kept = np.flatnonzero(differing <= bound)
    distance = differing.ravel()[kept]
    r, c = np.divmod(kept.astype(np.int32), np.int32(shape[1]))
    for word in range(1, len(rows)):
        distance = distance + np.bitwise_count(rows[word, r] ^ columns[word, c])
        near = distance <= bound[c]
        r, c, distance = r[near], c[near], distance[near]
    return r, c
