"""Remarks and client codes, told from words and numbers that belong to a name."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.parse import parse_name

CODES = [
    "HELM004 Helmsdale Joinery",
    "H1042 - Helmsdale Joinery",
    "20417 - Helmsdale Joinery",
    "[HELM004] Helmsdale Joinery",
    "Helmsdale Joinery (HJ204)",
    "ZZ Helmsdale Joinery",
]
NUMBERS_OF_NAMES = [
    "F250 Spares Depot",
    "B2B Marketing House",
    "K9 Kennels Oamaru",
    "SP40921 Owners",
    "2018 - Tern Trust",
]


@pytest.mark.parametrize("name", CODES)
def test_dup_2_a_client_code_is_no_part_of_the_name(name: str) -> None:
    found = compare_names(name, "Helmsdale Joinery")
    assert (found.label, found.kinds) == ("same", ("suffix-junk",))


@pytest.mark.parametrize("name", NUMBERS_OF_NAMES)
def test_numbers_that_belong_to_a_name_are_kept(name: str) -> None:
    assert parse_name(name).junk == ()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Copy of Helmsdale Joinery", "Helmsdale Joinery"),
        ("Helmsdale Trust - closed FY21", "Helmsdale Trust"),
        ("Helmsdale Trust (archived FY 2019)", "Helmsdale Trust"),
    ],
)
def test_dup_2_a_copy_and_a_financial_year_are_no_part_of_the_name(name: str, plain: str) -> None:
    found = compare_names(name, plain)
    assert (found.label, found.kinds) == ("same", ("suffix-junk",))
    assert parse_name("Copy Shop Helmsdale").junk == ()
