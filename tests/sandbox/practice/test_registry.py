"""What is given away is given away once."""

from __future__ import annotations

from collections import Counter
from random import Random

from reconcile.sandbox.practice.registry import Registry, mailbox


def test_names_are_one_whatever_their_case_marks_and_signs():
    registry = Registry()
    registry.take(["Ó Laoire & Sons"], "one")
    assert not registry.is_free(["o laoire sons"])
    assert registry.owner_of("O'LAOIRE SONS") == "one"
    assert registry.is_free(["Ó Laoire"])


def test_a_taken_name_stays_with_its_owner():
    registry = Registry()
    registry.take(["Quiet Fox"], "one")
    registry.take(["Quiet Fox"], "other")
    assert registry.owner_of("Quiet Fox") == "one"


def test_emails_are_numbered_where_they_are_taken():
    registry = Registry()
    assert [registry.email("Ada Lark", "example.com") for _ in range(3)] == [
        "ada.lark@example.com", "ada.lark2@example.com", "ada.lark3@example.com",
    ]  # fmt: skip


def test_mailboxes_are_plain_whatever_the_script():
    assert mailbox("Gráinne O’Rahilly") == "grainne.o.rahilly"
    assert mailbox("陳美玲") == "client"


def test_turns_come_as_often_as_their_share():
    registry, rng = Registry(), Random(1)
    drawn = Counter(registry.turn("colour", {"red": 3, "blue": 1}, rng) for _ in range(40))
    assert drawn == {"red": 30, "blue": 10}
