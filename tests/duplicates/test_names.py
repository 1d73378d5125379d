"""What holds for any two names, and the development file of labelled pairs where it is at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile.duplicates import compare_names

LABELLED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "name_pairs.csv"
WORDS = [
    *(
        "John",
        "Mary",
        "Smith",
        "Kowhai",
        "Trust",
        "Pty Ltd",
        "&",
        "No 2",
        "The",
        "T/A",
        "ATF",
        "(old)",
        "Snr",
        "J",
        "-",
    ),
    "Estate of",
]
names = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(names, names)
def test_any_two_texts_compare_the_same_both_ways(a: str, b: str) -> None:
    one, other = compare_names(a, b), compare_names(b, a)
    assert (one.label, set(one.kinds), set(one.separators)) == (other.label, set(other.kinds), set(other.separators))
    assert one.probability == pytest.approx(other.probability)
    assert 0 < one.probability < 1


@settings(max_examples=200, deadline=None)
@given(names)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert compare_names(name, name).label == (
        "same" if any(sign.isalnum() for sign in name) else compare_names(name, name).label
    )


ODD = ["", "   ", "&", "🦊🦊", "\x00\x07", "王小明", "محمد علي", "שלום בע״מ", "a" * 10_000, "The Ltd", "()", "T/A"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_names_raise_nothing(odd: str) -> None:
    for other in ("Acme Plumbing", odd, "", "王大明"):
        assert compare_names(odd, other).label in {"same", "related", "different"}


def test_names_of_other_scripts_keep_their_meaning() -> None:
    assert compare_names("王小明", "王小明").label == "same"
    assert compare_names("Дмитрий Соколов", "Dmitriy Sokolov").label == "same"


def test_a_comparison_shows_itself_in_a_notebook() -> None:
    shown = compare_names("Ridley <b> Bros", "Ridley <b> Brothers")._repr_html_()
    assert "abbreviat" in shown
    assert "<b>" not in shown


@pytest.mark.skipif(not LABELLED.exists(), reason="the labelled pairs are not beside this repository")
def test_dup_3_the_labelled_pairs_are_told_apart() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [(row, compare_names(row["name_a"], row["name_b"])) for row in rows]
    hits = sum(row["label"] == "same" == answer.label for row, answer in found)
    flagged = sum(answer.label == "same" for _, answer in found)
    truly = sum(row["label"] == "same" for row, _ in found)
    related = [answer for row, answer in found if row["label"] == "related"]
    assert 2 * hits / (flagged + truly) >= 0.99
    assert not [answer for answer in related if answer.label == "same"]
    same = [(row, answer) for row, answer in found if row["label"] == "same" == answer.label]
    assert sum("+".join(answer.kinds) == row["reason"] for row, answer in same) >= 0.9 * len(same)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Varley Custodians Pty Ltd <Dolerite Unit Trust>", "Dolerite Unit Trust", "same"),
        ("Varley Custodians Pty Ltd <Dolerite Unit Trust>", "Varley Custodians Pty Ltd", "related"),
        ("Varley Custodians Pty Ltd <ATF Dolerite Unit Trust>", "Dolerite Unit Trust", "same"),
        ("Cholmondesleigh, Ruth", "Cholmondleigh, Ruth", "same"),  # two letters of a long name
        ("Leigh Quarrington-Hale", "Lee-Anne Quarrington-Hale", "related"),
        ("Romy Quarrington", "Romi-Jade Quarrington", "related"),
        ("Anne-Marie Quarrington", "Anne Quarrington", "same"),
        ("Alwyn Quarrington", "Alwyn Quarrington Pty Ltd", "related"),
        ("K&L Formworks", "K & L Formworks Pty Ltd", "same"),
        ("Rowan Gulf Out Boards", "Rowan Gulf Outboards Pty Ltd", "same"),
        ("Coast 2 Coast Tours", "Coast to Coast Tours Pty Ltd", "same"),
        ("Kowhai 2 Trust", "Kowhai Trust", "related"),
    ],
)
def test_dup_3_what_is_one_name_and_what_is_not(a: str, b: str, expected: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == expected
