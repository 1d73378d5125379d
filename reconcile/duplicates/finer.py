"""Levels of agreement made finer by what stands around them: how many share the value, and what was known before.

Two dependencies would make a naive sum of weights far too sure of itself. A mailbox that two records have says more than
one that twenty have. And where the street is the same, the postcode, town and region are the same of themselves, while
who has moved house has moved out of the town as well. So equal values are told apart by how many records share them, and
postcode, town and region are weighed *given* the part of the address that is known already.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reconcile.duplicates.fields import Ints, Levels, Records, Texts
from reconcile.duplicates.levels import FIELDS, Field

Floats = NDArray[np.float64]
SHARED = ("email", "phone", "website", "address")
"""Fields whose values several clients share: one family, one bookkeeper, one house."""
BEARERS = (2, 3, 8)
"""An equal value counts as of two records, of three, of up to eight, or of more."""
OF_BEARERS = (0.50, 0.25, 0.20, 0.05)
"""How the equal values of two records of one client are usually spread over these."""
GIVEN: Mapping[str, tuple[str, ...]] = {
    "postcode": ("address",),
    "city": ("postcode", "address"),
    "region": ("city", "postcode", "address"),
}
"""Field to the fields that it is weighed given; the first that both records have counts."""
AGREES = {"address": 4, "postcode": 1, "city": 1}
"""The last level at which such a field counts as agreeing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of many pairs: ``codes`` by pair, -1 where neutral.

    By code: ``usual`` and ``chance`` are the shares among two records of one client and of two, ``group`` the part of the
    codes within which shares add up to 1, ``level`` the field's own level, and ``held`` whether a list cannot teach that
    two records of one client stand there much more often than usual.
    """

    codes: Levels
    usual: Floats
    chance: Floats
    group: NDArray[np.int8]
    level: NDArray[np.int8]
    held: NDArray[np.bool_]
    places: Ints = dataclasses.field(init=False, repr=False)
    """The codes from 1 on, 0 where neutral, as numpy counts by them."""
    drawn: Floats = dataclasses.field(init=False, repr=False)
    """How many pairs have each code."""
    counts: Floats | None = None
    """How many pairs each of these stands for, where it is not one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", self.codes.astype(np.int64) + 1)
        object.__setattr__(self, "drawn", self.sums(np.ones(len(self.codes))))

    def sums(self, weights: Floats) -> Floats:
        """The weights of the pairs, added up by code."""
        size = len(self.usual)
        weights = weights if self.counts is None else weights * self.counts
        seen = np.bincount(self.places, weights=weights, minlength=size + 1)[1 : size + 1]
        return np.asarray(seen, dtype=np.float64)

    def bits(self, worth: Floats) -> Floats:
        """What each pair's code is worth; 0 where a side has no value."""
        return np.asarray(np.append(0.0, worth)[self.places], dtype=np.float64)


def finer(records: Records, i: Ints, j: Ints, levels: Mapping[str, Levels]) -> dict[str, Column]:
    """The columns of all fields but the name."""
    found: dict[str, Column] = {}
    for name in levels:
        if name == "name":
            continue
        if name in SHARED:
            found[name] = _by_bearers(FIELDS[name], levels[name], bearers(records, name, i, j))
        elif name in GIVEN:
            found[name] = _given_others(FIELDS[name], levels)
        else:
            found[name] = plain_column(FIELDS[name], levels[name])
    return found


def plain_column(field: Field, levels: Levels) -> Column:
    """The levels as they are."""
    size = field.size
    usual = np.asarray(field.usual)
    chance = np.asarray(field.chance) if field.chance else np.full(size, 1 / size)
    level = np.arange(size, dtype=np.int8)
    return Column(levels, usual, chance, np.zeros(size, dtype=np.int8), level, _held(field, level))


def _held(field: Field, level: NDArray[np.int8]) -> NDArray[np.bool_]:
    return (level >= field.fixed[0]) & (level < field.fixed[1])


def bearers(records: Records, name: str, i: Ints, j: Ints) -> Ints:
    """How many records have the value, for the rarer of the two values; a street in two towns is two addresses."""
    number, there = records.once(f"bearers of {name}", lambda: _bearers_in(records, name))
    found = np.minimum(number[i], number[j])
    if there is not None:
        postcodes = records.values["postcode"]
        one_place = (postcodes[i] == postcodes[j]) & (postcodes[i] != "")
        found = np.where(one_place, there[i], found)
    return np.asarray(found, dtype=np.int64)


def _bearers_in(records: Records, name: str) -> tuple[Ints, Ints | None]:
    """By record: how many have its value; and of a street how many have it in its postcode, or in none."""
    values = records.values[name]
    if name != "address" or "postcode" not in records.values:
        return _bearers_of(values), None
    postcodes = records.values["postcode"]
    codes, distinct = pd.factorize(values)
    unplaced = np.bincount(codes[postcodes == ""], minlength=len(distinct))[codes]
    return np.bincount(codes)[codes], _bearers_of(values + "\n" + postcodes) + unplaced


def _bearers_of(values: Texts) -> Ints:
    codes, _ = pd.factorize(values)
    return np.asarray(np.bincount(codes)[codes], dtype=np.int64)


def _by_bearers(field: Field, levels: Levels, number: Ints) -> Column:
    size = field.size
    step = np.searchsorted(np.asarray(BEARERS), number)  # 0, 1, 2, 3
    codes = np.where((levels == 0) & (step > 0), size - 1 + step, levels).astype(np.int8)
    usual, chance = np.asarray(field.usual), np.asarray(field.chance)
    spread = np.asarray(OF_BEARERS)
    level = np.concatenate([np.arange(size), np.zeros(len(BEARERS))]).astype(np.int8)

    def split(shares: Floats, over: Floats) -> Floats:
        return np.concatenate([[shares[0] * over[0]], shares[1:], shares[0] * over[1:]])

    even = np.full(len(spread), 1 / len(spread))
    group = np.zeros(len(level), dtype=np.int8)
    return Column(codes, split(usual, spread), split(chance, even), group, level, _held(field, level))


def _given_others(field: Field, levels: Mapping[str, Levels]) -> Column:
    """Codes are level + size × situation: 0 nothing known, then for each known field "agrees" and "differs"."""
    size, own = field.size, levels[field.name]
    situation = np.zeros(len(own), dtype=np.int64)
    parents = [name for name in GIVEN[field.name] if name in levels]
    for place, name in enumerate(GIVEN[field.name]):
        if name in parents:
            known = (levels[name] >= 0) & (situation == 0)
            agrees = levels[name] <= AGREES[name]
            situation = np.where(known, 1 + 2 * place + (~agrees), situation)
    codes = np.where(own >= 0, own + size * situation, -1).astype(np.int8)
    count = 1 + 2 * len(GIVEN[field.name])
    usual, chance = [np.asarray(field.usual)], [np.asarray(field.chance)]
    for name in GIVEN[field.name]:
        usual += [_tilted(field, 0.93), _tilted(field, 0.30)]
        chance += [_tilted(field, 0.60 if name == "address" else 0.90), np.asarray(field.chance)]
    group = np.repeat(np.arange(count), size).astype(np.int8)
    level = np.tile(np.arange(size), count).astype(np.int8)
    return Column(codes, np.concatenate(usual), np.concatenate(chance), group, level, _held(field, level))


def _tilted(field: Field, agree: float) -> Floats:
    """Shares with this much agreement; the rest as usual among the other levels."""
    usual = np.asarray(field.usual)
    rest = usual[1:] / usual[1:].sum()
    return np.concatenate([[agree], (1 - agree) * rest])
