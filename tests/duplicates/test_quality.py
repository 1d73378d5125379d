"""Whole practices: who is one client, where families share what there is to share, and probabilities that mean what they say."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.ledgers import ledger_practice
from benchmarks.practices import Practice, demo_practice
from benchmarks.quality import scored
from reconcile.duplicates import find_duplicates, name_levels


def unequal_f1(practice: Practice) -> tuple[float, float]:
    """F1 of the pairs whose names are not equal, and the expected calibration error of all flagged ones."""
    found = scored(find_duplicates(practice.records), practice.truth)
    names = dict(zip(practice.records["id"], practice.records["name"], strict=True))
    flagged = {pair for pair in found.flagged if len({names[record] for record in pair}) > 1}
    error = found.line()["ECE"]
    assert isinstance(error, float)
    return 2 * len(flagged & practice.unequal) / (len(flagged) + len(practice.unequal)), error


@pytest.mark.parametrize(("seed", "corruption"), [(2026, 1.0), (3, 3.0)])
def test_dup_7_the_demo_practice_with_its_families(seed: int, corruption: float) -> None:
    f1, error = unequal_f1(demo_practice(420, seed, corruption))
    assert f1 >= 0.97
    assert error <= 0.05


def test_dup_7_a_practice_of_another_make() -> None:
    f1, error = unequal_f1(ledger_practice(2))
    assert f1 >= 0.92
    assert error <= 0.06


def test_dup_7_a_long_list_of_which_not_every_pair_is_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who shares a mailbox or a home is mostly family: without a look at those names a long list would be all duplicates."""
    monkeypatch.setattr(name_levels, "JUDGED_WHOLLY", 0)
    f1, error = unequal_f1(demo_practice(2_000, 4, 1.0))
    assert f1 >= 0.97
    assert error <= 0.05


def test_dup_3_a_town_of_the_practice_tells_two_branches_apart() -> None:
    others = [
        {"id": f"o{number}", "name": f"Client {number} Ltd", "city": town, "address": f"{number} Mill Lane"}
        for number, town in enumerate(["Tolver", "Hexwater", "Quarry Bay", "Saltmere"] * 10)
    ]
    shared = {"email": "info@redwood.example", "phone": "02 5550 1234", "address": "4 Quay St", "city": "Tolver"}
    branches = [
        {"id": "b1", "name": "Redwood Cafe Quarry Bay Ltd", **shared},
        {"id": "b2", "name": "Redwood Cafe Saltmere Ltd", **shared},
        {"id": "b3", "name": "Redwood Cafe Tolver Ltd", **shared},
        {"id": "b4", "name": "Redwood Cafe Ltd", **shared},
    ]
    found = find_duplicates(pd.DataFrame(others + branches))
    mine = found[found["id_a"].str.startswith("b") & found["id_b"].str.startswith("b")]
    labels = {frozenset(row[:2]): row[2] for row in zip(mine["id_a"], mine["id_b"], mine["label"], strict=True)}
    assert labels[frozenset(("b1", "b2"))] == labels[frozenset(("b1", "b4"))] == "related"
    assert labels.get(frozenset(("b3", "b4"))) != "related", "its own town may be part of the address"


def test_dup_5_moving_house_counts_once() -> None:
    """Who has moved is in another street, town, region and postcode: that is one difference, not four."""
    rows = [
        {
            "id": f"r{number}{side}",
            "name": f"{given} {family}field",
            "email": f"{given.lower()}{number}@mail.example",
            "address": (f"{number} Mill Lane", f"{number + 60} Harbour Parade")[moved],
            "city": ("Tolver", "Saltmere")[moved],
            "region": ("TAS", "NSW")[moved],
            "postcode": ("7001", "2301")[moved],
        }
        for number, (given, family) in enumerate(
            [
                (given, family)
                for given in ("Adele", "Boris", "Celia", "Dorian")
                for family in ("Amber", "Brook", "Crow", "Dale", "Elm")
            ]
        )
        for side, moved in (("a", 0), ("b", number % 2))
    ]
    found = find_duplicates(pd.DataFrame(rows))
    same = found[found["label"] == "same"]
    pairs = {frozenset(pair) for pair in zip(same["id_a"], same["id_b"], strict=True)}
    assert pairs == {frozenset((f"r{number}a", f"r{number}b")) for number in range(20)}


def test_columns_of_the_wrong_type_and_values_of_no_use_are_neutral() -> None:
    rows = pd.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "name": ["Ridley Motors Ltd", "Ridley Motors Limited", "\u202eمحمد علي", "🦊"],
            "email": [None, float("nan"), 17, True],
            "phone": [95550123, 95550123.0, pd.NA, b"x"],
            "postcode": [2000, 2000, "", None],
        }
    )
    found = find_duplicates(rows)
    assert {frozenset(pair) for pair in zip(found["id_a"], found["id_b"], strict=True)} <= {frozenset(("1", "2"))}
