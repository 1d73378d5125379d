"""Firms of one owner in one app, of which the one has a word more."""

from __future__ import annotations

from tests.duplicates.clients_of_two_apps import flagged

OWNER = {"email": "quarringtons@mail.example", "contact_name": "Hazel Quarrington"}
FIRST = {**OWNER, "address": "7 Ferry Road", "city": "Tolver", "phone": "02 5557 0001"}
SECOND = {**OWNER, "address": "48 Kiln Street", "city": "Marrick", "phone": "02 5557 0002"}


def test_dup_3_who_is_called_as_the_one_is_not_the_other() -> None:
    ladders = {"id": "a", "app": "one", "name": "Quarrington Ladders Pty Ltd", **FIRST}
    training = {"id": "b", "app": "one", "name": "Quarrington Ladders Academy Pty Ltd", **SECOND}
    again = {"id": "c", "app": "two", "name": "Quarrington Ladders", **OWNER}
    other = {"id": "d", "app": "two", "name": "Quarrington Ladders Academy", **SECOND}
    found = flagged(ladders, training, again, other)
    assert {frozenset("ac"), frozenset("bd")} <= found
    assert not {frozenset("ab"), frozenset("bc"), frozenset("ad")} & found


def test_dup_1_one_firm_entered_twice_has_mailbox_and_telephone_twice() -> None:
    short = {"id": "a", "app": "one", "name": "Quarrington Ladders", **FIRST}
    assert frozenset("ab") in flagged(short, {**short, "id": "b", "name": "Quarrington Ladders Academy"})
    assert frozenset("ab") not in flagged(
        short, {**SECOND, "id": "b", "app": "one", "name": "Quarrington Ladders Academy"}
    )
