"""States, countries and towns, written in full and short."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.fields import field_value
from reconcile.duplicates.states import are_one_state, town_key
from tests.duplicates.clients_of_two_apps import flagged


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quillon Robotics (TX) LLC", "Quillon Robotics Texas LLC"),
        ("WA Silo Wash Pty Ltd", "Western Australian Silo Wash Pty Ltd"),
        ("Quillon Roofing Qld", "Quillon Roofing Queensland"),
    ],
)
def test_dup_2_a_short_form_of_a_state_is_that_state(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "same"


def test_dup_3_two_states_are_two_branches() -> None:
    assert compare_names("Quillon Roofing NSW", "Quillon Roofing Qld").separators == ("place",)
    assert not are_one_state("wa", "sa")
    assert are_one_state("wa", "washington")
    assert are_one_state("wa", "western australia")


def test_a_region_and_a_town_are_compared_in_full() -> None:
    assert field_value("region", "SA") == field_value("region", "South Australia")
    assert field_value("region", "Tolver Shire") == "tolver shire"
    assert field_value("city", "MT TOLVER") == field_value("city", "Mount Tolver")
    assert town_key("mtolver") == "mtolver"


def test_dup_3_the_country_in_brackets_is_no_branch_at_one_address() -> None:
    reached = {"phone": "02 5557 0051"}
    home = {"address": "61 Ferry Road", "city": "Tolver", "postcode": "2999"}
    one = {"id": "a", "app": "one", "name": "Quillon Swim Inc.", **reached, **home}
    two = {"id": "b", "app": "two", "name": "Quillon Swim Inc (US)", **reached}
    assert frozenset("ab") in flagged(one, {**two, **home})
    assert frozenset("ab") not in flagged(one, {**two, "address": "4 Elm Lane", "city": "Marrick", "postcode": "2777"})
