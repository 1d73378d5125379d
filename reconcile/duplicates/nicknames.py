"""Short forms of given names: in the lists, or the first part of a name."""

from __future__ import annotations

from functools import lru_cache

from reconcile.duplicates.words import full_names, known_given_names, known_words, own_full_names, word_set


@lru_cache(maxsize=50_000)
def is_nickname(a: str, b: str) -> bool:
    """Whether one given name is short for the other, or both are short for a third."""
    if len(a) < 2 or len(b) < 2 or a == b:
        return False
    listed = word_set("given_names")
    if a in listed and b in listed:  # Louis and Louise, Emily and Amelia: the package ties together too much
        return a in own_full_names(b) or b in own_full_names(a)
    full_a, full_b = full_names(a), full_names(b)
    if a in full_b or b in full_a:
        return True
    return a not in listed and b not in listed and bool(own_full_names(a) & own_full_names(b))


def is_first_part(a: str, b: str) -> bool:
    """Whether one is the first part of the other, a given name, and no word of its own: Gwendo, Gwendoline; not Carl, Carla."""
    short, full = sorted((a, b), key=len)
    if not 3 <= len(short) <= 5 or len(full) - len(short) < 2 or not full.startswith(short):
        return False
    listed = word_set("given_names")
    return full in listed and short not in listed and (short not in known_words() or short in known_given_names())
