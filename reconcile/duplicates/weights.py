"""What each agreement is worth in this very list (Fellegi and Sunter): learnt without labels, held near what is usual.

For every field, ``m`` is how often two records of one client stand at each level and ``u`` how often two others do. ``u``
is counted, ``m`` and the share of matches are estimated by expectation maximisation; a prior keeps a short list from
being read into too much. A level's weight is log2(m / u).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.levels import FIELDS, Field, Levels

Floats = NDArray[np.float64]
ROUNDS = 25
NAME_LEVELS = 7
NAMESAKES = (0.04, 0.03, 0.12, 0.5, 0.9, 1.0, 1.0)
"""By level of the name: how often two records whose names agree so are two clients after all, going by names alone."""
PRIOR_PAIRS = 40.0
"""How many imagined matches the usual shares weigh: a list with fewer real ones learns little."""
COUNTED = {"name": 6, "email": 2, "phone": 2, "website": 1, "address": 3}
"""Leading levels whose pairs are all candidates, so that ``u`` can be counted among them; others are sampled."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``bits`` per field and level, ``shares`` is m, ``prior`` the log2 odds that two records at random are one client."""

    bits: Mapping[str, Floats]
    shares: Mapping[str, Floats]
    prior: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What the learning sees: levels of the candidate pairs, of random pairs, and the number of all pairs.

    ``caps`` is, by field and pair, the most that agreement can be worth there: a value that many records share says little.
    ``answers`` is what people said of a pair: 1 same, 0 different, NaN nothing; it stands instead of the estimate (DUP-9).
    """

    levels: Mapping[str, Levels]
    random: Mapping[str, Levels]
    caps: Mapping[str, Floats]
    barred: NDArray[np.bool_]
    pairs: float
    records: int
    answers: Floats | None = None


def learn(sample: Sample, fields: Mapping[str, Field] = FIELDS) -> tuple[Weights, Floats]:
    """The weights of a list, and the log2 odds of every candidate pair."""
    names = [name for name in fields if name in sample.levels]
    shares = {name: np.asarray(fields[name].usual) for name in names}
    matches = 0.15 * sample.records
    chances = np.zeros(len(sample.barred))
    weights = Weights({}, shares, 0.0)
    odds = chances
    for _ in range(ROUNDS):
        weights = _weights(sample, shares, chances, matches, names)
        odds = pair_bits(sample, weights)
        chances = 1 / (1 + np.exp2(-np.clip(odds, -60, 60)))
        chances[sample.barred] = 0.0
        if sample.answers is not None:
            chances = np.where(np.isnan(sample.answers), chances, sample.answers)
        found = chances.sum()
        matches = max(1.0, found)
        shares = {name: _shares(sample.levels[name], chances, fields[name]) for name in names}
    return weights, odds


def pair_bits(sample: Sample, weights: Weights) -> Floats:
    """The log2 odds of every candidate pair: the prior and the weight of every field that both records have."""
    return np.full(len(sample.barred), weights.prior) + sum(field_bits(sample, weights).values())


def field_bits(sample: Sample, weights: Weights) -> dict[str, Floats]:
    """The bits of every field for every candidate pair, no agreement counted twice.

    Where the addresses agree, town, region and postcode agree of themselves: they can then only speak against.
    """
    found = {}
    for name, bits in weights.bits.items():
        worth = level_bits(sample.levels[name], bits)
        found[name] = np.minimum(worth, sample.caps[name]) if name in sample.caps else worth
    if "address" in found:
        housed = (sample.levels["address"] >= 0) & (sample.levels["address"] <= 2)
        for name in {"city", "region", "postcode"} & set(found):
            found[name] = np.where(housed, np.minimum(found[name], 0.0), found[name])
    return found


def level_bits(levels: Levels, bits: Floats) -> Floats:
    """The weight of each pair's level; 0 where a side has no value."""
    return np.where(levels >= 0, bits[np.maximum(levels, 0)], 0.0)


def _weights(
    sample: Sample, shares: Mapping[str, Floats], chances: Floats, matches: float, names: list[str]
) -> Weights:
    bits = {}
    for name in names:
        u = _others(name, sample, chances)
        bits[name] = np.clip(np.log2(shares[name] / u), -12.0, 22.0)
    return Weights(bits, shares, float(np.log2(matches / max(1.0, sample.pairs - matches))))


def _others(name: str, sample: Sample, chances: Floats) -> Floats:
    """How often two records of two clients stand at each level."""
    levels, size = sample.levels[name], len(FIELDS[name].usual) if name in FIELDS else NAME_LEVELS
    known = sample.random.get(name)
    share = np.full(size, 1.0 / size)
    if known is not None and (known >= 0).any():
        share = (np.bincount(known[known >= 0], minlength=size) + 0.5) / ((known >= 0).sum() + 0.5 * size)
    present = float((known >= 0).mean()) if known is not None and len(known) else 1.0
    counted = COUNTED.get(name, 0)
    others = _alone(sample, chances) if name == "name" else 1 - chances
    seen = np.bincount(levels[levels >= 0], weights=others[levels >= 0], minlength=size)
    total = max(1.0, sample.pairs * max(present, 1e-6))
    floor = 0.5 / max(total, 1.0)
    share = share.copy()
    share[:counted] = np.maximum((seen[:counted] + 0.5) / total, floor)
    return np.asarray(np.clip(share / share.sum(), 1e-12, 1.0), dtype=np.float64)


def _alone(sample: Sample, chances: Floats) -> Floats:
    """How likely each pair is of two clients; where nothing but the name can be compared, what is usual for its level.

    Without that, a list of bare names would teach itself that equal names mean nothing.
    """
    levels = sample.levels["name"]
    informed = np.zeros(len(levels), dtype=bool)
    for name, column in sample.levels.items():
        if name != "name":
            informed |= column >= 0
    usual = np.asarray(NAMESAKES)[np.maximum(levels, 0)]
    return np.where(informed | sample.barred, 1 - chances, usual)


def _shares(levels: Levels, chances: Floats, field: Field) -> Floats:
    """m from the pairs as they now look; levels that a field holds ``fixed`` keep their usual share at most."""
    usual = np.asarray(field.usual)
    present = levels >= 0
    seen = np.bincount(levels[present], weights=chances[present], minlength=len(usual))[: len(usual)]
    learnt: Floats = (seen + PRIOR_PAIRS * usual) / (seen.sum() + PRIOR_PAIRS)
    return np.where(np.arange(len(usual)) >= field.fixed_from, np.minimum(learnt, usual), learnt)
