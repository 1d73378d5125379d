"""Legal forms with slips, cut off, written out of place, or as accounts."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quarrington Nightjar Physiotherapy Limi", "Quarrington Nightjar Physiotherapy"),  # a field of 40 signs
        ("Quarrington Family Superannuation Fu", "Quarrington Family SMSF"),
        ("Quarrington Super", "Quarrington Superannuation Fund"),
        ("Quarrington Dairies Pty Ltd (inacti", "Quarrington Dairies Pty Ltd"),
        ("Quarrington Dairies LLC - CLOSED FILE", "Quarrington Dairies LLC"),
        (
            "Quarrington Nominees Pty Ltd <Quarrington Family A/C>",
            "Quarrington Nominees Pty Ltd ATF Quarrington Family Trust",
        ),
        ("Libreria Quarrington S.r.l.", "Libreria Quarrington srl"),
        ("Quarrington Saddlers Co-op", "Quarrington Saddlers Cooperative Ltd"),
        ("A.C.N. 005 318 442 Pty Ltd", "ACN 005 318 442 Pty Ltd"),
        ("TTF Quarrington Land Trust", "Quarrington Land Trust"),
    ],
)
def test_dup_2_legal_suffix_trustee_and_junk(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ACN 005 318 442 Pty Ltd", "ACN 005 318 424 Pty Ltd"),
        ("Mihi Quarrington (Estate)", "Mihi Quarrington"),
        (
            "Quarrington Builders Pty Ltd",
            "Quarrington Builders (Hexwater) Pty Ltd",
        ),  # a bracket behind the trade: a branch
    ],
)
def test_dup_3_registered_numbers_estates_and_branches(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "related"
