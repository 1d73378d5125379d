"""Odd contacts are told and never planned (SYN-2, DUP-5)."""

from __future__ import annotations

from reconcile import frames
from reconcile.links import check_contacts
from reconcile.links.people import MANY
from reconcile.model import App

CLIENTS = frames.frame(
    ("client_id", "name", "is_current"),
    [(f"x{number}", f"Client {number}", number != 99) for number in [*range(MANY), 99]],
)


def reasons(*rows: tuple[str, str | None, bool | None]) -> list[tuple[str, str]]:
    found = check_contacts(App.XPM, CLIENTS, frames.frame(("client_id", "email", "is_primary"), rows))
    return list(zip(found["client_id"], found["reason"], strict=True))


def test_syn_2_more_than_one_default() -> None:
    two = [("x1", "a@example.com", True), ("x1", "b@example.com", True)]
    assert reasons(*two, ("x2", None, True), ("x2", None, None)) == [("x1", "more than one default contact")]
    assert reasons(("x99", "a@example.com", True), ("x99", "b@example.com", True)) == [], (
        "an archived client is nobody's worry"
    )


def test_one_email_on_very_many_clients_is_told_once() -> None:
    many = [
        (f"x{number}", "Books@keeper.example" if number % 2 else "books@keeper.example ", False)
        for number in range(MANY)
    ]
    assert reasons(*many) == [("x0", "one email on very many clients")]
    assert reasons(*many[1:]) == []
    assert reasons(*many[1:], ("x1", "books@keeper.example", False)) == [], "twice at one client is one client"
    assert reasons(*many[1:], ("x99", "books@keeper.example", False)) == []
