"""Places by how their names are built."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.localities import is_locality
from reconcile.duplicates.normalise import tokenise


@pytest.mark.parametrize(
    ("text", "expected"),
    [("East End", True), ("Quorn Junction", True), ("Port Quorn", True), ("Quorn Pottery", False), ("Quorn", False),
     ("Bellbird Flats", False), ("4 Bay", False)],
)  # fmt: skip
def test_a_place_of_two_words(text: str, expected: bool) -> None:
    assert is_locality(tokenise(text)) is expected


def test_dup_3_a_branch_in_a_bracket_is_no_trading_name() -> None:
    assert compare_names("Tarn & Kiln (East End) Pty Ltd", "Tarn & Kiln East End").label == "same"
    found = compare_names("Tarn & Kiln (East End) Pty Ltd", "Tarn and Kiln")
    assert (found.label, found.separators) == ("related", ("place",))
