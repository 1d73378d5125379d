"""Strata schemes and owners corporations."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The Owners - Strata Plan No. 50632", "SP 50632"),
        ("The Owners Strta Plan 50632", "SP50632"),
        ("Strata Pln 50632", "Strata Plan 50632"),
        ("Owners Corporatoin PS 506321", "Owners Corporation PS506321"),
        ("Owners Corporation Plan No. PS506321K", "OC PS506321"),
        ("Owners of Strata Plan 50632", "Owners Corporation SP 50632"),
    ],
)
def test_dup_2_one_scheme(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Strata Plan 50632", "Strata Plan 50623"),
        ("Owners Corporation 1 PS506321K", "Owners Corporation 2 PS506321K"),
    ],
)
def test_dup_3_another_number_is_another_scheme(a: str, b: str) -> None:
    assert compare_names(a, b).label == "related"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("CC 30412 Inc", "Community Corporation 30412 Incorporated", "same"),
        ("CC 30412 Inc", "The Community Corporation No. 30412 Inc", "same"),
        ("BC 50632", "Body Corporate Number 50632", "same"),
        ("OC 506321 Inc", "Owners Corporation No 506321", "same"),
        ("CC 30412 Inc", "Community Corporation 30421 Inc", "related"),
    ],
)
def test_dup_2_corporations_of_buildings_in_short(a: str, b: str, expected: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == expected
