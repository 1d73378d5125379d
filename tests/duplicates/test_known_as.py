"""People who go by a given name of another language, as the contact of one of their records tells."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.find import CALLED_BY_CONTACT
from tests.duplicates.clients_of_two_apps import CLIENTS, flagged

REACHED = {"email": "quillwork@mail.example", "phone": "02 5557 0001", "address": "7 Ferry Road", "city": "Tolver"}
KNOWN = {"id": "a", "app": "one", "name": "Rupert Huynh", **REACHED, "contact_name": ""}
FORMAL = {"id": "b", "app": "two", "name": "HUYNH, Van Tien", **REACHED, "contact_name": "Rupert Huynh"}


def test_dup_5_the_contact_is_called_as_the_other_record() -> None:
    assert frozenset("ab") in flagged(KNOWN, FORMAL)
    assert frozenset("ab") not in flagged(KNOWN, {**FORMAL, "contact_name": "Van Tien Huynh"})
    assert frozenset("ab") not in flagged(KNOWN, {**FORMAL, "email": "", "phone": "02 5557 9999"})


def test_dup_3_husband_and_wife_both_stand_in_an_app() -> None:
    husband = {"id": "c", "app": "two", "name": "HUYNH, Rupert", **REACHED, "contact_name": "Rupert Huynh"}
    assert frozenset("ab") not in flagged(KNOWN, FORMAL, husband)
    assert frozenset("ab") not in flagged(KNOWN, {**FORMAL, "app": "one"})


def test_dup_3_a_couple_of_other_names_is_left_apart() -> None:
    wife = {**FORMAL, "name": "QUARRINGTON, Hazel May", "contact_name": "Rupert Quarrington"}
    assert frozenset("ab") not in flagged({**KNOWN, "name": "Rupert Quarrington"}, wife)


def test_dup_8_the_pair_says_why() -> None:
    found = find_duplicates(pd.DataFrame([*CLIENTS, KNOWN, FORMAL]))
    told = found[(found["id_a"] == "a") & (found["id_b"] == "b")].iloc[0]
    assert told["kinds"] == ["nickname"]
    assert CALLED_BY_CONTACT in told["reasons"]
