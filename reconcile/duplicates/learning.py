"""From a list to the odds of its candidate pairs: levels, bars, rarity and weights put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.candidates import candidate_pairs
from reconcile.duplicates.fields import Records
from reconcile.duplicates.finer import Column, Floats, finer, plain_column
from reconcile.duplicates.levels import FIELDS, Ints, Levels, field_levels
from reconcile.duplicates.name_levels import NAME, UNLIKE_NAMES, name_levels
from reconcile.duplicates.rarity import value_caps
from reconcile.duplicates.weights import Sample, Weights, field_bits, household_bits, learn

RANDOM_PAIRS = 100_000
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
    names, bars = name_levels(records, i, j)
    levels = {"name": names, **field_levels(records, i, j)}
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
    by_field, household = field_bits(sample, weights), household_bits(sample, weights)
    return Judged(i, j, levels, bars, by_field, bits, weights, household)


def _learnt(
    records: Records, i: Ints, j: Ints, levels: Mapping[str, Levels], bars: NDArray[np.int8], answers: Answers
) -> tuple[Sample, Weights, Floats]:
    """Learnt twice: how common a value is shows only once it is known how often a client stands in the list."""
    fields = {"name": NAME, **FIELDS}
    said = _said(records, i, j, answers) if answers else None
    barred = (bars > 0) & (bars != UNLIKE_NAMES)
    columns, random = _columns(records, i, j, levels), _random_columns(records)
    sample = Sample(columns, random, {}, barred, _pair_count(records), len(records), said)
    sample = replace(sample, caps=value_caps(records, i, j, levels))
    _, bits = learn(sample, fields)
    copies = max(1.0, 2 * float((bits[bars == 0] > 0).sum()) / len(records))
    sample = replace(sample, caps=value_caps(records, i, j, levels, copies))
    weights, bits = learn(sample, fields)
    return sample, weights, bits


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
    """Across two lists, a pair of half-alike names gives way where one of the two has its namesake on the other side."""
    sure = (names >= 0) & (names <= 2) & (bits > 3)
    served = set(i[sure].tolist()) | set(j[sure].tolist())
    taken = np.asarray([a in served or b in served for a, b in zip(i.tolist(), j.tolist(), strict=True)], dtype=bool)
    return np.where((names >= 5) & taken, np.minimum(bits, -3.0), bits)


def _pair_count(records: Records) -> float:
    size, second = len(records), int(records.side.sum())
    return float(second * (size - second)) if second else size * (size - 1) / 2


def _columns(records: Records, i: Ints, j: Ints, levels: Mapping[str, Levels]) -> dict[str, Column]:
    return {"name": plain_column(NAME, levels["name"]), **finer(records, i, j, levels)}


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
