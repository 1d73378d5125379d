"""The candidate step loses nothing that the scorer would accept, measured against every pair of a list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.practices import demo_practice
from reconcile.duplicates import find_duplicates
from reconcile.duplicates.field_levels import field_levels
from reconcile.duplicates.fields import Records, read_records
from reconcile.duplicates.learning import Compared, Judged, compare_list, weigh_list
from reconcile.duplicates.name_levels import UNLIKE_NAMES, name_levels
from reconcile.duplicates.score import probability


def codes_of(records: Records, judged: Judged) -> set[int]:
    """The pairs that are flagged, as numbers."""
    chances = np.asarray([probability(float(bits)) for bits in judged.bits])
    free = (judged.bars == 0) | (judged.bars == UNLIKE_NAMES)
    places = np.flatnonzero(free & (chances >= 0.5))
    return set((judged.i[places] * len(records) + judged.j[places]).tolist())


def accepted_of_all_pairs(records: Records, compared: Compared, rows_at_once: int) -> tuple[set[int], set[int]]:
    """(pairs that are accepted when every pair is compared, those of them that the candidate step has).

    Stripes of rows are compared with all later rows and weighed beside the list's own candidates, so that the weights are learnt
    from what they are always learnt from, and a little more.
    """
    size = len(records)
    have = set((compared.i * size + compared.j).tolist())
    found: set[int] = set()
    for start in range(0, size, rows_at_once):
        i, j = (
            np.concatenate(side)
            for side in zip(
                *(
                    (np.full(size - row - 1, row), np.arange(row + 1, size))
                    for row in range(start, min(start + rows_at_once, size))
                ),
                strict=True,
            )
        )
        names, bars = name_levels(records, i, j)
        near = (names >= 0) & (names <= 5)  # names that share nothing are accepted only with much else
        levels = {"name": names, **field_levels(records, i, j)}
        for name in ("email", "phone", "address"):
            if name in levels:
                near |= (levels[name] >= 0) & (levels[name] <= 1)
        new = near & ~np.isin(i * size + j, np.fromiter(have, dtype=np.int64))
        both = Compared(
            np.concatenate([compared.i, i[new]]),
            np.concatenate([compared.j, j[new]]),
            {name: np.concatenate([compared.levels[name], column[new]]) for name, column in levels.items()},
            np.concatenate([compared.bars, bars[new]]),
        )
        found |= codes_of(records, weigh_list(records, both))
    return found, found & have


def measured(clients: int, rows: int, rows_at_once: int) -> float:
    records = read_records(demo_practice(clients, 5, 1.5).records.head(rows), None)
    compared = compare_list(records)
    assert compared is not None
    accepted, had = accepted_of_all_pairs(records, compared, rows_at_once)
    assert len(accepted) > rows // 20
    return len(had) / len(accepted)


def test_every_acceptable_pair_of_a_practice_is_a_candidate() -> None:
    assert measured(130, 240, 240) == 1.0


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_of_5000_records_999_in_1000_acceptable_pairs_are_candidates() -> None:
    assert measured(2_700, 5_000, 250) >= 0.999


@pytest.mark.parametrize("size", [100_000, pytest.param(1_000_000, marks=[pytest.mark.soak, pytest.mark.timeout(600)])])
def test_a_name_that_everybody_has_is_bounded_and_says_nothing(size: int) -> None:
    """Such a name is a placeholder: at most its first records are compared, and it flags nobody by itself."""

    rows = pd.DataFrame({"id": [f"r{number}" for number in range(size)], "name": "Client"})
    found = find_duplicates(rows)
    assert len(found) <= 1_000
