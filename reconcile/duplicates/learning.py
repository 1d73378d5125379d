"""From a list to the odds of its candidate pairs: levels, bars, rarity and weights put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.apps import APP, app_column
from reconcile.duplicates.candidates import candidate_pairs
from reconcile.duplicates.consistency import settled
from reconcile.duplicates.contact_given_names import other_given_names
from reconcile.duplicates.contact_ranks import other_ranks
from reconcile.duplicates.field_levels import field_levels
from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.finer import Column, Floats, finer, plain_column
from reconcile.duplicates.known_as import known_as
from reconcile.duplicates.levels import FIELDS
from reconcile.duplicates.mailbox_initials import other_initials
from reconcile.duplicates.mailbox_names import named_by_mailbox
from reconcile.duplicates.name_levels import NAME, OTHER_BRANCH, UNLIKE_NAMES, BegunLevels
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.rarity import Rarity
from reconcile.duplicates.sample import PARTLY, Sample
from reconcile.duplicates.sisters import called_as_a_sister
from reconcile.duplicates.weights import Weights, field_bits, household_bits, learn

RANDOM_PAIRS = 100_000
NO_FAMILIES = -5.0
"""Log2 of relatives for one pair of records of one client, under which a list holds no families."""
FEW = 20
"""Fewer pairs than this tell nothing about whether a list holds families."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Candidate pairs ``i`` and ``j`` with their levels, what bars them (0: nothing), bits by field and in all."""

    i: Ints
    j: Ints
    levels: Mapping[str, Levels]
    bars: NDArray[np.int8]
    by_field: Mapping[str, Floats]
    bits: Floats
    weights: Weights
    household: Floats
    """What is taken off each pair because relatives share as much."""
    prior: Floats
    """The log2 odds of each pair before anything is compared: of one app or of two."""


Answers = Mapping[frozenset[str], bool]
"""What people said of pairs of ids: True where they are the same client (DUP-9)."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Candidate pairs with the levels on which they agree and what bars them: everything before weights come in."""

    i: Ints
    j: Ints
    levels: Mapping[str, Levels]
    bars: NDArray[np.int8]


def judge_list(records: Records, answers: Answers | None = None) -> Judged | None:
    """The candidate pairs of a list and what speaks for each; None where no two records are worth a comparison."""
    compared = compare_list(records)
    return None if compared is None else weigh_list(records, compared, answers)


def compare_list(records: Records) -> Compared | None:
    """The candidate pairs of a list, compared; None where there are none."""
    i, j = candidate_pairs(records)
    if not len(i):
        return None
    begun = BegunLevels(records, i, j)
    fields = field_levels(records, i, j)
    records.once("random", lambda: _random_columns(records))  # while the second process judges
    names, bars = begun.finish()
    levels = {"name": names, **fields}
    trading = named_by_mailbox(records, i, j, levels, bars) | known_as(records, i, j, levels, bars)
    levels["name"], bars = np.where(trading, 2, names).astype(np.int8), np.where(trading, 0, bars).astype(np.int8)
    sisters = called_as_a_sister(records, i, j, levels["name"], apart=bars == OTHER_BRANCH, free=bars == 0)
    bars = np.where(sisters, OTHER_BRANCH, bars).astype(np.int8)
    bars = np.where((bars == 0) & other_initials(records, i, j, names), 1, bars).astype(np.int8)
    bars = np.where((bars == 0) & other_given_names(records, i, j, names), 1, bars).astype(np.int8)
    bars = np.where((bars == 0) & other_ranks(records, i, j, names), 2, bars).astype(np.int8)
    if records.side.any():
        i, j, levels, bars = _across(records, i, j, levels, bars)
        if not len(i):
            return None
    return Compared(i, j, levels, bars)


def weigh_list(records: Records, compared: Compared, answers: Answers | None = None) -> Judged:
    """The weights that these pairs and people's answers teach, and the odds of every pair."""
    i, j, levels, bars = compared.i, compared.j, compared.levels, compared.bars
    sample, weights, bits = _learnt(records, i, j, levels, bars, answers or {})
    if records.side.any():
        bits = _without_second_best(i, j, levels["name"], bits)
    else:
        whole = _with_both_names(records, i, j, levels["name"])
        families = weights.family - weights.prior >= NO_FAMILIES
        bits = settled(i, j, bits, sample.barred, families=families, whole=whole)
    bars = np.where(bars == OTHER_BRANCH, np.where(sample.barred, 2, 0), bars).astype(np.int8)
    by_field, household = field_bits(sample, weights), household_bits(sample, weights)
    prior = weights.prior + by_field.pop(APP, np.zeros(len(i)))
    return Judged(i, j, levels, bars, by_field, bits, weights, household, prior)


def _learnt(
    records: Records, i: Ints, j: Ints, levels: Mapping[str, Levels], bars: NDArray[np.int8], answers: Answers
) -> tuple[Sample, Weights, Floats]:
    """Learnt twice: how common a value is shows only once it is known how often a client stands in the list."""
    fields = {"name": NAME, **FIELDS}
    said = _said(records, i, j, answers) if answers else None
    barred = (bars > 0) & (bars != UNLIKE_NAMES)
    surely = barred & (bars != OTHER_BRANCH)
    columns, random = _columns(records, i, j, levels), records.once("random", lambda: _random_columns(records))
    sample = Sample(columns, random, {}, surely, _pair_count(records), len(records), said)
    rarity = Rarity(records, i, j, levels)
    sample = replace(sample, caps=rarity.caps(), extras=rarity.extras(records, i, j), kin=rarity.kin(records, i, j))
    first, bits = learn(sample, fields)
    if first.family - first.prior >= NO_FAMILIES:
        sample = replace(sample, barred=barred)
    elif "address" in levels:
        sample = replace(sample, renames=True)
    copies = max(1.0, 2 * float((bits[bars == 0] > 0).sum()) / len(records))
    sample = replace(sample, caps=rarity.caps(copies), extras=rarity.extras(records, i, j, copies))
    weights, bits = learn(sample, fields)
    return sample, weights, bits


def _with_both_names(records: Records, i: Ints, j: Ints, names: Levels) -> frozenset[int]:
    """The records that say their legal name and their trading name: both names can be theirs."""
    rows = np.unique(np.concatenate([side[(names >= 0) & (names <= 2)] for side in (i, j)]))
    return frozenset(row for row in rows.tolist() if parse_name(str(records.names[row])).aliases)


def _said(records: Records, i: Ints, j: Ints, answers: Answers) -> Floats:
    verdicts = [
        answers.get(frozenset((records.ids[a], records.ids[b]))) for a, b in zip(i.tolist(), j.tolist(), strict=True)
    ]
    return np.asarray([np.nan if verdict is None else float(verdict) for verdict in verdicts], dtype=np.float64)


def _across(
    records: Records, i: Ints, j: Ints, levels: dict[str, Levels], bars: NDArray[np.int8]
) -> tuple[Ints, Ints, dict[str, Levels], NDArray[np.int8]]:
    """Only the pairs across the two lists; where these hold no families, names bar nothing by themselves."""
    across = records.side[i] != records.side[j]
    if not _has_families(levels, bars, across):
        bars = np.where((bars == 1) | (bars == UNLIKE_NAMES), 0, bars).astype(np.int8)
        names = levels["name"]
        levels = {**levels, "name": np.where((names == 6) & (bars == 0), 5, names).astype(np.int8)}
    return i[across], j[across], {name: column[across] for name, column in levels.items()}, bars[across]


def _has_families(levels: Mapping[str, Levels], bars: NDArray[np.int8], across: NDArray[np.bool_]) -> bool:
    """Whether people who differ in the given name alone share a home or a mailbox within one of the two lists.

    Within one list such pairs are families. Where they stand across the lists but (almost) never within one, they are no
    families but changed or garbled given names, and the name is then evidence like any other.
    """
    near = np.zeros(len(bars), dtype=bool)
    for name in ("email", "phone", "address"):
        if name in levels:
            near |= (levels[name] >= 0) & (levels[name] <= 1)
    within = int((near & (bars == 1) & ~across).sum())
    between = int((near & (bars == 1) & across).sum())
    return between < FEW or 10 * within > between


def _without_second_best(i: Ints, j: Ints, names: Levels, bits: Floats) -> Floats:
    """Across two lists, a pair of half-alike, unlike or missing names gives way where one of the two has as good a pair with
    another record: one of a hotel's two restaurants cannot be both of the other list's.
    """
    rival = np.maximum(_rivals(i, bits), _rivals(j, bits))
    return np.where(((names >= PARTLY) | (names < 0)) & (rival >= bits), np.minimum(bits, -3.0), bits)


def _rivals(side: Ints, bits: Floats) -> Floats:
    """By pair, the odds of the best other pair that has the same record on this side."""
    order = np.lexsort((-bits, side))
    records, odds = side[order], bits[order]
    first = np.r_[True, records[1:] != records[:-1]]
    best = odds[np.flatnonzero(first)[np.cumsum(first) - 1]]
    second = np.where(np.r_[records[1:] == records[:-1], False], np.r_[odds[1:], -np.inf], -np.inf)
    found = np.empty(len(bits))
    found[order] = np.where(first, second, best)
    return found


def _pair_count(records: Records) -> float:
    size, second = len(records), int(records.side.sum())
    return float(second * (size - second)) if second else size * (size - 1) / 2


def _columns(records: Records, i: Ints, j: Ints, levels: Mapping[str, Levels]) -> dict[str, Column]:
    apps = app_column(records, i, j)
    found = {"name": plain_column(NAME, levels["name"]), **finer(records, i, j, levels)}
    return found if apps is None else {**found, APP: apps}


def _random_columns(records: Records) -> dict[str, Column]:
    """Columns of pairs drawn at random, always the same ones; of a short list every pair."""
    size = len(records)
    if size * (size - 1) // 2 <= RANDOM_PAIRS:
        i, j = (side.astype(np.int64) for side in np.triu_indices(size, 1))
    else:
        draw = np.random.default_rng(7)
        i, j = draw.integers(0, size, RANDOM_PAIRS), draw.integers(0, size, RANDOM_PAIRS)
        i, j = i[i != j], j[i != j]
    return finer(records, i, j, field_levels(records, i, j))
