"""A name and a trading name with a dash, or brackets, between them."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.parse import parse_name


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Wattling Lawns & Mowing - Bruno Wattling", "Wattling, Bruno"),
        ("P J & LK Ostrava - Silverleaf Bakery", "P. J. + L. K. Ostrava"),
        ("PJ & LK Ostrava - Silverleaf Bakery", "Lena & Petr Ostrava"),
        ("Ostrava Pharmacy - Ostrava Health Pty Ltd", "Ostrava Health P/L"),
        ("Silverleaf Partners (Ostrava, Petr & Lena)", "Petr and Lena Ostrava Partnership t/as Silverleaf Partners"),
    ],
)
def test_dup_2_a_trading_name_behind_a_dash_or_in_brackets(a: str, b: str) -> None:
    assert compare_names(a, b).label == "same"


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        ("Bruno Wattling - Deceased Estate", "Wattling, Bruno", "related"),
        (
            "Wattling Physio - Elwood Pty Ltd",
            "Wattling Physio Elwood Pty Ltd",
            "same",
        ),  # the place is a part of the name
        ("Ostrava P & L - Silverleaf Bakery", "Ostrava, Petr", "related"),  # one of the two
    ],
)
def test_dup_3_a_dash_hides_nothing_that_separates(a: str, b: str, label: str) -> None:
    assert compare_names(a, b).label == label


def test_people_are_the_legal_name() -> None:
    name = parse_name("Silverleaf Bakery - Petr Ostrava")
    assert name.entity.personal
    assert [alias.words for alias in name.aliases] == [frozenset({"silverleaf", "bakery"})]
    assert not parse_name("Silverleaf Bakery").aliases
