"""The evidence of a pair adds up to its probability, with the values that it looked at (DUP-8)."""

from __future__ import annotations

import timeit

import pandas as pd
import pytest

from reconcile.duplicates import explain_pair, find_duplicates
from reconcile.duplicates.score import probability
from tests.duplicates.test_find import practice, with_copies


def test_dup_8_the_weights_add_up_to_the_probability() -> None:
    found = find_duplicates(with_copies(practice(80)))
    assert {"same", "related"} <= set(found["label"])
    for row in found[found["label"] == "same"].itertuples():
        assert probability(sum(item["weight"] for item in row.evidence)) == pytest.approx(row.probability, abs=1e-6)
        assert row.evidence[0]["name"] == "prior"


def test_dup_8_each_piece_has_its_sentence_and_the_values_as_they_were_given() -> None:
    rows = with_copies(practice(80))
    email = dict(zip(rows["id"], rows["email"], strict=True))
    for row in find_duplicates(rows).itertuples():
        assert all(item["sentence"] for item in row.evidence)
        told = {item["name"]: item for item in row.evidence}
        assert (told["name"]["value_a"], told["name"]["value_b"]) == (row.name_a, row.name_b)
        if "email" in told:
            assert (told["email"]["value_a"], told["email"]["value_b"]) == (email[row.id_a], email[row.id_b])


def test_dup_3_what_separates_takes_away_what_the_rest_gave() -> None:
    found = find_duplicates(with_copies(practice(80)))
    for row in found[found["label"] == "related"].itertuples():
        weights = {item["name"]: item["weight"] for item in row.evidence}
        assert set(row.separators) <= set(weights)
        assert weights[row.separators[0]] <= 0


def test_dup_8_the_evidence_of_two_records_adds_up_too() -> None:
    one = {"name": "Brian Hollander", "email": "bh@mail.example", "phone": "021 555 0101"}
    other = {"name": "B J Hollander", "email": "bh@mail.example", "phone": "09 555 0199"}
    found = explain_pair(one, other)
    assert probability(sum(item.weight for item in found.evidence)) == pytest.approx(found.probability)


def test_one_pair_is_explained_without_judging_a_list() -> None:
    """Cheap enough to be done for each pair that a page shows: a fifth of what a list of the two takes, in the same run."""
    one = {"name": "Hollander Joinery Pty Ltd", "email": "bh@mail.example", "phone": "021 555 0101", "postcode": "6011"}
    other = {**one, "name": "Hollander Joinery"}
    explain_pair(one, other)
    rows = pd.DataFrame([{"id": "1", **one}, {"id": "2", **other}])
    explained = min(timeit.repeat(lambda: explain_pair(one, other), number=10, repeat=20))
    judged = min(timeit.repeat(lambda: find_duplicates(rows), number=10, repeat=3))
    assert explained < judged / 5
