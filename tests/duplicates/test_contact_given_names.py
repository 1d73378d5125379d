"""The given name behind an initial, as the contact tells it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.contact_given_names import given_name, other_given_names
from reconcile.duplicates.fields import read_records


@pytest.mark.parametrize(
    ("name", "contact", "found"),
    [
        ("R Tarnbrook", "rosa tarnbrook", ("rosa", True)),
        ("Tarnbrook, R.", "rosa tarnbrook", ("rosa", True)),
        ("Ruth Tarnbrook", "rosa tarnbrook", ("ruth", False)),  # the name says it
        ("R Tarnbrook", "otto tarnbrook", ("", False)),  # another initial
        ("R Tarnbrook", "rosa fielding", ("", False)),  # another family
        ("R Tarnbrook Pty Ltd", "rosa tarnbrook", ("", False)),
        ("R Tarnbrook", "", ("", False)),
    ],
)
def test_the_given_name(name: str, contact: str, found: tuple[str, bool]) -> None:
    token, by_contact = given_name(name, contact)
    assert ("" if token is None else token.key, by_contact) == found


def test_dup_3_another_given_name_of_the_contact_is_another_person() -> None:
    rows = pd.DataFrame(
        {
            "id": ["1", "2", "3", "4"],
            "name": ["W Tarnbrook", "Wanda Tarnbrook", "Tarnbrook, William", "Bill Tarnbrook"],
            "contact_name": ["William Tarnbrook", "", "", "Bill Tarnbrook"],
        }
    )
    i, j = np.asarray([0, 0, 0]), np.asarray([1, 2, 3])
    found = other_given_names(read_records(rows, None), i, j, np.zeros(3, dtype=np.int8))
    assert found.tolist() == [True, False, False]


def test_dup_3_husband_and_wife_of_one_initial_are_two_clients() -> None:
    home = {"email": "tarnbrooks@mail.example", "address": "4 Quarry Lane", "postcode": "2871"}
    rows = [
        {"id": "a", "name": "R Tarnbrook", "contact_name": "Rosa Tarnbrook", **home},
        {"id": "b", "name": "Robert Tarnbrook", "contact_name": "Robert Tarnbrook", **home},
        {"id": "c", "name": "Tarnbrook, Rosa", "contact_name": "", **home},
    ]
    crowd = [
        {"id": f"x{number}", "name": f"Quim{number} Holdings Ltd", "contact_name": "", "email": f"q{number}@mail.example",
         "address": f"{number} Fern Road", "postcode": "2600"}
        for number in range(40)
    ]  # fmt: skip
    found = find_duplicates(pd.DataFrame(rows + crowd))
    same = {frozenset((row.id_a, row.id_b)) for row in found[found["label"] == "same"].itertuples()}
    assert frozenset("ac") in same
    assert frozenset("ab") not in same
