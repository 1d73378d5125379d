"""Two companies of one group are told apart by what they do."""

from __future__ import annotations

import pandas as pd
import pytest

from reconcile.duplicates import compare_names, find_duplicates
from reconcile.duplicates.names import judge_names

HOMES = [
    {"id": f"h{number}{side}", "name": f"{given} {family}", "email": f"{given.lower()}{number}@mail.example"}
    for number, (given, family) in enumerate(
        (given, family) for given in ("Adele", "Boris", "Celia") for family in ("Amberly", "Brookes", "Crowhurst")
    )
    for side in "ab"
]


@pytest.mark.parametrize(
    ("a", "b", "trades"),
    [
        ("Saltbush Travel Pty Ltd", "Saltbush Mgmt Pty Ltd", ("Mgmt", "Travel")),
        ("Saltbush Haulage", "Saltbush Haulage Hldgs Pty Ltd", ("none", "Hldgs")),
        ("Saltbush Haulage", "Saltbush Haulage Services", None),  # a word that is often left out
        ("Saltbush Haulage", "Saltbush Haulage Pty Ltd", None),
        ("Ann Carter", "Ann Baker", None),  # people
    ],
)
def test_another_line_of_business(a: str, b: str, trades: tuple[str, str] | None) -> None:
    found = judge_names(*sorted((a, b))).trades
    assert (found and set(found)) == (trades and set(trades))
    turned = judge_names(*sorted((a, b), reverse=True)).trades
    assert turned == (found and (found[1], found[0]))


def test_dup_3_a_holding_company_is_of_the_group() -> None:
    answer = compare_names("Otterburn Hire Ltd", "Otterburn Holdings Ltd")
    assert answer.label == "related"
    assert answer.separators == ("place",)


def test_companies_of_one_group_are_related_whatever_they_share() -> None:
    """A practice with a family whose two companies have one mailbox, telephone and street."""
    shared = {"email": "office@saltbush.example", "phone": "02 5550 7788", "address": "4 Quay St", "city": "Tolver"}
    firms = [{"id": "t", "name": "Saltbush Travel Ltd", **shared}, {"id": "m", "name": "Saltbush Mgmt Ltd", **shared}]
    family = [
        {
            "id": f"f{number}",
            "name": name,
            "address": f"{number // 3} Mill Lane",
            "email": f"home{number // 3}@mail.example",
        }
        for number, name in enumerate(
            f"{given} {family}{kind}"
            for family in ("Dalrymple", "Ekstrom", "Fairbairn", "Grimshaw", "Haldane")
            for given, kind in (("Paul", ""), ("Ruth", ""), ("Paul", " Family Trust"))
        )
    ]
    found = find_duplicates(pd.DataFrame(HOMES + firms + family))
    pair = found[found["id_a"].isin(["t", "m"]) & found["id_b"].isin(["t", "m"])]
    assert pair["label"].tolist() == ["related"]
    assert pair["separators"].tolist() == [["trade"]]


def test_dup_3_two_trusts_of_one_family_in_two_places() -> None:
    assert judge_names("Quarrington Eastmere Trust", "Quarrington Westmere Trust").trades == ("Eastmere", "Westmere")
    assert judge_names("Quarrington Knit", "Quarrington Knitwear").trades is None  # one word, cut short
