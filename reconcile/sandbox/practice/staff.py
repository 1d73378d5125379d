"""The practice's own people: XPM staff and Ignition users, who are not quite the same (IMP-8, WHY-2)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from random import Random

from reconcile.sandbox.practice.registry import mailbox
from reconcile.sandbox.world import Document

PRACTICE = "Fern & Wattle Accounting"
"""The invented practice."""

DOMAIN = "fernwattle.example"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the practice; `user_email` is the one in Ignition, ``""`` for who is no user there."""

    name: str
    email: str
    user_email: str
    in_xpm: bool = True


COLLEAGUES: tuple[Colleague, ...] = (
    Colleague("Marguerite Oldacre", "marguerite@fernwattle.example", "marguerite@fernwattle.example"),
    Colleague("Hone Waitoki", "hone@fernwattle.example", "hone@fernwattle.example"),
    Colleague("Declan Furey", "declan@fernwattle.example", "declan@fernwattle.example"),
    Colleague("Priyanka Rao-Linden", "priyanka@fernwattle.example", "priyanka@fernwattle.example"),
    Colleague("Tobias Wren", "tobias@fernwattle.example", "tobias@fernwattle.example"),
    Colleague("Siew Lin Khor", "siewlin@fernwattle.example", "siewlin@fernwattle.example"),
    Colleague("Amelie Strand", "amelie@fernwattle.example", "amelie@fernwattle.example"),
    # married since, and only Ignition was told; and one who signed up with another mailbox (WHY-2)
    Colleague("Ngaire Pell", "ngaire.pell@fernwattle.example", "ngaire.hathaway@fernwattle.example"),
    Colleague("Walter Quayle", "walter@fernwattle.example", "w.quayle@fernwattle.test"),
    # in XPM only (IMP-8)
    Colleague("Rosalind Tranter", "rosalind@fernwattle.example", ""),
    Colleague("Kofi Mensah-Bright", "kofi@fernwattle.example", ""),
    # in Ignition only
    Colleague("Practice Administrator", "admin@fernwattle.example", "admin@fernwattle.example", in_xpm=False),
)
"""Everybody; partners are the first three and Rosalind, managers the others."""

PARTNERS, MANAGERS = (0, 0, 1, 1, 2, 9), (3, 4, 5, 6, 7, 8, 10)
"""Positions in `COLLEAGUES`, as often as clients have them."""


def staff_uuid(position: int) -> str:
    """The XPM UUID of a member of staff, the same in every practice."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, COLLEAGUES[position].email))


def xpm_staff() -> list[Document]:
    """The staff as XPM lists them."""
    return [
        {
            "UUID": staff_uuid(position),
            "Name": who.name,
            "Email": who.email,
            "Phone": f"(02) 5550 9{position:03d}",
            "Mobile": f"0491 579 {position:03d}",
        }
        for position, who in enumerate(COLLEAGUES)
        if who.in_xpm
    ]


def ignition_users() -> list[Document]:
    """The users of Ignition."""
    users = [who for who in COLLEAGUES if who.user_email]
    return [{"id": 4100 + place, "name": who.name, "email": who.user_email} for place, who in enumerate(users)]


def named_list(kind: str, names: tuple[str, ...]) -> list[Document]:
    """A plain XPM list: one document with UUID and name each."""
    return [
        {"UUID": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{mailbox(name)}.{kind}.{DOMAIN}")), "Name": name}
        for name in names
    ]


def chosen(positions: tuple[int, ...], number: int) -> int:
    """The partner or manager that a client's random number stands for."""
    return positions[number % len(positions)]


def another_user(rng: Random) -> str:
    """The email of some user of Ignition."""
    return rng.choice([who.user_email for who in COLLEAGUES if who.user_email])
