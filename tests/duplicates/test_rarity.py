"""What a rare name of two firms is worth beside people's names."""

from __future__ import annotations

import pandas as pd
import pytest

from reconcile.duplicates.candidates import candidate_pairs
from reconcile.duplicates.field_levels import field_levels
from reconcile.duplicates.fields import read_records
from reconcile.duplicates.name_levels import name_levels
from reconcile.duplicates.rarity import MOST_FOR_A_FIRM, OTHER_CONTACT, TWICE_IN_A_FAMILY, Rarity

CROWD = [f"{given} {family}" for given in ("Ann", "Ben", "Cleo", "Dora") for family in map("Quim{}".format, range(60))]


@pytest.mark.parametrize(
    ("a", "b", "more"),
    [
        ("Wexcombe Poll Merinos Pty Ltd", "Wexcombe Poll Merinos P/L", True),
        ("Bram Wexcombe", "Wexcombe, Bram", False),
        ("Wexcombe Family Trust", "The Wexcombe Family Trust", False),
        ("Riverside Garden Supplies", "Riverside Garden Supplies Pty Ltd", False),  # no word of its own
    ],
)
def test_dup_5_a_rare_name_of_two_firms_says_more(a: str, b: str, more: bool) -> None:
    names = [a, b, *CROWD]
    rows = pd.DataFrame({"id": [str(row) for row in range(len(names))], "name": names})
    rows["contact_name"] = ["Una Pell", "Otto Grand", *([""] * len(CROWD))]
    records = read_records(rows, None)
    i, j = candidate_pairs(records)
    levels = {"name": name_levels(records, i, j)[0], **field_levels(records, i, j)}
    extras = Rarity(records, i, j, levels).extras(records, i, j)
    place = [(int(x), int(y)) for x, y in zip(i, j, strict=True)].index((0, 1))
    assert bool(0.0 < extras["name"][place] <= MOST_FOR_A_FIRM) is more
    assert extras["contact_name"][place] == (OTHER_CONTACT if more else 0.0)


@pytest.mark.parametrize(
    ("a", "b", "less"),
    [
        ("Wexcombe Family Trust", "The Wexcombe Family Trust", True),
        ("Wexcombe Poll Merinos Pty Ltd", "Wexcombe Poll Merinos P/L", True),
        ("Bram Wexcombe", "Wexcombe, Bram", False),  # father and son
    ],
)
def test_a_family_hardly_has_two_trusts_or_firms_of_one_name(a: str, b: str, less: bool) -> None:
    names = [a, b, *CROWD]
    records = read_records(pd.DataFrame({"id": [str(row) for row in range(len(names))], "name": names}), None)
    i, j = candidate_pairs(records)
    kin = Rarity(records, i, j, {"name": name_levels(records, i, j)[0]}).kin(records, i, j)
    place = [(int(x), int(y)) for x, y in zip(i, j, strict=True)].index((0, 1))
    assert kin[place] == (TWICE_IN_A_FAMILY if less else 0.0)
