"""Names of strata schemes: the owners of the flats of one building, registered under a number.

"The Owners – Strata Plan 40417", "SP 40417" and "Owners of Strata Plan No 40417" are one scheme; "OC PS404171K" and
"Owners Corporation Plan No. PS404171" are another. The number tells which; these words are misspelt and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from reconcile.duplicates.normalise import Token

_WORDS = ("strata", "owners", "corporation", "corporate", "units")
_SPEAKS = frozenset({*_WORDS, "body", "oc", "sp", "ps", "cts", "bc", "cc", "community"})
_REGISTERS = frozenset({"sp", "ps", "up", "dp", "rp", "cts"})
_DIGITS = 3
"""Digits from which on a number can be a scheme's."""


def read_scheme(tokens: Sequence[Token]) -> list[Token]:
    """The words of a scheme's name without those that are left out elsewhere; any other name as it is."""
    if not _has_long_number(tokens):
        return list(tokens)
    words = [_corrected(token) for token in tokens]
    if _SPEAKS.isdisjoint(token.key for token in words):
        return list(tokens)
    return _without_check_letter(_without_plan(_without_owners(_of_community(words))))


def _has_long_number(tokens: Sequence[Token]) -> bool:
    for token in tokens:
        if token.key.isdecimal() and len(token.key) >= _DIGITS:
            return True
    return False


def _corrected(token: Token) -> Token:
    if token.key.isdecimal() or len(token.key) < 4:
        return replace(token, key="plan", spread="plan", corrected=True) if token.key in {"pln", "paln"} else token
    for word in _WORDS:
        if token.key != word and token.key[0] == word[0] and OSA.distance(token.key, word, score_cutoff=1) <= 1:
            return replace(token, key=word, spread=word, corrected=True) if token.key + "s" != word else token
    return token


def _of_community(tokens: list[Token]) -> list[Token]:
    """ "Community Corporation" or "CC" in front of a number as one word: in South Australia it owns what several houses share."""
    keys = [token.key for token in tokens]
    start = 1 if keys[0] == "the" else 0
    size = 1 if keys[start] == "cc" else 2 if keys[start] == "community" and keys[start + 1][:4] == "corp" else 0
    behind = start + size + (1 if keys[start + size] in {"no", "number"} else 0) if size else 0
    if not size or behind >= len(keys) or not keys[behind].isdecimal() or len(keys[behind]) < _DIGITS:
        return tokens
    return [replace(tokens[start], text="Community", key="community", spread="community"), *tokens[behind:]]


def _without_owners(tokens: list[Token]) -> list[Token]:
    """ "The Owners", "Owners Corporation of" and the like in front of the words "strata plan"."""
    keys = [token.key for token in tokens]
    start = 1 if keys[0] == "the" else 0
    if keys[start : start + 1] not in (["owners"], ["oc"]):
        return tokens
    end = start + 1
    while end < len(keys) and keys[end] in {"corporation", "corp", "of", "for", "the"}:
        end += 1
    plan = keys[end : end + 2] == ["strata", "plan"] or keys[end : end + 1] == ["sp"]
    return tokens[end:] if plan else tokens


def _without_plan(tokens: list[Token]) -> list[Token]:
    """ "Plan No" in front of the register: "Plan No. PS404171" is PS404171; "PS" in an owners corporation's name."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        rest = [other.key for other in tokens[place + 1 : place + 3]]
        if token.key == "plan" and (rest[:1] in _AS_LISTS or (rest[:1] == ["no"] and rest[1:] in _AS_LISTS)):
            continue
        if token.key == "no" and rest[:1] in _AS_LISTS:
            continue
        corporation = {"oc", "corporation", "corp"} & {other.key for other in tokens[:place]}
        if token.key == "ps" and corporation and rest and rest[0].isdecimal():
            continue
        found.append(token)
    return found


_AS_LISTS = tuple([register] for register in sorted(_REGISTERS))


def _without_check_letter(tokens: list[Token]) -> list[Token]:
    """The letter behind a number, by which the register checks it."""
    last = tokens[-1]
    checks = len(tokens) > 2 and len(last.key) == 1 and last.key.isalpha() and not last.glue
    return tokens[:-1] if checks and tokens[-2].key.isdecimal() else tokens
