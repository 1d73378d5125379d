"""Slips of the fingers: how much doubt a misspelt word leaves that it is the other word."""

from __future__ import annotations

from itertools import pairwise

from rapidfuzz.distance import OSA

from reconcile.duplicates.sounds import undoubled
from reconcile.duplicates.words import known_words

_VOWELS = frozenset("aeiouy")


def slip_cost(x: str, y: str, *, given: bool) -> float | None:
    """Bits of doubt of one slip of the fingers in a word of four letters or more, or of two that only swap or double letters;
    None where the two are no slip of one another.
    """
    size = min(len(x), len(y))
    known_a, known_b = x in known_words(), y in known_words()
    distance = OSA.distance(x, y, score_cutoff=2)
    other = size < 4 or (known_a and known_b) or distance > 2 or (distance == 2 and size < 8)
    if other or (x[0] != y[0] and (size < 6 or given or len(x) == len(y))):
        return None
    if given and (size < 5 or distance > 1 or x[-1] != y[-1]):
        return None  # Mario and Maria, Daniel and Danielle
    cost = _cost(x, y, known=known_a != known_b) + (1.0 if distance == 2 else 0.0)
    twice = distance == 2 and sorted(x) != sorted(y) and undoubled(x) != undoubled(y)  # Harriman and Harrison
    twice = twice and not (size >= _LONG and abs(len(x) - len(y)) == 2)  # Cholmondesley and Cholmonsley
    if twice or (given and len(x) == len(y) and cost > _GIVEN_SLIP):  # Xiaoling and Xiaoming
        return None
    if x[0] != y[0] and sorted(x) != sorted(y):
        cost += _FIRST_LETTER
    if size < 5 and cost > _SLIP:
        return None
    if known_a != known_b:
        cost -= 1.0
    return max(0.5, cost - 0.25 * max(0, size - 6))


_SLIP = 0.8
_LONG = 11
"""Letters of a word from which on two may be left out: so long ones are no two words."""
_GIVEN_SLIP = 3.0
_FIRST_LETTER = 7.0
"""Bits: people hardly ever get the first letter wrong; Ridgeway and Bridgeway are two names."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(pair for row in _KEYS for x, y in pairwise(row) for pair in (x + y, y + x))


def _cost(x: str, y: str, *, known: bool) -> float:
    """Bits of doubt of the slip itself: swapped and doubled letters are slips, another consonant may be another word.

    ``known`` says that one of the two is a word in a list: the other is then no word of its own.
    """
    if sorted(x) == sorted(y) or undoubled(x) == undoubled(y):
        return _SLIP
    if len(x) != len(y):
        return 1.6 if min(len(x), len(y)) > 5 or known else 4.0
    changed = [(p, q) for p, q in zip(x, y, strict=True) if p != q]
    if all(p in _VOWELS and q in _VOWELS for p, q in changed):
        return 2.2 if known or len(x) > 5 else _OTHER_WORD  # Zhang and Zheng
    if (known and len(x) > 5) or all(p + q in _NEIGHBOURS for p, q in changed):
        return 3.0
    return _OTHER_WORD if len(x) < 9 else 3.6


_OTHER_WORD = 8.5
"""Bits: more than two names can have and still be one."""
