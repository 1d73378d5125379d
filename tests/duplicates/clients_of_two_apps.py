"""A practice of two apps for tests: families of invented names, to which the records in question are added."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates import find_duplicates

_GIVEN = ("Adele", "Boris", "Celia", "Duncan", "Esther", "Felix", "Greta")
_FAMILIES = [
    before + behind
    for before in ("Amber", "Crow", "Dale", "Elk", "Fern", "Heath")
    for behind in ("brook", "combe", "worth", "stead")
]
CLIENTS = [
    {
        "id": f"{app}:{house}.{given}",
        "app": app,
        "name": f"{given} {family}" if app == "one" else f"{family.upper()}, {given}",
        "email": f"{family.lower()}s@mail.example",
        "phone": f"02 5550 {house:04d}",
        "address": f"{house + 11} Mill Lane",
        "city": "Tolver",
        "postcode": "2999",
        "contact_name": f"{given} {family}",
    }
    for house, family in enumerate(_FAMILIES)
    for given in (_GIVEN[house % 7], _GIVEN[(house + 3) % 7])
    for app in ("one", "two")
]


def flagged(*more: dict[str, str]) -> set[frozenset[str]]:
    """The flagged pairs of a practice that has these records besides."""
    found = find_duplicates(pd.DataFrame([*CLIENTS, *more]).fillna(""))
    same = found[found["label"] == "same"]
    return {frozenset(pair) for pair in zip(same["id_a"], same["id_b"], strict=True)}
