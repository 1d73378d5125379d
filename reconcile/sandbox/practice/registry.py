"""What is already given away in the practice being made: names, emails, telephone numbers, turns.

Different entities get equal names only where that is intended, so every name is claimed before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from random import Random

from reconcile.sandbox.practice.names import key, unmarked

DOMAINS = ("example.com", "example.com", "example.org", "example.net", "mail.example", "post.example", "home.test")
"""Where people have their mailboxes: reserved names only (RFC 2606, RFC 6761), so nothing can ever be delivered."""


class Registry:
    """The names, emails, telephone lines and turns that are taken so far."""

    def __init__(self) -> None:
        self._owner: dict[str, str] = {}
        self._emails: dict[str, int] = {}
        self._lines: dict[str, int] = {}
        self._turns: dict[str, list[str]] = {}

    def is_free(self, claims: Iterable[str]) -> bool:
        """Has nobody taken any of these names?"""
        return all(key(claim) not in self._owner for claim in claims)

    def take(self, claims: Iterable[str], owner: str) -> None:
        """Give names to an owner; one that is taken stays where it is."""
        for claim in claims:
            self._owner.setdefault(key(claim), owner)

    def owner_of(self, text: str) -> str:
        """Whose name is it? ``""`` where it is nobody's."""
        return self._owner.get(key(text), "")

    def email(self, local: str, domain: str) -> str:
        """An address that nobody has yet, as near as can be to the wanted one."""
        local = mailbox(local)
        wanted = f"{local}@{domain}"
        while wanted in self._emails:
            self._emails[f"{local}@{domain}"] += 1
            wanted = f"{local}{self._emails[f'{local}@{domain}']}@{domain}"
        self._emails[wanted] = 1
        return wanted

    def line(self, kind: str, size: int) -> int:
        """The next number of a range of telephone lines; a range that is used up begins again."""
        self._lines[kind] = self._lines.get(kind, -1) + 1
        return (self._lines[kind] * _STRIDE + 7) % size

    def turn(self, what: str, shares: Mapping[str, int], rng: Random) -> str:
        """Draw from a pack that holds every choice as often as its share, and a new pack when it is used up.

        So even a small practice has the rare ones, which independent draws would often leave out.
        """
        if not self._turns.get(what):
            self._turns[what] = [choice for choice, share in shares.items() for _ in range(share)]
            rng.shuffle(self._turns[what])
        return self._turns[what].pop()


def mailbox(text: str) -> str:
    """The local part of an email out of names: plain small letters, figures and dots."""
    return ".".join(_PLAIN.findall(unmarked(text).lower())) or "client"


def personal_mailbox(given: str, surname: str, rng: Random) -> tuple[str, str]:
    """Local part and domain of a person's email in one of the usual fashions."""
    given, surname = mailbox(given).replace(".", ""), mailbox(surname).replace(".", "")
    fashions = (f"{given}.{surname}", f"{given}.{surname}", f"{given[0]}.{surname}", f"{given}{surname[:1]}", surname)
    return rng.choice(fashions), rng.choice(DOMAINS)


_PLAIN = re.compile("[a-z0-9]+")
_STRIDE = 7919
"""A prime, so that neighbours in the practice do not have neighbouring numbers."""
