"""Legal forms that are misspelt or cut off, read as what they were meant to be: Turst, Superannaution, Ldt, Limi."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from reconcile.duplicates.legal_forms import ambiguous_forms, plain_forms, trust_kind_words
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.words import known_words

LONG_NAME = 24
"""Characters from which on a field of an app may have cut a name off."""
_LONG_FORMS = ("trust", "limited", "superannuation", "incorporated", "partnership", "proprietary", "family", "company")
_CUT = ("limited", "trust", "incorporated", "superannuation", "partnership", "proprietary")


def corrected(tokens: Sequence[Token]) -> list[Token]:
    """Misspelt form words are read as the right ones: "Turst", "Superannaution", and in a long name "Limi" at the end."""
    found = [token if (word := _right_word(token.key)) is None else _read_as(token, word) for token in tokens]
    if found and sum([len(token.text) + 1 for token in found]) > LONG_NAME:
        fund = len(found) > 1 and found[-2].key.startswith("super")
        cut = _whole_word(found[-1].key, fund)
        if len(found) > 1 and found[-1].key == "tr" and trust_kind_words().get(found[-2].key) == "family":
            cut = "trust"
        found[-1] = _read_as(found[-1], cut)
    return found


def _read_as(token: Token, word: str | None) -> Token:
    return token if word is None else replace(token, key=word, spread=word, corrected=True)


@lru_cache(maxsize=100_000)
def _right_word(key: str) -> str | None:
    """The form word that a word is a misspelling of; None where it is none."""
    if len(key) in (3, 4) and key not in known_words():
        for word in ("ltd", "pty"):
            if key != word and _is_slip_of(key, word):
                return word
    if len(key) < 5 or key in known_words() or key in _LONG_FORMS or not key.isascii():
        return None
    for word in _LONG_FORMS:
        limit = 1 if len(word) < 8 else 2
        near = key[0] == word[0] and OSA.distance(key, word, score_cutoff=limit) <= limit
        if near and word + "s" != key and not key.startswith("trus"):
            return word
    return None


def _is_slip_of(key: str, word: str) -> bool:
    """Whether letters of a short form are swapped or doubled: Ldt, Pyt, Lttd."""
    swapped = len(key) == len(word) and sorted(key) == sorted(word) and (key[0] == word[0] or key[-1] == word[-1])
    return swapped or (len(key) == 4 and any(key == word[:at] + word[at] + word[at:] for at in range(len(word))))


@lru_cache(maxsize=50_000)
def _whole_word(key: str, of_a_fund: bool) -> str | None:
    """The form word of which these are the first letters; None where they are a word of their own."""
    if not key.isalpha() or key in known_words() or key in plain_forms() | ambiguous_forms():
        return None
    if of_a_fund and "fund".startswith(key) and key != "fund":
        return "fund"
    return next((word for word in _CUT if len(key) > 2 and word.startswith(key) and word != key), None)
