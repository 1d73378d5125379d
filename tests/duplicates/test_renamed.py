"""Clients that were renamed: alone with one other at an address, where a list holds no families."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates import find_duplicates

WORDS = [f"{start}{end}" for start in ("Al", "Be", "Co", "Du", "El", "Fa", "Go", "Hu", "Ix", "Jo")
         for end in ("bantor", "crimmel", "drostan", "fenwold", "gristle", "hamlock", "kestwin", "lormant", "mundrey", "postern",
                     "quillan", "rostrum")]  # fmt: skip
BUSINESS = ("Choir", "Library", "Orchestra", "Shelter", "Museum", "Society")


def organisation(number: int, side: str, name: str, home: int) -> dict[str, str]:
    return {
        "id": f"o{number}{side}",
        "name": name,
        "address": f"{home} Beacon Parade",
        "postcode": f"{20000 + home}",
        "city": "Tolver",
    }


def flagged(rows: list[dict[str, str]]) -> set[frozenset[str]]:
    found = find_duplicates(pd.DataFrame(rows))
    found = found[found["label"] == "same"]
    return {frozenset(pair) for pair in zip(found["id_a"], found["id_b"], strict=True)}


def organisations(renamed: int, crowded: int) -> list[dict[str, str]]:
    """40 that are there twice, ``renamed`` under another name, and ``crowded`` addresses of three strangers each."""
    rows = []
    for number in range(40):
        old, new = WORDS[number], WORDS[100 - number] if number < renamed else f"{WORDS[number]}"
        first, second = BUSINESS[number % 6], BUSINESS[(number + 2) % 6] if number < renamed else BUSINESS[number % 6]
        rows.append(organisation(number, "a", f"{old} {first} Inc", 100 + number))
        rows.append(organisation(number, "b", f"{new} {second}", 100 + number))
    for number in range(crowded):
        rows += [
            organisation(
                200 + number, side, f"{WORDS[41 + (3 * number + place) % 79]}{side} {BUSINESS[place]}", 400 + number
            )
            for place, side in enumerate("abc")
        ]
    return rows


def test_two_names_alone_at_an_address_may_be_one_client_renamed() -> None:
    found = flagged(organisations(renamed=20, crowded=0))
    truth = {frozenset((f"o{number}a", f"o{number}b")) for number in range(40)}
    assert len(found & truth) >= 38
    assert not found - truth


def test_where_addresses_are_shared_by_chance_nobody_was_renamed() -> None:
    rows = organisations(renamed=8, crowded=26)
    found = flagged(rows)
    assert not {pair for pair in found if min(int(end[1:-1]) for end in pair) >= 200}
    assert not {frozenset((f"o{number}a", f"o{number}b")) for number in range(8)} & found
