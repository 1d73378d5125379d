"""Badges and bars: an icon and a word, never a colour alone (DUP-8)."""

from __future__ import annotations

from reconcile.duplicates import Comparison, Evidence
from reconcile.show import evidence_bars, pair_badges

COMPARISON = Comparison(
    "same",
    0.9,
    evidence=(
        Evidence("phone", 6.0, "1", "1", "The phone number is the same."),
        Evidence("email", -2.0, "a", "b", "The emails <differ>."),
    ),
)


def test_dup_8_each_piece_says_for_or_against_and_by_how_much() -> None:
    shown = evidence_bars(COMPARISON)
    assert "for, 6.0 bits" in shown
    assert "against, 2.0 bits" in shown
    assert shown.index("phone") < shown.index("email")
    assert "&lt;differ&gt;" in shown


def test_reasons_that_no_bar_says_follow_once() -> None:
    shown = evidence_bars(COMPARISON, ["The phone number is the same.", "The town is the same."])
    assert shown.count("The phone number is the same.") == 1
    assert "<li>The town is the same.</li>" in shown


def test_a_badge_has_an_icon_and_a_word() -> None:
    row = {"band": "certain", "probability": 0.999, "kinds": ["legal-suffix"], "separators": ["number"]}
    shown = pair_badges(row)
    assert "Certain · over 99%" in shown
    assert "legal form" in shown
    assert 'aria-hidden="true">≠' in shown
