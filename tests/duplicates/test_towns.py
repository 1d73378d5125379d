"""Towns of the practice in its clients' names (DUP-3)."""

from __future__ import annotations

import pandas as pd
import pytest

from reconcile.duplicates.fields import read_records
from reconcile.duplicates.names import judge_names
from reconcile.duplicates.towns import Towns

ROWS = pd.DataFrame(
    {
        "id": ["1", "2", "3", "4"],
        "name": ["Redwood Cafe Quarry Bay", "Redwood Cafe Saltmere", "Redwood Cafe", "Redwood Cafe Teal"],
        "city": ["Quarry Bay", "Saltmere", "Saltmere", "Quarry Bay"],
    }
)


def test_dup_3_two_towns_of_the_practice_are_two_branches() -> None:
    records = read_records(ROWS, None)
    towns = Towns.of(records)
    found = towns.separator(0, 1, judge_names(ROWS["name"][0], ROWS["name"][1]))
    assert found is not None
    assert (found.name, found.value_a.lower(), found.value_b.lower()) == ("place", "quarry bay", "saltmere")
    assert towns.separator(0, 3, judge_names(ROWS["name"][0], ROWS["name"][3])) is None, "Teal is no town of theirs"


@pytest.mark.parametrize(
    "part", ["Saltmere", "SALTMERE", "quarry bay", "Quarry  Bay", "Quarry-Bay", "Sältmere", "Teal", "3"]
)
def test_a_part_is_looked_up_by_its_plain_words(part: str) -> None:
    towns = Towns.of(read_records(ROWS, None))
    assert towns._are_towns([part]) is (part.lower() not in {"teal", "3"})
