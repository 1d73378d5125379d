"""The pairs that one choice of filters lets through, in order and counted, kept while answers come in."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Key = tuple[int, float, str, int, str]
"""A pair's place in the order: first by the answers to expect of it, so that keys of different clusters can be compared."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pairs to go through: an empty choice lets everything through. ``least`` is the least probability."""

    put_off: bool = False
    least: float = 0.0
    bands: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PairFacts:
    """What filters look at, a value for each pair: probability, band, scope (its two apps, as in ``ignition+xpm``) and kinds."""

    chances: list[float]
    bands: list[str]
    scopes: list[str]
    kinds: list[tuple[str, ...]]


class Listing:
    """The pairs that one choice of filters lets through, in order, with their counts."""

    def __init__(self, facts: PairFacts, wanted: Wanted) -> None:
        self._facts, self.wanted = facts, wanted
        self.keys: list[Key] = []
        self.facets: dict[str, Counter[str]] = {"band": Counter(), "scope": Counter(), "kind": Counter()}

    def fits(self, number: int) -> bool:
        """Whether a pair belongs here."""
        wanted, facts = self.wanted, self._facts
        return (
            facts.chances[number] >= wanted.least
            and (not wanted.bands or facts.bands[number] in wanted.bands)
            and (not wanted.scopes or facts.scopes[number] in wanted.scopes)
            and (not wanted.kinds or not wanted.kinds.isdisjoint(facts.kinds[number]))
        )

    def fill(self, entries: Iterable[tuple[int, Key]]) -> None:
        """Takes all pairs that fit, at first."""
        fitting = [(number, key) for number, key in entries if self.fits(number)]
        self.keys = sorted(key for _, key in fitting)
        for number, _ in fitting:
            self._count(number, 1)

    def replace(self, old: dict[int, Key], new: dict[int, Key]) -> None:
        """Takes one cluster's pairs out and in again."""
        for number, key in old.items():
            if self.fits(number):
                place = bisect_left(self.keys, key)
                del self.keys[place]
                self._count(number, -1)
        for number, key in new.items():
            if self.fits(number):
                insort(self.keys, key)
                self._count(number, 1)

    def _count(self, number: int, by: int) -> None:
        facts = self._facts
        self.facets["band"][facts.bands[number]] += by
        self.facets["scope"][facts.scopes[number]] += by
        for kind in facts.kinds[number]:
            self.facets["kind"][kind] += by


def keys_in_order(order: Sequence[tuple[float, str]]) -> Iterable[tuple[str, Key]]:
    """Keys that sort the pairs of all clusters as ``asking_order`` merges them.

    A pair that promises more than the one before it in its cluster follows that one at once, so it sorts by the least gain so far.
    """
    least, anchor = float("inf"), ""
    for place, (gain, pair_id) in enumerate(order):
        if gain < 0:
            yield pair_id, (1, -gain, pair_id, 0, pair_id)
            continue
        if gain < least:
            least, anchor = gain, pair_id
        elif gain == least:
            anchor = max(anchor, pair_id)
        yield pair_id, (0, -least, anchor, place, pair_id)
