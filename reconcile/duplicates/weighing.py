"""Everything that counted for one pair of a list, so that the parts add up to its probability (DUP-8)."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

import numpy as np
import pandas as pd

from reconcile.duplicates.apps import APP
from reconcile.duplicates.comparison import Comparison, Evidence
from reconcile.duplicates.fields import Ints, Records
from reconcile.duplicates.learning import Judged
from reconcile.duplicates.levels import FIELDS
from reconcile.duplicates.name_levels import NAME
from reconcile.duplicates.score import RECALIBRATED

PRIOR = "prior"
HOUSEHOLD = "household"
NAMESAKE = "namesake"
THIRD = "third"
OVERLAP = "overlap"
NOTHING = 0.005
"""Bits that are no more than rounding."""


def _values(lists: Sequence[pd.DataFrame], name: str, places: Ints) -> dict[int, Any]:
    """The values of a field as the lists have them, by the places of the records."""
    found: dict[int, Any] = {}
    start = 0
    for frame in lists:
        inside = places[(places >= start) & (places < start + len(frame))]
        values = frame[name].iloc[inside - start].tolist() if name in frame else [None] * len(inside)
        found.update(zip(inside.tolist(), values, strict=True))
        start += len(frame)
    return found


def _piece(name: str, weight: float, sentence: str, value_a: str = "", value_b: str = "") -> dict[str, Any]:
    """A piece of evidence as the dict that it goes out as: there are a hundred thousand of them."""
    return {"name": name, "weight": weight, "value_a": value_a, "value_b": value_b, "sentence": sentence}


class Weighing:
    """Tells, for each judged pair, every piece of evidence with its weight, its two values and its sentence."""

    def __init__(
        self, lists: Sequence[pd.DataFrame], records: Records, judged: Judged, told: Sequence[int] | None = None
    ) -> None:
        """``told`` are the places of the records of which something will be told; all of them, where it is not said."""
        self._records, self._judged = records, judged
        places = np.asarray(range(len(records)) if told is None else told, dtype=np.int64)
        self._values = {name: _values(lists, name, places) for name in judged.by_field if name != "name"}

    def of(self, place: int, comparison: Comparison) -> list[dict[str, Any]]:
        """The evidence of one pair: before anything, its name, its fields, and what holds it apart; each as a dict.

        The weights add up to the pair's log2 odds; where something separates the two (DUP-3), it takes away what the rest gave.
        """
        judged = self._judged
        found = [self._prior(place), *self._fields(place, comparison)]
        if abs(judged.household[place]) > NOTHING:
            said = "Members of one family or household often share as much."
            found.append(_piece(HOUSEHOLD, -float(judged.household[place]), said))
        rest = float(judged.bits[place]) - _sum(found)
        if abs(rest) > NOTHING:
            found.append(self._others(rest))
        overlap = (RECALIBRATED - 1) * float(judged.bits[place])
        if abs(overlap) > NOTHING:
            said = "What was counted one by one overlaps: taken together it says less."
            found.append(_piece(OVERLAP, overlap, said))
        if comparison.separators:
            found += _apart(comparison, _sum(found))
        return found

    def _others(self, bits: float) -> dict[str, Any]:
        """What pairs say that share a record with this one."""
        if bits > 0:
            return _piece(THIRD, bits, "Both are one client with a third record.")
        if self._records.side.any():
            return _piece(NAMESAKE, bits, "One of the two has as close a match in the other list.")
        return _piece(NAMESAKE, bits, "One of the two may also be a third client, whom the other's name rules out.")

    def _prior(self, place: int) -> dict[str, Any]:
        bits = float(self._judged.prior[place])
        of_which = "two clients"
        apps = self._records.values.get(APP)
        if apps is not None and abs(bits - self._judged.weights.prior) > NOTHING:
            same = apps[self._judged.i[place]] == apps[self._judged.j[place]]
            of_which = "two clients of one app" if same else "two clients of two apps"
        return _piece(PRIOR, bits, f"Of {of_which} picked at random, 1 in {2**-bits:,.0f} pairs is one client.")

    def _fields(self, place: int, comparison: Comparison) -> list[dict[str, Any]]:
        judged, records = self._judged, self._records
        a, b = int(judged.i[place]), int(judged.j[place])
        found = []
        for name, worth in judged.by_field.items():
            level = judged.levels[name].item(place)
            if level < 0:
                continue
            if name == "name":
                kinds = " ".join(comparison.reasons) if comparison.label == "same" else ""
                said = f"{NAME.sentences[level]} {kinds}".strip()
                values = str(records.names[a]), str(records.names[b])
            else:
                said = FIELDS[name].sentences[level]
                values = str(self._values[name][a]), str(self._values[name][b])
            found.append(_piece(name, worth.item(place), said, *values))
        found.sort(key=lambda item: -abs(item["weight"]))
        return found


def _sum(found: Sequence[dict[str, Any]]) -> float:
    """The bits of all pieces."""
    return sum([float(item["weight"]) for item in found])


def _apart(comparison: Comparison, before: float) -> list[dict[str, Any]]:
    """What separates, with the weight that is left to it: no other evidence stands against it."""
    chance = comparison.probability
    bits = min(0.0, log2(chance / (1 - chance)) - before)
    named = {item.name: item for item in comparison.evidence}
    found = []
    for number, name in enumerate(comparison.separators):
        known = named.get(name) or Evidence(name, 0.0, "", "", " ".join(comparison.reasons))
        found.append(_piece(name, bits if number == 0 else 0.0, known.sentence, known.value_a, known.value_b))
    return found
