"""What each agreement is worth in this very list (Fellegi and Sunter): learnt without labels, held near what is usual.

Three things two records can be: one client, two clients of one household or group, or two strangers. Relatives share
mailbox, phone and house together, so a model of clients and strangers alone counts those three times and is far too sure.
How often relatives share what is seen on the pairs whose names separate them (DUP-3): these can be no clients, whatever
else agrees. Per field and level, ``m`` is the share among records of one client, ``f`` among relatives, ``u`` among
strangers; all are estimated by expectation maximisation, and a prior keeps a short list from being read into too much.
A level's weight is log2(m / u); what relatives share is taken off as one more piece of evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.apps import APP
from reconcile.duplicates.finer import Column, Floats
from reconcile.duplicates.levels import FIELDS, RELATIVES, Field
from reconcile.duplicates.patterns import patterns
from reconcile.duplicates.renamed import renamed_share, sharing_by_chance
from reconcile.duplicates.sample import PRIOR_PAIRS, Lesson, Sample, lessons_of

ROUNDS = 25
NAME_LEVELS = 7
NAMESAKES = (0.04, 0.03, 0.12, 0.5, 0.9, 1.0, 1.0)
"""By level of the name: how often two records whose names agree so are two clients after all, going by names alone."""
RELATIVES_NAMES = (0.0026, 0.0052, 0.0026, 0.0044, 0.0087, 0.0174, 0.9591)
"""By level of the name: where two relatives stand whose names nothing separates."""
UNSEPARATED = 0.57
"""For one pair of relatives whom their names separate there are so many whom they don't."""
PRIOR_OTHERS = 5.0
"""The same for the shares among strangers where the random pairs say little."""
PRIOR_SPREAD = 15.0
"""The same for how many records share a value that is equal."""
COUNTED = {"email": 3, "phone": 2, "website": 1, "address": 5, "contact_name": 2}
"""Leading levels that are looked for, so that ``u`` is at least what is counted among the candidates; others are sampled."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``bits`` per field and level, ``shares`` is m, ``prior`` the log2 odds that two records at random are one client.

    ``codes`` are the bits by the finer codes of :mod:`reconcile.duplicates.finer`, ``relatives`` the bits by which a code
    is commoner among relatives than among strangers, ``family`` the log2 odds that two records are relatives.
    """

    bits: Mapping[str, Floats]
    shares: Mapping[str, Floats]
    prior: float
    codes: Mapping[str, Floats]
    relatives: Mapping[str, Floats]
    family: float


@dataclass(slots=True)
class _Belief:
    """The estimate as it now stands: the chance of each pair to be one client, and to be relatives if it is not."""

    chances: Floats
    kin: Floats
    matches: float


def learn(sample: Sample, fields: Mapping[str, Field] = FIELDS) -> tuple[Weights, Floats]:
    """The weights of a list, and the log2 odds of every candidate pair."""
    fewer, pattern = patterns(sample)
    weights, odds = _learnt(fewer, fields)
    return weights, odds[pattern]


def _learnt(sample: Sample, fields: Mapping[str, Field]) -> tuple[Weights, Floats]:
    lessons = lessons_of(sample, [name for name in (*fields, APP) if name in sample.columns])
    shares = {name: sample.columns[name].usual for name in lessons}
    size = len(sample.barred)
    belief = _Belief(np.zeros(size), np.zeros(size), 0.15 * sample.records)
    for number in range(ROUNDS):
        weights = _weights(sample, shares, belief, fields if number == ROUNDS - 1 else {})
        kin = _kin_odds(sample, weights)
        odds = _pair_bits(sample, weights, kin)
        belief = _belief(sample, odds, kin)
        shares = {name: _client_shares(sample.columns[name], belief.chances, lessons[name]) for name in shares}
        if sample.renames:
            renamed = renamed_share(sample, belief.chances)
            shares["name"] = np.append(shares["name"][:-1] * (1 - renamed) / shares["name"][:-1].sum(), renamed)
    return weights, odds


def _belief(sample: Sample, odds: Floats, kin: Floats) -> _Belief:
    chances = _chance(odds)
    chances[sample.barred] = 0.0
    if sample.answers is not None:
        chances = np.where(np.isnan(sample.answers), chances, sample.answers)
    matches = sample.total(chances)
    if sample.renames:
        matches = sample.total(np.where(sample.named_unlike(), 0.0, chances)) / (1 - renamed_share(sample, chances))
    return _Belief(chances, _chance(kin), max(1.0, matches))


def _chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp2(-np.clip(odds, -60, 60))), dtype=np.float64)


def _pair_bits(sample: Sample, weights: Weights, kin: Floats) -> Floats:
    """The log2 odds of every candidate pair: the prior, every field that both records have, and what relatives share."""
    found = np.full(len(sample.barred), weights.prior) + sum(field_bits(sample, weights).values())
    return np.asarray(found - _shared_by_relatives(kin), dtype=np.float64)


def field_bits(sample: Sample, weights: Weights) -> dict[str, Floats]:
    """The bits of every field for every candidate pair, going by clients and strangers alone."""
    found = {}
    for name, bits in weights.codes.items():
        worth = sample.columns[name].bits(bits)
        worth = np.minimum(worth, sample.caps[name]) if name in sample.caps else worth
        found[name] = worth + sample.extras.get(name, 0.0)
    return found


def household_bits(sample: Sample, weights: Weights) -> Floats:
    """What is taken off because relatives share it as well: log2(1 + odds of relatives against strangers)."""
    return _shared_by_relatives(_kin_odds(sample, weights))


def _shared_by_relatives(kin: Floats) -> Floats:
    return np.asarray(np.logaddexp2(0.0, np.clip(kin, -60, 60)), dtype=np.float64)


def _kin_odds(sample: Sample, weights: Weights) -> Floats:
    """The log2 odds of relatives against strangers; a name that separates says nothing about which of the two."""
    found = np.full(len(sample.barred), weights.family)
    for name, bits in weights.relatives.items():
        worth = sample.columns[name].bits(bits)
        if name in sample.caps:
            over = sample.columns[name].bits(weights.codes[name]) - sample.caps[name]
            worth = worth - np.maximum(over, 0.0)
        found += np.where(sample.barred, 0.0, worth) if name == "name" else worth
    return found if sample.kin is None else found + sample.kin


def _weights(sample: Sample, shares: Mapping[str, Floats], belief: _Belief, told: Mapping[str, Field]) -> Weights:
    """The weights by code, and by level for the fields that will be ``told``."""
    codes, bits, relatives, plain = {}, {}, {}, {}
    separated = np.where(sample.barred, belief.kin, 0.0)
    strangers = (1 - belief.chances) * (1 - belief.kin)
    if sample.answers is not None:  # what a person called different counts in full against what it agrees in
        strangers = np.where(sample.answers == 0, 1.0, strangers)
    for name, m in shares.items():
        column = sample.columns[name]
        u = _others(name, sample, strangers, belief.matches * m)
        codes[name] = np.clip(np.log2(m / u), -12.0, 22.0)
        f = np.asarray(RELATIVES_NAMES) if name == "name" else _shares(column, separated, _usual_of_kin(name, column))
        relatives[name] = np.clip(np.log2(f / u), -12.0, 22.0)
        if name in told:
            plain[name], bits[name] = _by_level(column, m, u, belief.chances, told[name].size)
    family = max(UNSEPARATED * sample.total(separated), 0.01 * belief.matches, 0.5)
    return Weights(
        bits, plain, _log_odds(belief.matches, sample.pairs), codes, relatives, _log_odds(family, sample.pairs)
    )


def _log_odds(some: float, everything: float) -> float:
    return float(np.log2(some / max(1.0, everything - some)))


def _usual_of_kin(name: str, column: Column) -> Floats:
    """Among relatives: their own shares by level, spread over the codes of a level as they are among strangers."""
    if name not in RELATIVES:
        return column.chance
    of_level = np.asarray(RELATIVES[name])[column.level]
    found = column.usual.copy()
    for group in np.unique(column.group):
        inside = column.group == group
        if group == 0:
            among = np.bincount(column.level[inside], weights=column.chance[inside])
            found[inside] = of_level[inside] * column.chance[inside] / among[column.level[inside]]
    return found


def _by_level(column: Column, m: Floats, u: Floats, chances: Floats, size: int) -> tuple[Floats, Floats]:
    """m and weight by the field's own levels, each code counted as often as it is seen."""
    seen = column.sums(chances) + 1e-3
    situations = np.bincount(column.group, weights=seen)[column.group]
    matched = np.bincount(column.level, weights=m * situations, minlength=size)[:size]
    others = np.bincount(column.level, weights=u * situations, minlength=size)[:size]
    return matched / matched.sum(), np.log2(np.maximum(matched, 1e-12) / np.maximum(others, 1e-12))


def _others(name: str, sample: Sample, strangers: Floats, clients: Floats) -> Floats:
    """How often two strangers stand at each code; ``clients`` is how many pairs of one client stand there.

    Pairs drawn at random hold a few of one client: in a short list these are most of those that nearly agree.
    """
    column, known = sample.columns[name], sample.random.get(name)
    size = len(column.usual)
    if name == "name":
        return _unlike_names(sample, strangers)
    drawn = np.zeros(size)
    if known is not None:
        drawn = known.drawn
    seen = column.sums(strangers)
    if column.group.any():
        beside = np.isin(column.group, _agreeing_groups(column))  # random pairs seldom agree in what is known already
        return _normalised(drawn + np.where(beside, seen, 0.0) + PRIOR_OTHERS * column.chance, column.group)
    present = float(known.drawn.sum() / len(known.codes)) if known is not None and len(known.codes) else 1.0
    total = max(1.0, sample.pairs * max(present, 1e-6))
    drawn = np.maximum(drawn - clients * drawn.sum() / max(1.0, sample.pairs), 0.0)
    share = (drawn + PRIOR_OTHERS * column.chance) / (drawn.sum() + PRIOR_OTHERS)
    found = (seen + 0.5) / total
    if sample.renames and name == "address":
        found[0] = sharing_by_chance(sample) / total
    share = np.where(column.level == 0, found, share) if name in COUNTED else share
    share = np.where(column.level < COUNTED.get(name, 0), np.maximum(found, share), share)
    return _normalised(share, column.group)


def _agreeing_groups(column: Column) -> NDArray[np.int8]:
    groups = np.unique(column.group)
    return np.asarray(groups[groups % 2 == 1], dtype=np.int8)


def _normalised(shares: Floats, groups: NDArray[np.int8]) -> Floats:
    return np.asarray(np.clip(shares / np.bincount(groups, weights=shares)[groups], 1e-12, 1.0), dtype=np.float64)


def _unlike_names(sample: Sample, strangers: Floats) -> Floats:
    """``u`` of the name: all but the last level are counted among the pairs that nothing separates.

    Where nothing but the name can be compared, what is usual for its level stands instead of the estimate: without that, a
    list of bare names would teach itself that equal names mean nothing.
    """
    levels = sample.columns["name"].codes
    informed = np.zeros(len(levels), dtype=bool)
    for name, column in sample.columns.items():
        if name not in ("name", APP):
            informed |= column.codes >= 0
    usual = np.asarray(NAMESAKES)[np.maximum(levels, 0)]
    others = np.where(informed, strangers, usual)
    others[sample.barred] = 0.0
    share = (sample.columns["name"].sums(others) + 0.5) / max(1.0, sample.pairs)
    share[-1] = max(1e-6, 1.0 - share[:-1].sum())
    return np.asarray(share / share.sum(), dtype=np.float64)


def _client_shares(column: Column, chances: Floats, lesson: Lesson) -> Floats:
    """m; how many records share an equal value is learnt from pairs whose names agree alone.

    Otherwise a list could teach that everybody at one bookkeeper's address is one client.
    """
    found = _shares(column, np.where(lesson.pairs, chances, 0.0), column.usual)
    own = (column.level == 0) & (column.group == 0)
    if own.sum() > 1:
        seen = column.sums(np.where(lesson.spread, chances, 0.0))[own]
        spread = seen + PRIOR_SPREAD * column.usual[own] / column.usual[own].sum()
        found[own] = found[own].sum() * spread / spread.sum()
    held = column.held & lesson.held
    return _normalised(np.where(held, np.minimum(found, 1.5 * column.usual), found), column.group)


def _shares(column: Column, weights: Floats, usual: Floats) -> Floats:
    """Shares by code from the pairs as they now look, held near the usual ones, group by group."""
    seen = column.sums(weights)
    return _normalised(seen + PRIOR_PAIRS * usual, column.group)
