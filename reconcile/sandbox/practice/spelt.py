"""Which kinds of DUP-2 a record's spelling gets, so that every kind occurs and no spelling is another client's name."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random

from reconcile.sandbox.practice.cards import NEAR, RENAMED
from reconcile.sandbox.practice.entities import Entity
from reconcile.sandbox.practice.names import Name, Role
from reconcile.sandbox.practice.persons import surname_of
from reconcile.sandbox.practice.registry import Registry
from reconcile.sandbox.practice.spelling import KINDS, SPELLINGS, respell
from reconcile.sandbox.practice.words import sections

WEIGHTS: dict[str, float] = dict.fromkeys(KINDS, 1.0) | {
    "case": 1.6, "punctuation": 1.6, "ampersand": 1.6, "legal-suffix": 3.0, "word-order": 2.4, "initials": 1.5,
    "typo": 1.6, "spacing": 1.3, "accent": 1.3, "suffix-junk": 0.8,
}  # fmt: skip
"""Kind → how often ledgers have it, against the other kinds."""


class Speller:
    """Gives records their names; keeps count of the kinds, so that the rare ones get their turn where they can.

    `corruption` is how badly the ledgers are kept: at 1 a near duplicate has one kind, and one in five has two; below 1
    that share of them is spelt rightly after all; above 1 more and more have two and three.
    """

    def __init__(self, registry: Registry, rng: Random, corruption: float) -> None:
        self._registry = registry
        self._rng = rng
        self._corruption = corruption
        self._tally: Counter[str] = Counter()
        self._due: defaultdict[str, float] = defaultdict(rng.random)

    def spell(self, entity: Entity, how: str) -> tuple[str, tuple[str, ...]]:
        """The name on a record and its kinds; `how` is one of the words of a card."""
        if how == RENAMED and entity.name.having(Role.BRAND, Role.SURNAME):
            return self._renamed(entity), (RENAMED,)
        if how == NEAR and (count := self._how_many()):
            return self._near(entity, count)
        return entity.name.text, ()

    def _how_many(self) -> int:
        if self._is_due("none", 1 - self._corruption):
            return 0
        return 1 + self._is_due("second", 0.2 * self._corruption) + self._is_due("third", 0.5 * (self._corruption - 1))

    def _is_due(self, what: str, share: float) -> bool:
        """True for this share of the calls, evenly spread, so that a small practice has it too."""
        self._due[what] += min(max(share, 0.0), 1.0)
        if self._due[what] < 1:
            return False
        self._due[what] -= 1
        return True

    def _near(self, entity: Entity, count: int) -> tuple[str, tuple[str, ...]]:
        """The spelling by the kinds whose turn it is; one that is another client's name gives way to the next kind."""
        working = self._working(entity)
        kinds = list(itertools.islice(working, count))
        while kinds:
            name, done = respell(entity.name, kinds, self._rng)
            if done and self._registry.owner_of(name.text) in ("", entity.entity):
                self._registry.take([name.text], entity.entity)
                self._tally.update(done)
                return name.text, done
            kinds = kinds[1:] + list(itertools.islice(working, 1))
        return entity.name.text, ()

    def _working(self, entity: Entity) -> Iterator[str]:
        """The kinds that have something to work on in the name, the one that was used least first."""
        order = sorted(KINDS, key=lambda kind: self._tally[kind] / WEIGHTS[kind] + 0.3 * self._rng.random())
        for kind in order:
            if kind not in entity.draft.unfit and SPELLINGS[kind](entity.name, self._rng) is not None:
                yield kind

    def _renamed(self, entity: Entity) -> str:
        """A new surname after a wedding, a new brand after a sale: the mapping knows it, the letters do not."""
        while True:
            text = self._new_name(entity).text
            if not self._registry.owner_of(text):
                self._registry.take([text], entity.entity)
                return text

    def _new_name(self, entity: Entity) -> Name:
        name = entity.name
        for place in name.having(Role.BRAND, Role.SURNAME):
            old = name.tokens[place]
            if old.role == Role.SURNAME:
                comma = "," if old.text.endswith(",") else ""
                name = name.with_text(place, surname_of("english", self._rng) + comma)
            else:
                name = name.with_text(place, self._rng.choice(sections("business.txt")["brand first"]))
        return name
