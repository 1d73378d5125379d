"""Texts as their letters: counts of each letter, 128 bits that tell two texts apart, and a number to put like texts together.

Neither the bits in which two texts differ nor the difference of their numbers ever exceeds their Indel distance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BITS = 64
WORDS = 2
MOST_OF_A_LETTER = 8
"""How often a letter may stand in a text for a bit to tell of it."""
TEXTS_AT_ONCE = 10_000
LETTERS = 256
SAMPLE = 5_000

Counts = NDArray[np.uint8]


def told_letters(texts: Sequence[str]) -> list[str]:
    """The letters that are counted: those of some thousand texts, spread over all of them."""
    return sorted({letter for text in texts[:: max(1, len(texts) // SAMPLE)] for letter in text})[:LETTERS]


def letter_counts(texts: Sequence[str], letters: Sequence[str]) -> Counts:
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


def marks_of(counts: Counts) -> NDArray[np.uint64]:
    """WORDS 64-bit words per text: bit (letter, k) is set where the letter stands at least k times.

    The (letter, k) are those that split the texts most evenly: they tell the most.
    """
    size = counts.shape[1]
    shares = []
    for row, column in enumerate(counts):
        least = np.bincount(column, minlength=MOST_OF_A_LETTER + 1)[::-1].cumsum()[::-1] / size
        shares += [(float(least[k]), row, k) for k in range(1, MOST_OF_A_LETTER + 1)]
    telling = sorted(shares, key=lambda share: abs(share[0] - 0.5))[: BITS * WORDS]
    marks = np.zeros((WORDS, size), dtype=np.uint64)
    for place, (_, row, k) in enumerate(telling):
        bit = np.uint64(1) << np.uint64(place % BITS)
        marks[place // BITS] |= np.where(counts[row] >= k, bit, np.uint64(0))
    return marks


def leanings_of(counts: Counts) -> NDArray[np.int64]:
    """By text, its letters of one half of the alphabet less those of the other; the halves are those that part texts most.

    The texts are in order of length, so that neighbours differ in their letters alone.
    """
    some = counts[:, :: max(1, counts.shape[1] // SAMPLE)].astype(np.int64)
    apart = np.diff(some, axis=1)
    sides, sums = np.zeros(len(counts), dtype=np.int64), np.zeros(apart.shape[1], dtype=np.int64)
    for row in np.argsort(-np.abs(apart).sum(axis=1), kind="stable").tolist():
        sides[row] = 1 if np.abs(sums + apart[row]).sum() >= np.abs(sums - apart[row]).sum() else -1
        sums += sides[row] * apart[row]
    found = np.zeros(counts.shape[1], dtype=np.int64)
    for side, row in zip(sides, counts, strict=True):
        found += side * row
    return found
