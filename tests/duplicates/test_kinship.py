"""Who belongs to one family or group, and who only bears a name that everybody has (DUP-3)."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names

KIN = [
    ("Gemma Trewartha", "Tobias Trewartha"),
    ("Joan Smith", "John Smith"),
    ("Vikram Patel", "Patel Family Trust"),
    ("Vikram Patel", "Patel Holdings Ltd"),
    ("Vikram Patel", "Vikram Patel Tyres Ltd"),
    ("Ivana Nowicka", "Tomasz Nowicki"),
    ("Mustafa, Leila", "Leonard Mustafa"),
    ("Umber Corporate Trustee Ltd", "Umber Settlement"),
    ("Umber Trustee Company Pty Ltd", "Umber Discretionary Trust"),
    ("Umber Custodians Ltd", "Umber Super Fund"),
]
STRANGERS = [
    ("Gemma Brown", "Tobias Brown"),
    ("Vikram Patel", "Patel Tyre Repairs Ltd"),
    ("G & L Green", "Green Lawn Mowing Ltd"),
    ("Ruth Connell", "Keith O'Connell"),
    ("Nadia Rivas", "Riva's Bakery Ltd"),
    ("Umber Corporate Trustee Ltd", "Sorrel Family Trust"),
]


@pytest.mark.parametrize(("a", "b"), KIN)
def test_dup_3_entities_of_one_family_are_related(a: str, b: str) -> None:
    assert compare_names(a, b).label == "related"


@pytest.mark.parametrize(("a", "b"), STRANGERS)
def test_dup_3_a_common_family_name_alone_makes_nobody_related(a: str, b: str) -> None:
    assert compare_names(a, b).label == "different"
