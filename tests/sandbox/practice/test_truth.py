"""The truth about a generated practice, and its true pairs."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from reconcile.sandbox.practice import build_world, true_pairs
from reconcile.sandbox.practice.entities import RELATIONS
from reconcile.sandbox.practice.truth import PAIR_COLUMNS, pair_kinds, separator

ROW = {
    "name": "Larchmere Family Trust", "relation": "trust", "kinds": "", "formal": "Larchmere Family Trust",
    "base": "Larchmere", "people": "Ada|Tom", "number": "", "year": "", "place": "", "generation": "",
}  # fmt: skip


def row(**changed: str) -> dict[str, str]:
    return ROW | changed


def test_pairs_are_exactly_those_of_one_entity_or_one_family(world):
    pairs = true_pairs(world.truth)
    found = {frozenset((a, b)): label for a, b, label in zip(pairs.id_a, pairs.id_b, pairs.label, strict=True)}
    expected = {}
    for a, b in itertools.combinations(world.truth, 2):
        if a["family"] == b["family"]:
            ids = frozenset(f"{one['app']}:{one['client_id']}" for one in (a, b))
            expected[ids] = "same" if a["entity"] == b["entity"] else "related"
    assert found == expected
    assert list(pairs.columns) == list(PAIR_COLUMNS)


def test_pairs_from_a_data_frame_are_the_same(world):
    pd.testing.assert_frame_equal(true_pairs(pd.DataFrame(world.truth)), true_pairs(world.truth))


def test_pairs_of_a_practice_without_any_have_the_columns():
    assert list(true_pairs(build_world(1).truth).columns) == list(PAIR_COLUMNS)
    assert list(true_pairs([]).columns) == list(PAIR_COLUMNS)


def test_same_pairs_have_kinds_and_related_ones_none(world):
    pairs = true_pairs(world.truth)
    assert (pairs[pairs.label == "same"].kinds != "").all()
    assert (pairs[pairs.label == "related"].kinds == "").all()
    assert (pairs[pairs.label == "same"].separator == "").all()


def test_relations_are_known(world):
    assert {one["relation"] for one in world.truth} <= set(RELATIONS)


def test_dup_1_equal_names_are_identical():
    assert pair_kinds(row(kinds="case"), row(kinds="case")) == "identical"


def test_kinds_of_both_spellings_stand_in_dup_2s_order():
    assert (
        pair_kinds(row(kinds="typo"), row(name="LARCHMERE F/T", kinds="case+legal-suffix")) == "case+legal-suffix+typo"
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"relation": "super-fund"}, "legal-form"),
        ({"relation": "estate"}, "estate"),
        ({"relation": "trustee-company"}, "trustee"),
        ({"number": "2"}, "number"),
        ({"year": "2020"}, "year"),
        ({"place": "Nelson"}, "place"),
        ({"people": "Tom"}, "given-name"),
        ({"base": "Quiet Fox"}, ""),
    ],
)
def test_dup_3_separator_of_a_relative(changed, expected):
    assert separator(row(), row(**changed)) == separator(row(**changed), row()) == expected


def test_dup_3_separator_of_people():
    ada = row(relation="person", people="Ada")
    assert separator(ada, ada | {"people": "Tom"}) == "given-name"
    assert separator(ada | {"generation": "Sr"}, ada | {"generation": "Jr"}) == "generation"
    assert separator(ada, row(relation="couple")) == "couple"


def test_dup_3_separator_of_two_company_forms():
    llc, inc = (row(relation="company", formal=f"Quiet Fox {form}") for form in ("LLC", "Inc"))
    assert separator(llc, inc) == "legal-form"
