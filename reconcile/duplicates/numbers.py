"""Numbers in names: digits, number words, ordinals, Roman numerals and years as one value each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from reconcile.duplicates.normalise import Token
from reconcile.duplicates.words import inverse, word_set

_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12, "XIII": 13, "XIV": 14}
_QUIET_ROMAN = {key.lower(): value for key, value in _ROMAN.items() if key not in {"VI", "XI", "IX"}}
_LONE_ROMAN = {"V": 5, "X": 10}
_NAMES_TOO = {"uno", "tahi", "rua", "toru", "wha", "rima"}
_MARKERS = {"no", "num", "nr", "nbr", "number", "nos"}


@cache
def _words() -> dict[str, int]:
    return {word: int(value) for word, value in inverse("number_words").items()}


@cache
def _number_keys() -> frozenset[str]:
    """What a token's key must be for its word to be a number, unless it begins with a digit."""
    roman = {*_ROMAN, *_LONE_ROMAN, "I"}
    return frozenset(_words()) | {numeral.lower() for numeral in roman}


def with_values(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with ``value`` set on numbers; two words of one number ("Twenty One") become one token."""
    found: list[Token] = []
    if not _may_have_number([token.key for token in tokens]):
        return tuple(tokens)
    quiet = not any(token.text != token.text.lower() for token in tokens)
    for index, token in enumerate(tokens):
        value = _value(token, tokens[index - 1] if index else None, index == len(tokens) - 1)
        if value is not None and token.text.strip(".") in _LONE_ROMAN and any("," in other.glue for other in tokens):
            value = None  # "Yeo, Yasmin X": an initial
        if value is None and quiet and index:  # "ridley motors ii", all of it in small letters
            value = _QUIET_ROMAN.get(token.key)
        if value is not None and found and _completes(found[-1], value, token):
            last = found.pop()
            whole = str(int(last.value) + value)
            found.append(replace(last, text=f"{last.text} {token.text}", key=last.key + token.key, value=whole))
        else:
            found.append(token if value is None else replace(token, value=_written(token, value)))
    return tuple(found)


def _may_have_number(keys: Sequence[str]) -> bool:
    words = _number_keys()
    for key in keys:
        if key in words or key[:1].isdigit():
            return True
    return False


def _completes(last: Token, value: int, token: Token) -> bool:
    tens = last.value and last.key in _words() and 20 <= int(last.value) <= 90
    return bool(tens) and 1 <= value <= 9 and token.key in _words()


def _written(token: Token, value: int) -> str:
    return token.key if token.key.isdecimal() and token.key.isascii() and len(token.key) > 9 else str(value)


def _value(token: Token, before: Token | None, last: bool) -> int | None:
    key = token.key
    if key.isdecimal() and key.isascii():
        return int(key[:12])
    if ordinal := re.fullmatch(r"(\d{1,6})(st|nd|rd|th)", key):
        return int(ordinal.group(1))
    if key in _words() and (last or key not in _NAMES_TOO):
        return _words()[key]
    roman = token.text.strip(".")
    if roman in _ROMAN and before is not None:
        return _ROMAN[roman]
    marked = before is not None and before.key in _MARKERS
    if roman == "I" and (marked or (before is not None and before.key in word_set("business_words"))):
        return 1
    return _LONE_ROMAN.get(roman) if before is not None and len(before.key) > 1 and (last or marked) else None


def is_marker(token: Token, after: Token | None) -> bool:
    """Whether a token only announces a number: "No" of "No 2"."""
    return token.key in _MARKERS and after is not None and bool(after.value)


def is_year(token: Token) -> bool:
    """Four digits from 1900 to 2099, or two behind an apostrophe ('21) or a slash (2020/21)."""
    if not token.key.isdecimal() or not token.key.isascii():
        return False
    if len(token.key) == 4:
        return 1900 <= int(token.key) <= 2099
    return len(token.key) == 2 and token.glue.endswith(("'", "’", "‘", "/"))


def is_spelt(token: Token) -> bool:
    """Whether the number is written as a word."""
    return bool(token.value) and not token.key[0].isdecimal()
