"""Given names that can be one person's where the contacts say so: they sound alike, or one is short for the other.

Names alone tell such people apart: Julian and Julien may be brothers. At one mailbox or telephone they are one more often.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from reconcile.duplicates.nicknames import are_man_and_woman, begins, is_part_of
from reconcile.duplicates.words import own_full_names

_VOWELS = frozenset("aeiou")
_SAID_SHORT = frozenset("ae")
"""The vowels that stand for each other in a syllable that is not stressed."""
_SHORTEST = 5
"""Sounds of two given names that may differ in one such vowel: Alan and Ellen are two."""
_MOST = 2
"""Letters by which they differ at most: Elaine and Eileen sound much alike and are two."""
_SOUNDS = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"ph", "f"), (r"c?k|c(?![eihy])", "k"), (r"(?<=.)z", "s"), (r"(?<=[bdgkrt])h", ""), (r"y", "i"),
        (r"(?<=[aeo]i[lnr])e$", ""), (r"[ae]i", "e"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def given_names_agree(a: str, b: str) -> bool:
    """Whether two given names can be one person's, or one of two full names at least begins the other."""
    return can_be_one(a, b) or begins(a.lower(), b.lower())


@lru_cache(maxsize=50_000)
def can_be_one(a: str, b: str) -> bool:
    """Whether two given names, as a separator tells them, can be one person's; initials behind a name or a letter say no more."""
    first, *more_a = a.lower().replace(".", "").split()
    second, *more_b = b.lower().replace(".", "").split()
    if any(len(word) > 1 for word in more_a + more_b):
        return False
    if 1 in (len(first), len(second)):
        letter, name = sorted((first, second), key=len)
        return len(name) > 1 and any(full.startswith(letter) for full in own_full_names(name))
    return are_said_alike(first, second) or is_part_of(first, second)


def are_said_alike(a: str, b: str) -> bool:
    """Whether two given names sound alike, or but for one short vowel; a man's and a woman's of one stem are two people's.

    So are Tony and Toni, and Robin and Robyn.
    """
    short, full = sorted((a, b), key=len)
    if len(short) < 4 or full == short + "e" or ("y" in a[-2:]) != ("y" in b[-2:]) or are_man_and_woman(a, b):
        return False
    if OSA.distance(a, b, score_cutoff=_MOST) > _MOST:
        return False
    x, y = _said(a), _said(b)
    if x == y:
        return True
    if len(x) != len(y) or len(x) < _SHORTEST or sum(letter in _VOWELS for letter in x) < 2 or x[-1] != y[-1]:
        return False
    changed = [(p, q) for p, q in zip(x, y, strict=True) if p != q]
    return len(changed) == 1 and _SAID_SHORT.issuperset(changed[0])


def _said(name: str) -> str:
    for pattern, letters in _SOUNDS:
        name = pattern.sub(letters, name)
    return name
