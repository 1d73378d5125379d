"""What the learning of weights sees of a list, and which of its pairs can teach what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.finer import SHARED, Column, Floats

PARTLY = 5
"""The level of the name from which on only a part is shared."""

PRIOR_PAIRS = 40.0
"""How many imagined pairs the usual shares weigh: a list with fewer real ones learns little."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the learning sees: codes of the candidate pairs, of random pairs, and the number of all pairs.

    ``caps`` is, by field and pair, the most that agreement can be worth there: a value that many records share says little.
    ``extras`` is what agreement is worth there besides, by field and pair: two firms of one rare name are seldom two.
    ``answers`` is what people said of a pair: 1 same, 0 different, NaN nothing; it stands instead of the estimate (DUP-9).
    ``renames``: whether the list may teach that clients were renamed (:mod:`reconcile.duplicates.renamed`).
    """

    columns: Mapping[str, Column]
    random: Mapping[str, Column]
    caps: Mapping[str, Floats]
    barred: NDArray[np.bool_]
    pairs: float
    records: int
    answers: Floats | None = None
    renames: bool = False
    extras: Mapping[str, Floats] = field(default_factory=dict)
    kin: Floats | None = None
    """What is added to the log2 odds that two records are relatives, by pair: of two firms of one name hardly any are."""
    counts: Floats | None = None
    """How many pairs each of these stands for, where it is not one (:mod:`reconcile.duplicates.patterns`)."""

    def total(self, values: NDArray[Any]) -> float:
        """The values of all pairs, added up."""
        return float(values.sum() if self.counts is None else (values * self.counts).sum())

    def named_alike(self) -> NDArray[np.bool_]:
        """The pairs whose names agree in more than a part."""
        levels = self.columns["name"].codes
        return np.asarray((levels >= 0) & (levels < PARTLY), dtype=bool)

    def named_unlike(self) -> NDArray[np.bool_]:
        """The pairs whose names have nothing in common."""
        column = self.columns["name"]
        return np.asarray(column.codes == len(column.usual) - 1, dtype=bool)

    def in_touch(self) -> NDArray[np.bool_]:
        """The pairs that share a mailbox, a telephone, a website or an address."""
        found = np.zeros(len(self.barred), dtype=bool)
        for name in SHARED:
            if name in self.columns:
                column = self.columns[name]
                found |= (column.codes >= 0) & (column.level[column.codes] == 0)
        return found


@dataclass(frozen=True, slots=True)
class Lesson:
    """Which pairs teach a field's shares among records of one client, and which how many records share an equal value.

    ``held``: the levels that the field holds near what is usual are held.
    """

    pairs: NDArray[np.bool_]
    spread: NDArray[np.bool_]
    held: bool = True


def lessons_of(sample: Sample, names: Sequence[str]) -> dict[str, Lesson]:
    """By field. Every pair teaches; but where clients may have been renamed, each field is learnt from pairs that were found
    by another: names from pairs in touch, everything else from pairs whose names are not unlike. A renamed client that has
    moved as well is in no list of candidates, so that all pairs together would tell too little of either.
    """
    alike = sample.named_alike()
    if not sample.renames:
        return {name: Lesson(np.ones(len(alike), dtype=bool), alike) for name in names}
    known = ~sample.named_unlike()
    return {name: Lesson(known, alike) for name in names} | {"name": Lesson(sample.in_touch(), alike, held=False)}
