"""Pairs in one list and across two, with their bands, and lists that would break a naive matcher."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.find import PAIR_COLUMNS
from reconcile.errors import BadInput

GIVEN = ["John", "Mary", "Peter", "Susan", "Ahmed", "Grace", "Liam", "Olga", "Rawiri", "Mei"]
FAMILY = [
    "Trelawny",
    "Kowalski",
    "Fairweather",
    "Okafor",
    "Hinemoa",
    "Pritchard",
    "Szabo",
    "Lindgren",
    "Baxter",
    "Quirke",
]
TRADES = ["Plumbing", "Bakery", "Motors", "Dental", "Roofing", "Orchards"]


def practice(size: int, seed: int = 3) -> pd.DataFrame:
    """Clients of a made-up practice: people and companies, each with a mailbox of its own."""
    draw = random.Random(seed)
    rows = []
    for number in range(size):
        family = draw.choice(FAMILY) + draw.choice(["", "ton", "field", "worth", "berg"])
        name = f"{draw.choice(GIVEN)} {family}" if number % 2 else f"{family} {draw.choice(TRADES)} {number} Ltd"
        email = f"client{number}@mail{number % 97}.example"
        street = f"{number} {draw.choice(FAMILY)} Street"
        rows.append(
            {"id": f"r{number}", "name": name, "email": email, "address": street, "postcode": str(1000 + number % 400)}
        )
    return pd.DataFrame(rows)


def with_copies(rows: pd.DataFrame) -> pd.DataFrame:
    copies = rows.iloc[::20].copy()
    copies["id"] = "copy-" + copies["id"]
    copies["name"] = copies["name"].str.upper() + " (old)"
    return pd.concat([rows, copies], ignore_index=True)


def pairs_of(found: pd.DataFrame, label: str = "same") -> set[frozenset[str]]:
    rows = found[found["label"] == label]
    return {frozenset(pair) for pair in zip(rows["id_a"], rows["id_b"], strict=True)}


def test_dup_1_pairs_within_one_list_have_the_promised_columns() -> None:
    rows = with_copies(practice(400))
    found = find_duplicates(rows)
    assert tuple(found.columns) == PAIR_COLUMNS
    wanted = {frozenset((f"r{number}", f"copy-r{number}")) for number in range(0, 400, 20)}
    assert wanted <= pairs_of(found)
    assert len(pairs_of(found) - wanted) <= 2


def test_dup_1_two_lists_give_pairs_across_only() -> None:
    rows = with_copies(practice(400))
    copies = rows["id"].str.startswith("copy")
    found = find_duplicates(rows[~copies], rows[copies])
    assert all(
        not a.startswith("copy") and b.startswith("copy") for a, b in zip(found["id_a"], found["id_b"], strict=True)
    )
    assert len(pairs_of(found)) >= 19


def test_dup_7_only_kinds_that_cannot_separate_make_a_certain_pair() -> None:
    found = find_duplicates(with_copies(practice(400)))
    sure = found[found["band"] == "certain"]
    assert len(sure) >= 15
    assert sure["probability"].min() >= 0.85
    kinds = {kind for row in sure["kinds"] for kind in row}
    assert not kinds & {"nickname", "initials", "middle-name", "typo", "transliteration", "couple", "trading-name"}


def test_dup_3_a_family_at_one_address_is_related_not_the_same() -> None:
    home = {"email": "trelawny@mail.example", "phone": "021 555 0101", "address": "4 Quay St", "postcode": "6011"}
    names = ["John Trelawny", "Mary Trelawny", "John & Mary Trelawny", "Trelawny Family Trust", "Trelawny Nominees Ltd"]
    family = pd.DataFrame([{"id": f"f{n}", "name": name, **home} for n, name in enumerate(names)])
    found = find_duplicates(pd.concat([practice(200), family], ignore_index=True))
    mine = {f"f{n}" for n in range(5)}
    assert not [pair for pair in pairs_of(found) if pair <= mine]
    assert len([pair for pair in pairs_of(found, "related") if pair <= mine]) == 10
    assert set(found.loc[found["label"] == "related", "band"]) == {""}


def test_dup_3_people_of_a_common_name_are_a_family_only_under_one_roof() -> None:
    home = {"email": "brown@mail.example", "phone": "021 555 0101", "address": "4 Quay St", "postcode": "6011"}
    away = {"email": "tb@other.example", "phone": "09 555 0177", "address": "88 Vale Ave", "postcode": "0610"}
    people = pd.DataFrame(
        [
            {"id": "p0", "name": "Gemma Brown", **home},
            {"id": "p1", "name": "Tobias Brown", **home},
            {"id": "p2", "name": "Rupert Brown", **away},
        ]
    )
    found = find_duplicates(pd.concat([practice(200), people], ignore_index=True))
    mine = {pair for pair in pairs_of(found) | pairs_of(found, "related") if pair <= {"p0", "p1", "p2"}}
    assert mine == {frozenset(("p0", "p1"))}
    assert frozenset(("p0", "p1")) in pairs_of(found, "related")


def test_dup_5_a_mailbox_of_many_clients_says_little() -> None:
    rows = practice(300)
    rows.loc[rows.index[:60], "email"] = "books@bookkeeper.example"
    assert len(pairs_of(find_duplicates(rows))) <= 3


def test_dup_1_two_people_of_one_name_wait_for_other_evidence() -> None:
    rows = practice(300)
    one = {"id": "x1", "name": "Zeno Quillfeather", "email": "zq@a.example", "address": "1 Hill Rd", "postcode": "0001"}
    apart = {
        "id": "x2",
        "name": "Zeno Quillfeather",
        "email": "other@b.example",
        "address": "99 Vale Ave",
        "postcode": "9999",
    }
    near = {**one, "id": "x3"}
    found = find_duplicates(pd.concat([rows, pd.DataFrame([one, apart, near])], ignore_index=True))
    chance = {
        frozenset(pair[:2]): pair[2] for pair in zip(found["id_a"], found["id_b"], found["probability"], strict=True)
    }
    assert chance[frozenset(("x1", "x3"))] > chance.get(frozenset(("x1", "x2")), 0.0)


def test_ids_that_stand_twice_and_missing_columns_are_refused() -> None:
    with pytest.raises(BadInput, match="stand twice"):
        find_duplicates(pd.DataFrame({"id": ["a", "a"], "name": ["X", "Y"]}))
    with pytest.raises(BadInput, match="no column name"):
        find_duplicates(pd.DataFrame({"id": ["a"]}))


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame({"id": [], "name": []}),
        pd.DataFrame({"id": ["a"], "name": ["Only One"]}),
        pd.DataFrame({"id": ["a", "b"], "name": ["", ""]}),
        pd.DataFrame({"id": ["a", "b", "c"], "name": [None, "\x00", "🦊"]}),
        pd.DataFrame({"id": [1, 2], "name": ["王小明", "王小明"], "email": [None, None]}),
        pd.DataFrame({"id": ["a", "b"], "name": ["x" * 10_000, "x" * 10_000], "address": ["", float("nan")]}),
    ],
)
def test_lists_with_little_in_them_give_a_frame(rows: pd.DataFrame) -> None:
    assert tuple(find_duplicates(rows).columns) == PAIR_COLUMNS


def test_a_name_that_everybody_has_is_bounded() -> None:
    rows = pd.DataFrame({"id": [f"r{n}" for n in range(30_000)], "name": "New Client"})
    found = find_duplicates(rows)
    assert len(found) <= 30_000


def test_dup_1_bare_names_are_enough() -> None:
    rows = with_copies(practice(400))[["id", "name"]]
    wanted = {frozenset((f"r{number}", f"copy-r{number}")) for number in range(0, 400, 20)}
    found = find_duplicates(rows)
    assert len(wanted & pairs_of(found)) >= 19
    assert found.loc[found["label"] == "same", "probability"].min() >= 0.5
