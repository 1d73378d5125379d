"""A merge is suspected where one record is gone and another has gained its contacts (SYN-8)."""

from __future__ import annotations

import pandas as pd

from reconcile import frames
from reconcile.links.merges import suspected_merges

COLUMNS = ("client_id", "name", "email")
BEFORE = [("x1", "Ann", "ann@kea.example"), ("x2", "Bob", "bob@kea.example"), ("x2", "Cy", "cy@kea.example")]
NAMES = {"x1": "Kea Farm", "x3": "Moa Motors"}


def contacts(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    return frames.frame(COLUMNS, rows)


def merged(*now: tuple[str, str | None, str | None]) -> list[tuple[str, str, int]]:
    found = suspected_merges(["x2"], contacts(*BEFORE), contacts(*now), NAMES)
    return [(client_id, merge.into_name, merge.gained) for client_id, merge in found.items()]


def test_syn_8_the_record_that_gained_most_of_its_contacts_is_named() -> None:
    assert merged(BEFORE[0], ("x1", "Bob", "BOB@kea.example "), ("x1", "Cy", "cy@kea.example")) == [
        ("x2", "Kea Farm", 2)
    ]
    assert merged(
        ("x1", "Bob", "bob@kea.example"), ("x3", "Bob", "bob@kea.example"), ("x3", "Cy", "cy@kea.example")
    ) == [("x2", "Moa Motors", 2)]


def test_nothing_gained_is_no_merge() -> None:
    assert merged(BEFORE[0]) == []
    assert merged(BEFORE[0], ("x1", "Bob", "another@bob.example")) == [], "another person of that name"


def test_who_had_the_contact_before_has_not_gained_it() -> None:
    shared = [*BEFORE, ("x1", "Bob", "bob@kea.example")]
    assert suspected_merges(["x2"], contacts(*shared), contacts(*shared[:1], shared[3]), NAMES) == {}


def test_contacts_without_name_and_email_prove_nothing() -> None:
    assert suspected_merges(["x2"], contacts(("x2", None, "")), contacts(("x1", "", None)), NAMES) == {}
