"""First letters that stand for words."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.acronyms import first_letters, may_be_acronym, spelt_out
from reconcile.duplicates.glance import share_nothing
from reconcile.duplicates.normalise import tokenise


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quarrin LALC", "Quarrin Local Aboriginal Land Council"),
        ("QLC", "Quarrin Land Council"),
        ("Q.L.C.", "Quarrin Land Council"),
        ("Quarrin RSL", "Quarrin Returned and Services League"),
        ("SJT Quarrington", "Sarah Jane Therese Quarrington"),
        ("W'rin Bakery", "Wallarin Bakery"),  # an apostrophe for the midst of a place
        ("W’rin Bakery Pty Ltd", "Wallarin Bakery"),
    ],
)
def test_dup_2_abbreviation_by_first_letters(a: str, b: str) -> None:
    found = compare_names(a, b)
    assert found.label == compare_names(b, a).label == "same"
    assert {"abbreviation", "initials"} & set(found.kinds)
    assert not share_nothing(a, b), "a glance must not pass over what a comparison finds"


@pytest.mark.parametrize(
    ("a", "b"),
    [("Quarrin RFC", "Quarrin Rowing Club"), ("KPG Pty Ltd", "Larrin Property Group Pty Ltd"), ("QLC", "Quarrin Club")],
)
def test_dup_3_other_letters_are_other_words(a: str, b: str) -> None:
    assert compare_names(a, b).label != "same"


def test_small_words_may_be_left_out_and_a_gap_may_not() -> None:
    words = tokenise("Quarrin Society for the Care of Animals")
    assert spelt_out("sca", range(1, len(words)), words) == [1, 2, 3, 4, 5, 6]
    assert spelt_out("sca", [1, 4, 6], words) == []
    assert first_letters(words) == "qsca"
    assert may_be_acronym("qsca")
    assert not may_be_acronym("cafe")
