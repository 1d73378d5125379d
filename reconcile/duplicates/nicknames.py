"""Short forms of given names: in the lists, or the first or last part of a name."""

from __future__ import annotations

import re
from functools import lru_cache

from reconcile.duplicates.words import full_names, known_given_names, known_words, own_full_names, word_set


@lru_cache(maxsize=50_000)
def is_nickname(a: str, b: str) -> bool:
    """Whether one given name is short for the other, or both are short for a third."""
    if len(a) < 2 or len(b) < 2 or a == b:
        return False
    if _without_courtesy(a) == _without_courtesy(b):
        return True
    listed = word_set("given_names")
    if a in listed and b in listed:  # Louis and Louise, Emily and Amelia: the package ties together too much
        return a in own_full_names(b) or b in own_full_names(a)
    full_a, full_b = full_names(a), full_names(b)
    if a in full_b or b in full_a:
        return True
    return a not in listed and b not in listed and bool(own_full_names(a) & own_full_names(b))


_COURTESY = ("bhai", "ben", "behn")
"""What is put behind a given name in Gujarat: brother, sister."""


def _without_courtesy(name: str) -> str:
    """Jyotsna, of Jyotsnaben."""
    return next((name.removesuffix(end) for end in _COURTESY if name.endswith(end) and len(name) > len(end) + 3), name)


def is_first_part(a: str, b: str) -> bool:
    """Whether one is the first part of the other, a given name, and no word of its own: Gwendo, Gwendoline; not Carl, Carla."""
    short, full = sorted((a, b), key=len)
    if not 3 <= len(short) <= 5 or len(full) - len(short) < 2 or not full.startswith(short):
        return False
    listed = word_set("given_names")
    return full in listed and short not in listed and (short not in known_words() or short in known_given_names())


_WOMANS = re.compile(r"a$|ah$|ie$|[^en]e$|ee$|ene$|een$|wati$")
"""Endings by which the names of many languages tell a woman from a man: Fabio and Fabia, Noel and Noelle."""
_STEM = 3
"""Letters that a man's and a woman's name have in common at least."""
_ALIKE = {"francis", "frances"}
"""The one pair that no ending tells apart."""
_ENDING = re.compile(r"(?:[dlnt]?i)?[lnt]?[ae]|ie|[ei]tt[ae]|[ei]ll[ae]|ee?ne?|ah|wati")
"""What is put behind a man's name to make a woman's of it: Paul and Paulina, Bernard and Bernardette."""


def are_man_and_woman(a: str, b: str) -> bool:
    """Whether two given names have one stem, and only one of them a woman's ending: Mirko and Mirka are two people."""
    stem = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if {a, b} == _ALIKE:
        return True
    if stem < _STEM or a[-1:] == b[-1:]:
        return False
    return bool(_WOMANS.search(a[stem:])) != bool(_WOMANS.search(b[stem:]))


def is_part_of(a: str, b: str) -> bool:
    """Whether one given name is the beginning or the end of the other, so that it may be its short form: Fetu, Fetuao.

    A man's name in front of a woman's ending is another person's, and so are two names that are both full ones.
    """
    short, full = sorted((a, b), key=len)
    listed = word_set("given_names")
    if short in listed and full in listed:
        return False
    ends = len(short) > 2 and len(full) - len(short) > 1 and full.endswith(short)
    return ends or begins(a, b)


def begins(a: str, b: str) -> bool:
    """Whether one given name begins the other and is no man's with a woman's ending: Dev, Devendra."""
    short, full = sorted((a, b), key=len)
    return len(short) > 2 and len(full) - len(short) > 1 and full.startswith(short) and not _is_of_a_man(short, full)


def _is_of_a_man(short: str, full: str) -> bool:
    """Whether a name is another with no more than a woman's ending; Dev is short for Devendra."""
    return full.startswith(short) and _ENDING.fullmatch(full[len(short) :]) is not None
