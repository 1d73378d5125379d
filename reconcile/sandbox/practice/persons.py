"""The people of the practice: who they are and what they are called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random

from reconcile.sandbox.practice.names import Name, Role, Token
from reconcile.sandbox.practice.words import sections

CULTURES: dict[str, dict[str, int]] = {
    "AU": {"english": 66, "irish": 3, "italian": 6, "greek": 5, "vietnamese": 5, "chinese": 5, "indian": 4, "arabic": 3,
           "polish": 1, "german": 1, "nordic": 1},
    "NZ": {"english": 64, "maori": 16, "pacific": 7, "chinese": 4, "indian": 4, "german": 2, "nordic": 2, "irish": 1},
    "GB": {"english": 78, "indian": 7, "polish": 6, "irish": 4, "greek": 2, "arabic": 3},
    "IE": {"irish": 72, "english": 20, "polish": 6, "french": 2},
    "US": {"english": 66, "hispanic": 14, "german": 7, "french": 4, "nordic": 3, "polish": 3, "vietnamese": 3},
    "ZA": {"afrikaans": 40, "english": 36, "zulu": 18, "indian": 6},
}  # fmt: skip
"""Country → how often (of a hundred) its people's names come from which culture."""

SURNAME_FIRST = frozenset({"vietnamese", "chinese"})
"""Cultures whose people put the surname first."""


@dataclass(frozen=True, slots=True)
class Person:
    """One human being; `middle` and `generation` (Sr, Jr, III) are ``""`` where there are none."""

    given: str
    surname: str
    gender: str
    culture: str
    middle: str = ""
    generation: str = ""
    email: str = ""
    mobile: str = ""

    @property
    def called(self) -> str:
        """The name as a contact has it."""
        parts = (self.surname, self.given) if self.culture in SURNAME_FIRST else (self.given, self.surname)
        return " ".join(part for part in (*parts, self.generation) if part)


def surname_of(culture: str, rng: Random) -> str:
    """A surname of a culture; English ones are mostly put together out of two halves."""
    words = sections("surnames.txt")
    if culture == "english" and rng.random() < 0.85:
        return rng.choice(_english_surnames())
    return rng.choice(words[culture])


@cache
def _english_surnames() -> tuple[str, ...]:
    words = sections("surnames.txt")
    joined = (first + second for first in words["english first"] for second in words["english second"])
    return tuple(name for name in joined if not _stumbles(name))


def _stumbles(name: str) -> bool:
    """Three equal letters in a row, or a half said twice, as no surname has."""
    low = name.lower()
    return any(low[i] == low[i + 1] == low[i + 2] for i in range(len(low) - 2)) or low[: len(low) // 2] * 2 == low


def person(surname: str, culture: str, gender: str, rng: Random, *, avoid: str = "") -> Person:
    """Somebody of a surname; `avoid` holds the initials that relatives have, so that an initial tells them apart."""
    names = sections("given.txt")[f"{gender} {culture}"]
    free = [name for name in names if name[0] not in avoid] or list(names)
    given = rng.choice(free)
    middle = ""
    if culture not in SURNAME_FIRST and rng.random() < 0.4:
        middle = rng.choice([name for name in names if name != given])
        middle = middle[0] if rng.random() < 0.3 else middle
    return Person(given, surname, gender, culture, middle)


def personal_name(who: Person, *, comma: bool = False) -> Name:
    """The name of a person as a client, in the order of the culture; `comma` for *Surname, First*."""
    given = [Token(who.given, Role.GIVEN), *([Token(who.middle, Role.MIDDLE)] if who.middle else [])]
    generation = [Token(who.generation, Role.GENERATION)] if who.generation else []
    if who.culture in SURNAME_FIRST:
        return Name((Token(who.surname, Role.SURNAME), *given, *generation))
    if comma:
        return Name((Token(who.surname + ",", Role.SURNAME), *given, *generation))
    return Name((*given, Token(who.surname, Role.SURNAME), *generation))


def couple_name(one: Person, two: Person, sign: str = "&") -> Name:
    """Two people of one surname as one client."""
    givens = (Token(one.given, Role.GIVEN), Token(sign, Role.AND), Token(two.given, Role.GIVEN))
    return Name((*givens, Token(one.surname, Role.SURNAME)))


def of_generation(who: Person, generation: str) -> Person:
    """The same name with Sr, Jr, III behind it."""
    return replace(who, generation=generation)
