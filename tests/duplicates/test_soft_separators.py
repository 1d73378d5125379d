"""What separates two names, and what may be a slip, a short form or the client's own town."""

from __future__ import annotations

import pytest

from tests.duplicates.clients_of_two_apps import flagged

MAILBOX = {"email": "quarringtons@mail.example", "phone": "02 5557 0001"}
HOME = {"address": "7 Ferry Road", "city": "Tolver", "postcode": "2999"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Fetu Quarrington", "QUARRINGTON, Fetuao", True),  # one begins the other
        ("Jolanthe Quarrington", "QUARRINGTON, Jolnathe", True),  # letters swapped
        ("Slavko Quarrington", "QUARRINGTON, Slavka", False),  # a man and a woman
        ("Tibalt Quarrington", "QUARRINGTON, Tiberius", False),  # more than a slip
    ],
)
def test_dup_3_given_names_at_one_mailbox(a: str, b: str, expected: bool) -> None:
    pair = {"id": "a", "app": "one", "name": a, **MAILBOX}, {"id": "b", "app": "two", "name": b, **MAILBOX, **HOME}
    assert (frozenset("ab") in flagged(*pair)) is expected


def test_dup_3_a_short_form_of_two_who_stand_in_one_app_is_another_person() -> None:
    pair = (
        {"id": "a", "app": "one", "name": "Fetu Quarrington", **MAILBOX},
        {"id": "b", "app": "two", "name": "QUARRINGTON, Fetuao", **HOME},
    )
    assert frozenset("ab") not in flagged(*pair)


def test_dup_3_the_own_town_behind_a_name_is_no_branch() -> None:
    """Of a record that says no town, the towns of its postcode are asked; one that says nothing may be there too."""
    office = {"email": "desk@kilnhaus.example", "phone": "02 5557 0002"}
    short = {"id": "a", "app": "one", "name": "Kilnhaus Pottery", **office}
    long = {"id": "b", "app": "two", "name": "Kilnhaus Pottery Tolver", **office, **HOME}
    assert frozenset("ab") in flagged(short, long)
    assert frozenset("ab") in flagged({**short, "postcode": "2999"}, long)
    assert frozenset("ab") not in flagged({**short, "city": "Marrick", "postcode": "2777"}, long)
