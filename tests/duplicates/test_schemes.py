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
