"""Given names that sound alike or are cut short, told apart by names alone and brought together by contacts."""

from __future__ import annotations

import pandas as pd
import pytest

from reconcile.duplicates import compare_names, find_duplicates
from reconcile.duplicates.find import ONE_GIVEN_NAME
from reconcile.duplicates.like_given_names import are_said_alike, can_be_one
from tests.duplicates.clients_of_two_apps import CLIENTS, flagged

REACHED = {"email": "wexcombes@mail.example", "phone": "02 5557 0041"}
HOME = {"address": "9 Quarry Road", "city": "Tolver", "postcode": "2999"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("oksana", "oxana", False),  # a letter of its own
        ("lalita", "lalitha", True),
        ("rudolf", "rudolph", True),
        ("julien", "julian", True),  # one vowel that is not stressed
        ("hamid", "hamad", False),  # another vowel
        ("sara", "zara", False),
        ("tony", "toni", False),
        ("elaine", "eileen", False),
        ("joan", "jean", False),  # too short for that
        ("maria", "mario", False),  # the last letter
        ("martin", "martine", False),
        ("francis", "frances", False),
        ("michel", "michelle", False),
        ("hassan", "hussein", False),
    ],
)
def test_given_names_that_are_said_alike(a: str, b: str, expected: bool) -> None:
    assert are_said_alike(a, b) is are_said_alike(b, a) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Dev", "Devanand", True),
        ("Paul", "Paulina", False),
        ("Peggy", "M", True),  # Margaret
        ("Peggy", "M J", True),
        ("Peggy", "K", False),
        ("P", "M", False),
    ],
)
def test_given_names_that_can_be_one(a: str, b: str, expected: bool) -> None:
    assert can_be_one(a, b) is can_be_one(b, a) is expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Julien Wexcombe", "WEXCOMBE, Julian"),
        ("Dev Wexcombe", "WEXCOMBE, Devanand"),
        ("Harold and Gina Wexcombe", "H & R Wexcombe"),  # Regina
        ("Harold & Gina Wexcombe", "Wexcombe, H & R J"),
    ],
)
def test_dup_5_the_contacts_bring_given_names_together(a: str, b: str) -> None:
    """A name that another person could have is as good as one that can be the same, where mailbox and telephone say so."""
    assert compare_names(a, b).label != "same"
    one, two = {"id": "a", "app": "one", "name": a}, {"id": "b", "app": "two", "name": b}
    assert frozenset("ab") in flagged({**one, **REACHED}, {**two, **REACHED, **HOME})
    assert frozenset("ab") not in flagged({**one, "phone": "02 5557 0042"}, {**two, "phone": "02 5557 0043"})


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Martin Wexcombe", "WEXCOMBE, Martine"),
        ("Francis Wexcombe", "WEXCOMBE, Frances"),
        ("Harold and Gina Wexcombe", "WEXCOMBE, Regina"),
        ("Harold and Gina Wexcombe", "H & K Wexcombe"),
    ],
)
def test_dup_3_people_of_one_mailbox_stay_apart(a: str, b: str) -> None:
    one, two = {"id": "a", "app": "one", "name": a, **REACHED}, {"id": "b", "app": "two", "name": b, **REACHED}
    assert frozenset("ab") not in flagged(one, {**two, **HOME})


def test_dup_5_who_is_asked_for_by_the_full_name_is_called_by_the_short_one() -> None:
    one = {"id": "a", "app": "one", "name": "Joy Wexcombe", **HOME, "contact_name": "Joylene Wexcombe"}
    two = {"id": "b", "app": "two", "name": "WEXCOMBE, Joylene", **HOME}
    assert frozenset("ab") in flagged(one, two)
    assert frozenset("ab") not in flagged({**one, "contact_name": "Joy Wexcombe"}, two)


def test_dup_8_the_reason_names_what_brought_them_together() -> None:
    one = {"id": "a", "app": "one", "name": "Julien Wexcombe", **REACHED}
    two = {"id": "b", "app": "two", "name": "WEXCOMBE, Julian", **REACHED}
    found = find_duplicates(pd.DataFrame([*CLIENTS, one, two]).fillna(""))
    (row,) = found[(found["id_a"] == "a") & (found["id_b"] == "b")].to_dict("records")
    assert (row["label"], row["kinds"], row["separators"]) == ("same", ["transliteration"], [])
    assert ONE_GIVEN_NAME in row["reasons"]
