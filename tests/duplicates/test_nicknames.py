"""Short forms of given names of many countries, and names of a man and a woman that only begin alike."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.nicknames import are_man_and_woman, is_part_of


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Stathi", "Efstathios"),  # Greek
        ("Litsa", "Evangelia"),
        ("Pino", "Giuseppe"),  # Italian
        ("Imma", "Immacolata"),
        ("Przemek", "Przemyslaw"),  # Polish
        ("Zvonko", "Zvonimir"),  # Croatian
        ("Lana", "Svitlana"),  # Ukrainian
        ("Abdul", "Abdulrahman"),  # Arabic
        ("Yossi", "Yosef"),  # Hebrew
        ("Siua", "Siosiua"),  # Tongan
        ("Venkat", "Venkatesan"),  # Tamil
        ("Tunde", "Babatunde"),  # Yoruba
        ("Bel", "Christabel"),
        ("Lainey", "Elaine"),
    ],
)
def test_dup_2_a_short_form_is_the_full_name(short: str, full: str) -> None:
    found = compare_names(f"{short} Quarrington", f"QUARRINGTON, {full}")
    assert found.label == "same"
    assert "nickname" in found.kinds


@pytest.mark.parametrize(
    ("a", "b"), [("Elizabeth", "Elspeth"), ("Mirko", "Mirka"), ("Daniele", "Daniela"), ("Gisbert", "Giselle")]
)
def test_dup_3_two_full_names_are_two_people(a: str, b: str) -> None:
    assert compare_names(f"{a} Quarrington", f"{b} Quarrington").label != "same"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("milorad", "milorada", True),
        ("fabio", "fabia", True),
        ("noel", "noelle", True),
        ("gerhard", "gerharda", True),
        ("jonatan", "jonathan", False),
        ("yvone", "yvonne", False),
        ("mario", "mario", False),
        ("abe", "zoe", False),
    ],
)
def test_a_man_and_a_woman_of_one_stem(a: str, b: str, expected: bool) -> None:
    assert are_man_and_woman(a, b) is are_man_and_woman(b, a) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("fetu", "fetuao", True),
        ("sefulu", "fulu", True),
        ("noel", "noelle", False),  # a man's name and a woman's
        ("anna", "joanna", False),  # both are full names
        ("al", "albion", False),
    ],
)
def test_a_name_that_begins_or_ends_another(a: str, b: str, expected: bool) -> None:
    assert is_part_of(a, b) is is_part_of(b, a) is expected
