"""Names as tokens: cleaned, folded, split, and still able to say how they were written.

Both sides of a comparison pass through the same functions, so that a difference found later is one of the names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape

from anyascii import anyascii

LONGEST_NAME = 300
"""Characters of a name that are looked at; no client's name is longer, and a pasted text must not stall the list."""

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_TOKEN = re.compile(
    rf"""
    \d+(?:st|nd|rd|th)\b               # ordinals stay whole: 1st
  | \d+                                # digits part from letters: SP48211
  | [A-Za-z](?:/[A-Za-z]+)+(?![A-Za-z])  # slashed short forms stay whole: P/L, t/as
  | {_LETTER}(?:\.{_LETTER})+(?![^\W\d_])\.?    # dotted ones too: L.L.C.
  | {_LETTER}+(?:['’ʻʼ`´]{_LETTER}+)*\.?      # words, with their apostrophes and one final dot
  | [&+\#]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<![\w])['\"‘“](\w+)['\"’”](?!\w)")
_CONTROLS = dict.fromkeys(range(32), " ")
_OPEN, _CLOSE = "([{*", ")]}*"
_SPREAD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d"}
    | {"ā": "aa", "ē": "ee", "ī": "ii", "ō": "oo", "ū": "uu"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a name.

    ``text`` is how it was written, ``key`` its folded form, ``spread`` the same with ü as ue and ā as aa, ``glue`` what
    stood between it and the token before, ``group`` the number of the bracket it stands in (0: none), ``value`` its
    number where it is one (``"2"``), and ``corrected`` whether a misspelt form word was read as the right one.
    """

    text: str
    key: str
    spread: str
    glue: str = ""
    group: int = 0
    value: str = ""
    corrected: bool = False

    @property
    def is_sign(self) -> bool:
        """Whether this joins two others: ``&``, ``+`` or ``and``."""
        return self.key == "&"


def has_number(tokens: Iterable[Token]) -> bool:
    """Whether one of them is a number."""
    for token in tokens:  # these are asked of every name, and a loop takes half the time of any()
        if token.value:
            return True
    return False


def has_bracket(tokens: Iterable[Token]) -> bool:
    """Whether one of them stands in a bracket."""
    for token in tokens:
        if token.group:
            return True
    return False


def has_comma(tokens: Iterable[Token]) -> bool:
    """Whether a comma stands before one of them."""
    for token in tokens:
        if "," in token.glue:
            return True
    return False


def clean(text: object) -> str:
    """The text with control characters as spaces and in composed form; what is no text is ``""``."""
    if not isinstance(text, str):
        return ""
    text = _repaired(text)
    if text.isascii():  # most names: nothing to compose, at most control characters to take out
        short = text[:LONGEST_NAME]
        return short if short.isprintable() else short.translate(_CONTROLS)
    short = unicodedata.normalize("NFC", text[: 4 * LONGEST_NAME])[:LONGEST_NAME]
    return "".join(_safe(character) for character in short)


def _repaired(text: str) -> str:
    """The text as it was meant, where an export wrote "&amp;" for "&" or "Ã©" for "é"."""
    if "&" in text and ";" in text:
        text = unescape(text[: 4 * LONGEST_NAME])
    if not text.isascii() and _GARBLED.search(text):
        try:
            return text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text
    return text


_GARBLED = re.compile("[\u00c2-\u00c5][\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122]")


def _safe(character: str) -> str:
    if character.isascii():
        return character if character >= " " else " "
    category = unicodedata.category(character)
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else " " if category in {"Cc", "Zl", "Zp", "Zs"} else character


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case, no accents, letters and digits of other scripts spelt in Latin ones; only letters, digits, ``/`` stay."""
    text = word if word.isascii() else anyascii(word)
    if text.isalnum():
        return text.casefold()
    return "".join(character for character in text.casefold() if character.isalnum() or character == "/")


@lru_cache(maxsize=200_000)
def spread(word: str) -> str:
    """:func:`fold` after writing ü as ue, ø as oe, ā as aa and so on."""
    return fold(word.lower().translate(_SPREAD))


def plain(text: str) -> str:
    """The letters and digits of a text, folded and joined: two names with equal ``plain`` differ in looks only."""
    return fold(clean(text)).replace("/", "")


def is_bare(text: str) -> bool:
    """Whether a text is nothing but unaccented letters with one space between words: most names are, and need no patterns."""
    return text.isascii() and text.replace(" ", "").isalpha() and "  " not in text and text == text.strip(" ")


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a cleaned name, in order, each an object of its own."""
    if is_bare(text):
        first, *others = text.split(" ")
        found = [_token(first, "", 0), *[_token(word, " ", 0) for word in others]]
    else:
        found = _tokens(text)
    if len(set(map(id, found))) < len(found):  # a word that stands twice
        found = [replace(token) for token in found]
    return tuple(found)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    end, group, inside = 0, 0, False
    quoted = {match.start(1) for match in _QUOTED.finditer(text)}
    for match in _TOKEN.finditer(text):
        glue = text[end : match.start()]
        for sign in glue.strip():  # mostly one space and nothing else
            if sign in _OPEN and not (inside and sign == "*"):
                group, inside = group + 1, True
            elif sign in _CLOSE:
                inside = False
        if match.start() in quoted:
            group += 1
        found.append(_token(match.group(), glue, group if inside or match.start() in quoted else 0))
        end = match.end()
    return found


@lru_cache(maxsize=100_000)
def _token(text: str, glue: str, group: int) -> Token:
    if text in "&+" or text.casefold() == "and":
        return Token(text, "&", "&", glue, group)
    if text == "#":
        return Token(text, "number", "number", glue, group)
    return Token(text, fold(text), spread(text), glue, group)
