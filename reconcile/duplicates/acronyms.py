"""Short forms made of first letters: "NLC" for a land council's three words, "RFC" for a rugby football club."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from reconcile.duplicates.normalise import Token
from reconcile.duplicates.words import known_words, word_set

SHORTEST, LONGEST = 3, 6
"""Letters of an acronym; two letters are in the list of abbreviations or somebody's initials."""


@lru_cache(maxsize=100_000)
def may_be_acronym(key: str) -> bool:
    """Whether a word can be nothing but first letters: short, and no word of a list."""
    return SHORTEST <= len(key) <= LONGEST and key.isalpha() and key not in known_words()


def spelt_out(short: str, free: Sequence[int], words: Sequence[Token]) -> list[int]:
    """The places of neighbouring free words that begin with these letters, or none; small words between them may be left out."""
    for start, place in enumerate(free):
        if len(free) - start < len(short):
            return []
        if words[place].key[:1] == short[0] and (run := _run(short, free[start:], words)):
            return run
    return []


def _run(short: str, free: Sequence[int], words: Sequence[Token]) -> list[int]:
    run: list[int] = []
    for place in free:
        if run and place != run[-1] + 1:
            return []
        key, letter = words[place].key, sum(not _is_small(words[one]) for one in run)
        if words[place].value or (not _is_small(words[place]) and key[:1] != short[letter]):
            return []
        run.append(place)
        if not _is_small(words[place]) and letter + 1 == len(short):
            return run if sum(len(words[one].key) > 1 for one in run) > 1 else []
    return []


def _is_small(token: Token) -> bool:
    return token.is_sign or token.key in _small_words()


@cache
def _small_words() -> frozenset[str]:
    return word_set("courtesy_words") | word_set("articles")


def first_letters(words: Sequence[Token]) -> str:
    """The first letters of a name's words in order, without small ones: what an acronym of them is part of."""
    small = _small_words()
    return "".join([word.key[0] for word in words if word.key and word.key not in small and not word.is_sign])
