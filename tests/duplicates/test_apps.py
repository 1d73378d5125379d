"""Which app a record is of, as evidence: most clients stand in several apps, few of them twice in one (DUP-1)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.apps import app_column
from reconcile.duplicates.fields import read_records
from tests.duplicates.test_find import practice


def in_two_apps(size: int = 120) -> pd.DataFrame:
    """Every client once in each app; one of them twice in the first."""
    first, second = practice(size).assign(app="one"), practice(size).assign(app="two")
    first["id"], second["id"] = "one:" + first["id"], "two:" + second["id"]
    second["name"] = second["name"].str.upper()
    twice = first.iloc[[7]].assign(id="one:again")
    return pd.concat([first, second, twice], ignore_index=True)


def chance_of(found: pd.DataFrame, a: str, b: str) -> float:
    rows = found[[{a, b} == {x, y} for x, y in zip(found["id_a"], found["id_b"], strict=True)]]
    return float(rows["probability"].iloc[0])


def test_dup_1_two_records_of_one_app_are_one_client_less_often() -> None:
    rows = in_two_apps()
    found = find_duplicates(rows)
    without = find_duplicates(rows.drop(columns="app"))
    assert chance_of(found, "one:r7", "one:again") < chance_of(without, "one:r7", "one:again")
    assert chance_of(found, "one:r7", "two:r7") > 0.9


def test_dup_8_the_prior_says_whether_one_app_or_two() -> None:
    found = find_duplicates(in_two_apps())
    same = found[found["label"] == "same"]
    said = {a[:3] == b[:3]: told[0] for a, b, told in zip(same["id_a"], same["id_b"], same["evidence"], strict=True)}
    assert said[True]["name"] == said[False]["name"] == "prior"
    assert "of one app" in said[True]["sentence"]
    assert "of two apps" in said[False]["sentence"]
    assert said[True]["weight"] < said[False]["weight"]


def test_a_list_of_one_app_or_of_two_sides_tells_nothing_by_it() -> None:
    rows = practice(20).assign(app="one")
    i, j = np.asarray([0, 0]), np.asarray([1, 2])
    assert app_column(read_records(rows, None), i, j) is None
    other = practice(20).assign(app="two")
    assert app_column(read_records(rows, other), i, j) is None


def test_an_app_with_few_records_can_hold_few_of_the_others_clients() -> None:
    rows = practice(200).assign(app=["small"] * 3 + ["large"] * 197)
    column = app_column(read_records(rows, None), np.asarray([0, 5, 0]), np.asarray([1, 9, 9]))
    assert column is not None
    assert column.codes.tolist() == [0, 0, 1]
    assert column.usual[0] > 0.5, "hardly any client of the large app can stand in the small one"


def test_a_record_without_an_app_is_neutral() -> None:
    rows = practice(20).assign(app=["", "one", "two", "one"] * 5)
    column = app_column(read_records(rows, None), np.asarray([0, 1, 1]), np.asarray([1, 2, 3]))
    assert column is not None
    assert column.codes.tolist() == [-1, 1, 0]
