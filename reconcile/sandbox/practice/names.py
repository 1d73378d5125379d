"""A name as a row of words that know what they are, so that it can be spelt in another way without guessing.

`Name` is what entities are called; the functions in `spelling` take one and give another one.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Role(enum.StrEnum):
    """What one word of a name does in it."""

    GIVEN = "given"
    MIDDLE = "middle"
    SURNAME = "surname"
    BRAND = "brand"
    TRADE = "trade"
    PLACE = "place"
    NUMBER = "number"
    YEAR = "year"
    FORM = "form"
    ARTICLE = "article"
    AND = "and"
    GENERATION = "generation"
    ESTATE = "estate"
    TRUSTEE = "trustee"
    TRADING = "trading"
    JUNK = "junk"


PERSONAL = frozenset({Role.GIVEN, Role.MIDDLE, Role.SURNAME, Role.GENERATION, Role.AND})
"""The roles that a name of nothing but people consists of."""


class Token(NamedTuple):
    """One word, or a few that belong together (``Pty Ltd``, ``Te Rangi``), and its role."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a name in order, and what else the entity is known by.

    `trustee` and `trading` are the names that a trustee phrase or a trading-name part may be made of, ``""`` where
    there are none. `keeps_form` is set where the name without its legal form would be that of a relative.
    """

    tokens: tuple[Token, ...]
    trustee: str = ""
    trading: str = ""
    keeps_form: bool = False

    @property
    def text(self) -> str:
        """The name as one writes it."""
        return " ".join([token.text for token in self.tokens])

    def having(self, *roles: Role) -> list[int]:
        """The positions of the words of these roles."""
        return [place for place, token in enumerate(self.tokens) if token.role in roles]

    def with_text(self, place: int, text: str) -> Name:
        """The same name with another word at one position; an empty one takes the word out."""
        new = (Token(text, self.tokens[place].role),) if text else ()
        return self.with_tokens(self.tokens[:place] + new + self.tokens[place + 1 :])

    def with_tokens(self, tokens: Iterable[Token]) -> Name:
        """The same name with other words."""
        return Name(tuple(tokens), self.trustee, self.trading, self.keeps_form)

    @property
    def is_personal(self) -> bool:
        """Is it made of people's names alone?"""
        return all(token.role in PERSONAL for token in self.tokens)

    @property
    def is_couple(self) -> bool:
        """Does it name two people?"""
        return len(self.having(Role.GIVEN)) > 1


def unmarked(text: str) -> str:
    """Letters without their marks: ``Māori`` → ``Maori``; ``ł`` and ``ø`` and their like lose their strokes."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))


def key(text: str) -> str:
    """What is left of a name when case, marks and all but letters and figures are taken away; to keep names apart."""
    return _SIGNS.sub("", unmarked(text).casefold()) or text


_STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")
_SIGNS = re.compile(r"[\W_]+")
