"""Two entities side by side: their words aligned and every word that is left over told for what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from reconcile.duplicates.alignment import Alignment, align
from reconcile.duplicates.board import Match
from reconcile.duplicates.couple import Couple, Person
from reconcile.duplicates.leftovers import Leftover, read_leftovers
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.structure import Entity


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the kinds and separators look at. ``crossed``: two couples name their people in opposite order."""

    a: Entity
    b: Entity
    alignment: Alignment
    leftovers: tuple[Leftover, ...]
    crossed: bool = False

    @property
    def people(self) -> bool:
        """Whether both are couples."""
        return self.a.couple is not None and self.b.couple is not None

    def matched(self) -> list[tuple[Token, Token, Match]]:
        """The first words of every match with the match itself."""
        sides = self.alignment
        return [(sides.words_a[match.a[0]], sides.words_b[match.b[0]], match) for match in sides.matches]


def pair_entities(a: Entity, b: Entity) -> Pairing:
    """Align two entities; couples person by person, everything else word by word."""
    if a.couple and b.couple:
        alignment, crossed = align_couples(a.couple, b.couple)
        return Pairing(a, b, alignment, _people_leftovers(a.couple, b.couple, alignment), crossed)
    alignment = align(a.core, b.core, a.given, b.given)
    return Pairing(a, b, alignment, read_leftovers(a, b, alignment))


def align_couples(a: Couple, b: Couple) -> tuple[Alignment, bool]:
    """The best of the ways to pair the people, and whether that one is crossed; where one has more of them, word by word."""
    if len(a.people) != len(b.people):
        return align(_words(a.people), _words(b.people)), False
    straight = _align_people(a.people, b.people)
    others = [_align_people(a.people, order) for order in _orders(b.people)]
    best = min(others, key=_badness, default=straight)
    return (best, True) if _badness(best) < _badness(straight) else (straight, False)


MOST_ORDERED = 4
"""So many people at most are looked for in another order."""


def _orders(people: tuple[Person, ...]) -> list[tuple[Person, ...]]:
    return list(permutations(people))[1:] if len(people) <= MOST_ORDERED else []


def _badness(alignment: Alignment) -> tuple[float, float]:
    left = len(alignment.left_a) + len(alignment.left_b)
    return left, sum(match.cost for match in alignment.matches)


def _align_people(a: tuple[Person, ...], b: tuple[Person, ...]) -> Alignment:
    words_a, words_b = _words(a), _words(b)
    matches: list[Match] = []
    for one, other in zip(a, b, strict=True):
        pairs = [(one.family, other.family, False)]
        if one.given and other.given:
            pairs.append((one.given, other.given, True))
        for part_a, part_b, given in pairs:
            everywhere = (range(len(part_a)), range(len(part_b))) if given else ((), ())
            found = align(part_a, part_b, *everywhere)
            matches += [_moved(match, part_a, part_b, words_a, words_b) for match in found.matches]
    used_a = {index for match in matches for index in match.a}
    used_b = {index for match in matches for index in match.b}
    left_a = tuple(index for index in range(len(words_a)) if index not in used_a)
    left_b = tuple(index for index in range(len(words_b)) if index not in used_b)
    return Alignment(words_a, words_b, tuple(dict.fromkeys(matches)), left_a, left_b)


def _words(people: tuple[Person, ...]) -> tuple[Token, ...]:
    found: list[Token] = []
    for person in people:
        found += [token for token in person.given + person.family if not any(token is other for other in found)]
    return tuple(found)


def _moved(
    match: Match, part_a: Sequence[Token], part_b: Sequence[Token], words_a: Sequence[Token], words_b: Sequence[Token]
) -> Match:
    a = tuple(_index(words_a, part_a[index]) for index in match.a)
    b = tuple(_index(words_b, part_b[index]) for index in match.b)
    return Match(a, b, match.kind, match.cost)


def _index(words: Sequence[Token], token: Token) -> int:
    return next(index for index, other in enumerate(words) if other is token)


def _people_leftovers(a: Couple, b: Couple, alignment: Alignment) -> tuple[Leftover, ...]:
    family_a = {_index(alignment.words_a, token) for person in a.people for token in person.family}
    family_b = {_index(alignment.words_b, token) for person in b.people for token in person.family}
    given_a = [index for index in alignment.left_a if index not in family_a]
    given_b = [index for index in alignment.left_b if index not in family_b]
    found: list[Leftover] = []
    if set(alignment.left_a) & family_a or set(alignment.left_b) & family_b:
        found.append(Leftover("word", alignment.text_a(set(alignment.left_a) & family_a), ""))
    silent = not all(person.given for person in a.people + b.people)
    if (given_a or given_b) and not silent:
        role = "given-name" if given_a and given_b else "middle-name"
        found.append(Leftover(role, alignment.text_a(given_a), alignment.text_b(given_b)))
    return tuple(found)
