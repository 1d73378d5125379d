"""Two people in one name: "J & M Smith", "Smith, John & Mary", "John Smith and Mary Smith", "Mr & Mrs J Smith"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reconcile.duplicates.normalise import Token
from reconcile.duplicates.words import known_given_names, table, word_set


@dataclass(frozen=True, slots=True)
class Person:
    """Given names and family name of one of the two; ``given`` is empty for the unnamed half of "Mr & Mrs J Smith"."""

    given: tuple[Token, ...]
    family: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Couple:
    """Two people or more as one client; ``layout`` tells how they were written, so that layouts can be compared."""

    people: tuple[Person, ...]
    layout: str


def is_initial(token: Token) -> bool:
    """One letter that stands for a name."""
    return len(token.key) == 1 and token.key.isalpha()


def is_given(token: Token) -> bool:
    """An initial or a known given name."""
    key = token.key
    return (len(key) == 1 and key.isalpha()) or key in known_given_names()


def find_couple(core: Sequence[Token], *, both_titled: bool = False, stated: bool = False) -> Couple | None:
    """The couple that the words speak of, or None: firms ("Fitch & Lowe") and lone people are none.

    ``stated`` says that a legal form stands in the name, such as a firm of several names has.
    """
    signs = [index for index, token in enumerate(core) if token.key == "&"]
    if not signs and both_titled and core:
        return _titled(core)
    if len(signs) != 1 or not 0 < signs[0] < len(core) - 1:
        return None
    left, right = list(core[: signs[0]]), list(core[signs[0] + 1 :])
    if any(speaks_of_business(token) for token in left + right) or len(left) > 5 or len(right) > 5:
        return None
    return _two_families(left, right) or _family_last(left, right) or _family_first(left, right, stated=stated)


def speaks_of_business(token: Token) -> bool:
    """Whether a word is a number or one of a trade, such as no person's name has."""
    trade = token.key in word_set("business_words") or token.key in short_trade_words()
    return bool(token.value) or (trade and not is_given(token))


@cache
def short_trade_words() -> frozenset[str]:
    """Abbreviations of three letters or more of words of a trade: Hldgs, Mgmt."""
    trade = word_set("business_words")
    rows = table("abbreviations").items()
    return frozenset(short for full, shorts in rows if full in trade for short in shorts if len(short) > 2)


def _titled(core: Sequence[Token]) -> Couple:
    """The one who is named and the other: "Mr & Mrs J Smith"; "Smith, Mr & Mrs J" without its titles has no comma any more."""
    size = _leading_names(core)
    given, family = (core[size:], core[:size]) if size else (core[: -family_size(core)], core[-family_size(core) :])
    return Couple((Person(tuple(given), tuple(family)), Person((), tuple(family))), "titled")


def _leading_names(core: Sequence[Token]) -> int:
    """How many words come before the initials at the end, where no name in full comes first."""
    initials = next((place for place, token in enumerate(core) if is_initial(token)), 0)
    return initials if all(map(is_initial, core[initials:])) else 0


def _two_families(left: list[Token], right: list[Token]) -> Couple | None:
    """Each of the two with a family name: "Colin Abbott & Ruth Abbott", "Chen, Guang & Liu, Yan"."""
    parts = (left, right)
    cuts = [_comma(part) for part in parts]
    cuts = cuts if any(cuts) else [_leading_names(part) for part in parts]  # "Rowe S & Tait D"
    if not any(cuts) and _begin_with_one_family(left, right):
        cuts = [1, 1]
    if all(cuts):
        people = tuple(Person(tuple(part[cut:]), tuple(part[:cut])) for part, cut in zip(parts, cuts, strict=True))
        return Couple(people, "each-comma")
    if any(cuts) or len(left) < 2 or len(right) < 2:
        return None
    size = family_size(left), family_size(right)
    if is_initial(left[-1]) or is_initial(right[-1]) or not (is_given(left[0]) or is_given(right[0])):
        return None
    shared = left[-1].key == right[-1].key
    if not shared and not is_given(left[0]) and all(map(is_given, left[1:] + right)):
        return None  # "Rowe Ian & Mary Ann"
    if not shared and all(is_given(token) for token in left) and left[-1].key not in word_set("family_names"):
        return None
    first = Person(tuple(left[: -size[0]]), tuple(left[-size[0] :]))
    second = Person(tuple(right[: -size[1]]), tuple(right[-size[1] :]))
    return Couple((first, second), "each") if first.given and second.given else None


def _begin_with_one_family(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether both of the two begin with one family name, in capitals or in no list: "ROWE Ravi & ROWE Pooja"."""
    if len(left) < 2 or len(right) < 2:
        return False
    first = left[0]
    if first.key != right[0].key or len(first.key) < 2 or left[-1].key == right[-1].key:
        return False
    loud = all(part[0].text.isupper() and not part[-1].text.isupper() for part in (left, right))
    return (loud or not is_given(first)) and is_given(left[1]) and is_given(right[1])


def _family_last(left: list[Token], right: list[Token]) -> Couple | None:
    """ "John and Mary Thackeray", "T J & K L Vandenberg"."""
    if _comma(left) or len(right) < 2 or is_initial(right[-1]):
        return None
    lone = len(left) == 1 and right[0].key in known_given_names()
    if not (lone or all(is_given(token) for token in left)):
        return None
    size = family_size(right)
    given, family = right[:-size], right[-size:]
    if not given:
        return None
    return Couple((Person(tuple(left), tuple(family)), Person(tuple(given), tuple(family))), "last")


def _family_first(left: list[Token], right: list[Token], *, stated: bool) -> Couple | None:
    """ "Thackeray, John & Mary", "THACKERAY J & M"."""
    cut = _comma(left) or _family_run(left)
    if not cut or cut >= len(left):
        return None
    beside_given = _comma(left) and is_given(left[cut]) and len(right) == 1 and not stated
    if not is_given(right[0]) and not beside_given:
        return None
    if not _comma(left) and not all(is_given(token) for token in left[cut:] + right):
        return None
    family = tuple(left[:cut])
    return Couple((Person(tuple(left[cut:]), family), Person(tuple(right), family)), "first")


def _comma(part: Sequence[Token]) -> int:
    cuts = [index for index, token in enumerate(part) if index and "," in token.glue]
    return cuts[0] if cuts else 0


def _family_run(part: Sequence[Token]) -> int:
    """How many leading words are no given names; particles go with what follows."""
    count = 0
    while count < len(part) and (
        not is_given(part[count]) or (count == 0 and len(part) > 1 and not is_initial(part[0]))
    ):
        count += 1
    return count


def family_size(part: Sequence[Token]) -> int:
    """How many words at the end are the family name: hyphenated parts and particles included."""
    size = 1
    while size < len(part) - 1:
        before, after = part[-size - 1], part[-size]
        if "-" in after.glue or (before.key in word_set("particles") and not is_initial(before)):
            size += 1
        else:
            break
    return size
