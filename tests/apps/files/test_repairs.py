"""What Excel made of digits: put back where it can be known, left where it cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.files.repairs import is_shortened, repaired


@pytest.mark.parametrize(
    ("field", "values", "countries", "found"),
    [
        ("phone", ["412345678"], [], ["0412345678"]),
        ("phone", ["412345678.0"], [], ["0412345678"]),
        ("phone", ["255501234"], ["Australia"], ["0255501234"]),
        ("phone", ["61412345678"], [], ["61412345678"]),
        ("phone", ["6.1412345678E+10"], [], ["61412345678"]),
        ("phone", ["2025550123"], ["USA"], ["2025550123"]),
        ("phone", ["1300975707"], ["Australia"], ["1300975707"]),
        ("phone", ["412345678", "0491570156"], [], ["412345678", "0491570156"]),
        ("postcode", ["800", "2000"], ["Australia", "Australia"], ["0800", "2000"]),
        ("postcode", ["800", "2000", "3000"], [], ["0800", "2000", "3000"]),
        ("postcode", ["2134", "10001", "90210"], [], ["02134", "10001", "90210"]),
        ("postcode", ["2134"], ["United States"], ["02134"]),
        ("postcode", ["800", "0900"], ["Australia", "Australia"], ["800", "0900"]),
        ("id", ["1001.0"], [], ["1001"]),
        ("id", ["7", "42"], [], ["7", "42"]),
        ("city", ["7.0"], [], ["7.0"]),
        ("phone", [None, "", "ask Jo"], [], [None, "", "ask Jo"]),
    ],
)
def test_known_values(field: str, values: list[str | None], countries: list[str], found: list[str | None]) -> None:
    back = repaired(field, values, countries)
    assert [back.get(place, value) for place, value in enumerate(values)] == found
    assert all(values[place] != text for place, text in back.items()), "what was right is not told as put right"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("6.14E+10", True),
        ("6,14E+10", True),
        ("6E+10", True),
        ("1.5E+1", False),
        ("61412345678", False),
        ("E10", False),
    ],
)
def test_digits_that_are_lost(text: str, lost: bool) -> None:
    assert is_shortened(text) is lost


@given(st.lists(st.from_regex(r"0[2-478]\d{8}", fullmatch=True), min_size=1, max_size=5))
def test_a_column_that_kept_its_zeros_is_left_alone(values: list[str]) -> None:
    assert repaired("phone", values) == {}
