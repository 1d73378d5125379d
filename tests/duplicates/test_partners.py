"""Three people or more as one client."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.parse import parse_name


@pytest.mark.parametrize(
    "name",
    [
        "A, B & C Quarrington",
        "Quarrington, Alan, Beth & Carl",
        "Alan Quarrington, Beth Quarrington and Carl Quarrington",
        "AJ, BM & CD Quarrington Partnership",
        "Quarrington A J, B M & C D",
    ],
)
def test_dup_2_couple_of_three_partners_in_every_layout(name: str) -> None:
    assert compare_names(name, "Alan, Beth & Carl Quarrington").label == "same"
    assert compare_names("Alan, Beth & Carl Quarrington", name).label == "same"
    couple = parse_name(name).entity.couple
    assert couple is not None
    assert len(couple.people) == 3


@pytest.mark.parametrize("other", ["Alan & Beth Quarrington", "Alan Quarrington", "Alan, Beth & Dora Quarrington"])
def test_dup_3_a_partner_more_is_another_client(other: str) -> None:
    assert compare_names("Alan, Beth & Carl Quarrington", other).label == "related"


def test_firms_of_several_names_and_two_couples_are_no_partners() -> None:
    assert parse_name("Quarrington, Penrith & Lowe").entity.couple is None
    assert compare_names("Quarrington Penrith & Lowe", "Quarrington, Penrith and Lowe").label == "same"
    assert compare_names("Quarrington Penrith & Lowe (Partnership)", "Quarrington, Penrith and Lowe").label == "same"
    two = parse_name("Chen, Guang & Liu, Yan").entity.couple
    assert two is not None
    assert len(two.people) == 2


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quarrington S & Penrith D", "Sally Quarrington & Duncan Penrith"),
        ("Mr & Mrs J Quarrington-Vane", "Quarrington-Vane, Mr & Mrs J"),
        ("Gert en Anneke Quarrington", "Gert & Anneke Quarrington"),
    ],
)
def test_dup_2_couples_with_the_family_names_first_or_joined_in_another_language(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "same"


def test_dup_2_one_of_three_given_names_may_be_in_no_list() -> None:
    assert compare_names("Doug, Aurelza & Angus Quarrington", "D, A & A Quarrington").label == "same"
    assert parse_name("Quarrington, Wexcombe & Hale").entity.couple is None


def test_dup_2_two_people_may_each_begin_with_the_family_name() -> None:
    assert compare_names("QUARRINGTON Ravi & QUARRINGTON Meera", "Ravi & Meera Quarrington").label == "same"
    assert compare_names("QUARRINGTON Ravi & QUARRINGTON Meera", "Ravi Quarrington").label == "related"
