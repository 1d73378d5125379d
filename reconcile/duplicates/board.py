"""The words of two names while they are being paired: what is matched already, and what is still free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reconcile.duplicates.normalise import Token

MOST_WORDS = 24
"""Words of a name that are aligned; what follows in a longer one counts as left over."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words of the one name that are words of the other; more than one on a side where they were joined or split."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    kind: str
    cost: float


@cache
def one_to_one(a: int, b: int, kind: str, cost: float) -> Match:
    """The match of one word with one; there are few different ones."""
    return Match((a,), (b,), kind, cost)


class Board:
    """The free positions of both sides while words are being paired."""

    def __init__(self, a: Sequence[Token], b: Sequence[Token]) -> None:
        self.a, self.b = tuple(a), tuple(b)
        self.free_a = list(range(min(len(a), MOST_WORDS)))
        self.free_b = list(range(min(len(b), MOST_WORDS)))
        self.matches: list[Match] = []

    @property
    def is_open(self) -> bool:
        """Whether words are free on both sides, so that more can be paired."""
        return bool(self.free_a and self.free_b)

    def pair(self, a: Sequence[int], b: Sequence[int], kind: str, cost: float) -> None:
        """Matches these places, which are free no more."""
        self.matches.append(Match(tuple(a), tuple(b), kind, cost))
        self.free_a = [index for index in self.free_a if index not in a]
        self.free_b = [index for index in self.free_b if index not in b]

    def pair_single(self, a: int, b: int, kind: str, cost: float) -> None:
        """The same for one word on either side."""
        self.matches.append(one_to_one(a, b, kind, cost))
        self.free_a.remove(a)
        self.free_b.remove(b)
