"""Three people or more in one name: "A, B & C Rowe", "Rowe, Ann, Ben & Carl", "Ann Rowe, Ben Rowe and Carl Tait"."""

from __future__ import annotations

from collections.abc import Sequence

from reconcile.duplicates.couple import Couple, Person, family_size, is_given, is_initial, speaks_of_business
from reconcile.duplicates.normalise import Token

FEWEST, MOST = 3, 6

Parts = list[list[Token]]


def find_partners(core: Sequence[Token]) -> Couple | None:
    """The partners that the words speak of, or None: firms of several names ("Rowe, Tait & Lowe") are none."""
    signs = [place for place, token in enumerate(core) if token.key == "&"]
    if not signs or len(signs) + sum("," in token.glue for token in core) < FEWEST - 1:
        return None
    if any(speaks_of_business(token) for token in core):
        return None
    if any("," in token.glue for token in core[signs[-1] + 1 :]):  # "Chen, Guang & Liu, Yan" are two
        return None
    parts = _parts(core)
    if not all(parts) or not FEWEST <= len(parts) <= MOST + 1:
        return None
    return _family_last(parts) or _each(parts) or _family_first(parts)


def _parts(core: Sequence[Token]) -> Parts:
    """The words between commas and signs; a comma before a sign parts once."""
    parts: Parts = [[]]
    for token in core:
        if (token.is_sign or "," in token.glue) and parts[-1]:
            parts.append([])
        if not token.is_sign:
            parts[-1].append(token)
    return parts


def _named(part: Sequence[Token]) -> bool:
    return 0 < len(part) <= 3 and all(is_given(token) for token in part)


def _all_named(parts: Parts, last: Sequence[Token]) -> bool:
    """Whether all parts are given names; one of them may be in no list, "Doug, Aurelza & Angus Rowe"."""
    unknown = [part for part in parts if not _named(part)]
    if not unknown:
        return True
    listed = all(is_given(token) and not is_initial(token) for token in (parts[0][0], last[0]))
    return listed and len(unknown) == 1 and len(unknown[0]) == 1 and len(last) == 2


def _family_last(parts: Parts) -> Couple | None:
    last = parts[-1]
    if len(parts) < FEWEST or len(last) < 2 or is_initial(last[-1]) or not _all_named(parts[:-1], last):
        return None
    size = family_size(last)
    given, family = last[:-size], tuple(last[-size:])
    if not _named(given):
        return None
    people = tuple(Person(tuple(part), family) for part in [*parts[:-1], given])
    return Couple(people, "last")


def _each(parts: Parts) -> Couple | None:
    people = []
    for part in parts:
        size = family_size(part)
        if len(part) < 2 or not _named(part[:-size]) or is_initial(part[-1]):
            return None
        people.append(Person(tuple(part[:-size]), tuple(part[-size:])))
    return Couple(tuple(people), "each") if len(people) >= FEWEST else None


def _family_first(parts: Parts) -> Couple | None:
    """The family name first, with a comma behind it or with the first given names."""
    comma = "," in parts[1][0].glue and any(not is_given(token) for token in parts[0])
    family = parts[0] if comma and not _has_initials(parts[0]) else parts[0][: _leading(parts[0])]
    rest = parts[0][len(family) :]
    named = [part for part in [rest, *parts[1:]] if part]
    if len(named) < FEWEST or not all(map(_named, named)) or len(family) > 2:
        return None
    return Couple(tuple(Person(tuple(part), tuple(family)) for part in named), "first")


def _has_initials(part: Sequence[Token]) -> bool:
    return any(map(is_initial, part))


def _leading(part: Sequence[Token]) -> int:
    """How many leading words are no given names, one at least."""
    return next((place for place, token in enumerate(part) if place and is_given(token)), len(part))
