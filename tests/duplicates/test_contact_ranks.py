"""Father and son as their contacts tell them, and people who are reached apart."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.contact_ranks import rank

CLIENTS = [
    {"id": f"r{number}{side}", "name": f"{given} {family}field", "email": f"{given.lower()}{number}@mail.example",
     "phone": f"02 5550 {number:04d}", "address": f"{number} Mill Lane", "contact_name": f"{given} {family}field"}
    for number, (given, family) in enumerate(
        [(given, family) for given in ("Adele", "Boris", "Celia") for family in ("Amber", "Brook", "Crow", "Dale")]
    )
    for side in "ab"
]  # fmt: skip


def flagged(*more: dict[str, str]) -> set[frozenset[str]]:
    found = find_duplicates(pd.DataFrame([*CLIENTS, *more]))
    same = found[found["label"] == "same"]
    return {frozenset(pair) for pair in zip(same["id_a"], same["id_b"], strict=True)}


def test_dup_3_generations_told_by_the_contacts() -> None:
    home = {"name": "Ian Quarrington", "address": "7 Ferry Road", "phone": "02 5557 0001"}
    pair = (
        {**home, "id": "f", "contact_name": "Ian Quarrington Snr"},
        {**home, "id": "s", "contact_name": "Ian Quarrington Jnr"},
    )
    assert frozenset("fs") not in flagged(*pair)
    assert frozenset("fs") in flagged(*({**one, "contact_name": "Ian Quarrington"} for one in pair))


def test_dup_5_people_of_one_name_who_are_reached_apart() -> None:
    """Another mailbox and another telephone together say more than each alone: father and son have each their own."""
    one = {
        "id": "f",
        "name": "Ian Quarrington",
        "email": "ian.q@mail.example",
        "phone": "02 5557 0001",
        "address": "7 Ferry Road",
    }
    other = {**one, "id": "s", "email": "quarrington8@post.example"}

    def phone(*more: dict[str, str]) -> float:
        found = find_duplicates(pd.DataFrame([*CLIENTS, *more]))
        evidence = found[(found["id_a"] == "f") & (found["id_b"] == "s")]["evidence"].iloc[0]
        return float(next(item["weight"] for item in evidence if item["name"] == "phone"))

    apart = {**other, "phone": "02 5559 4242"}
    assert phone(one, apart) <= phone(one, {**apart, "email": one["email"]}) - 3


def test_dup_3_a_junior_is_another_one_unless_they_are_reached_alike() -> None:
    one = {
        "id": "f",
        "name": "Ian Quarrington",
        "address": "7 Ferry Road",
        "email": "ian.q@mail.example",
        "phone": "02 5557 0001",
    }
    junior = {**one, "id": "s", "name": "Ian Quarrington Jnr"}
    assert frozenset("fs") in flagged(one, junior)
    assert frozenset("fs") not in flagged(one, {**junior, "email": "ij@post.example", "phone": "02 5559 4242"})


def test_rank_is_of_a_contact_of_that_name() -> None:
    assert rank("Ian Quarrington", "ian quarrington jnr") == "junior"
    assert rank("Ian Quarrington Snr", "ian quarrington") == "senior"
    assert rank("Ian Quarrington", "mary penrith jnr") == ""
    assert rank("Quarrington Motors Ltd", "ian motors jnr") == ""
