"""An invented practice all of whose clients are linked, of any size: what a plan is built over.

Each client is in XPM and in Ignition, mapped to each other, with one or two contacts. In the *mix* 15 of 100 have differing
fields, some of them only in spelling; in the *worst* case every client differs in four fields and one of its contacts in two.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from random import Random
from typing import Any, Literal

import pyarrow as pa

from benchmarks.ledger_words import FAMILIES, FIRMS, GIVEN, STREETS, TOWNS, TRADES
from reconcile.apps.protocols import Origin
from reconcile.model import App, Record
from reconcile.snapshots import schema

Case = Literal["mix", "worst"]
Row = dict[str, Any]

SHARE = 0.15
"""How many of the clients of a mix differ in something."""


class Columns:
    """A source that has its tables at hand, as a file that is read column by column does."""

    failures = ()

    def __init__(self, app: App, clients: list[Row], contacts: list[Row]) -> None:
        self.app = app
        self._tables = {"clients": _table("clients", clients), "contacts": _table("contacts", contacts)}

    @property
    def origin(self) -> Origin:
        """Records that were made for this run."""
        return Origin("records", "invented")

    def tables(self) -> dict[str, pa.Table]:
        """The tables of a snapshot."""
        return self._tables

    def records(self) -> Iterator[Record]:
        """Everything is in the tables."""
        return iter(())


def linked_practice(clients: int, case: Case, seed: int = 2026) -> tuple[Columns, Columns]:
    """XPM's list and Ignition's of so many clients."""
    chance = Random(seed)
    xpm: tuple[list[Row], list[Row]] = ([], [])
    ignition: tuple[list[Row], list[Row]] = ([], [])
    for number in range(clients):
        ours, our_people = _client(number, chance)
        theirs = {**ours, "client_id": f"cli_{number:08d}", "state": "active", "xpm_id": ours["number"], "number": None}
        their_people = [
            {**person, "client_id": theirs["client_id"], "contact_id": f"con_{number:08d}_{place}"}
            for place, person in enumerate(our_people)
        ]
        if case == "worst":
            _differ_everywhere(theirs, their_people, chance)
        elif chance.random() < SHARE:
            for _ in range(chance.randint(1, 3)):
                _differ(theirs, their_people, chance)
        for (rows, people), row, some in ((xpm, ours, our_people), (ignition, theirs, their_people)):
            rows.append(row)
            people.extend(some)
    return Columns(App.XPM, *xpm), Columns(App.IGNITION, *ignition)


def _client(number: int, chance: Random) -> tuple[Row, list[Row]]:
    client_id = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    family, town = chance.choice(FAMILIES), chance.choice(TOWNS)
    place, region, postcode = (
        (*town, "", "")[:3] if isinstance(town, tuple) else (town, "NSW", f"{2000 + number % 900}")
    )
    street = f"{1 + number % 300} {chance.choice(STREETS)}"
    row = {
        "client_id": client_id,
        "state": "client",
        "is_current": True,
        "name": f"{family} {chance.choice(FIRMS)} {chance.choice(TRADES)} {number}",
        "phone": _phone(chance),
        "fax": _phone(chance) if chance.random() < 0.1 else "",
        "website": f"www.{family.lower()}{number}.example" if chance.random() < 0.4 else "",
        "address": street if chance.random() < 0.8 else f"Level {1 + number % 9}\n{street}",
        "city": place,
        "region": region,
        "postcode": postcode,
        "country": "Australia",
        "postal_address": f"PO Box {number % 5000}",
        "postal_city": place,
        "postal_region": region,
        "postal_postcode": postcode,
        "postal_country": "Australia",
        "structure": "Company",
        "tax_registered": chance.choice(("Yes", "No")),
        "groups": [chance.choice(FIRMS)] if chance.random() < 0.2 else [],
        "number": str(1_000_000 + number),
        "raw": "{}",
    }
    return row, [_contact(client_id, number, place, family, chance) for place in range(1 + (number % 3 == 0))]


def _contact(client_id: str, number: int, place: int, family: str, chance: Random) -> Row:
    given = chance.choice(GIVEN)
    return {
        "client_id": client_id,
        "position_no": place,
        "contact_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "name": f"{given} {family}",
        "email": f"{given}.{family}.{number}.{place}@client.example".lower(),
        "phone": _phone(chance),
        "mobile": _phone(chance) if chance.random() < 0.6 else "",
        "salutation": given,
        "addressee": f"{given} {family}",
        "is_primary": place == 0,
        "raw": "{}",
    }


def _phone(chance: Random) -> str:
    return f"(0{chance.randint(2, 8)}) 5550 {chance.randint(0, 9999):04d}"


def _respelt(phone: str) -> str:
    """The same number as another app writes it."""
    return "+61 " + phone.replace("(0", "").replace(")", "")


def _differ(client: Row, people: list[Row], chance: Random) -> None:
    """One difference, or one that is none to the apps."""
    what = chance.randrange(8)
    person = chance.choice(people)
    if what == 0:
        client["phone"] = _respelt(client["phone"]) if client["phone"].startswith("(") else client["phone"]
    elif what == 1:
        client["address"] = client["address"].replace("\n", "\r\n") + " "
    elif what == 2:
        person["email"] = person["email"].title()
    elif what == 3:
        client["phone"] = _phone(chance)
    elif what == 4:
        client["address"] = f"{chance.randint(1, 300)} {chance.choice(STREETS)}"
    elif what == 5:
        client["postal_address"] = ""
    elif what == 6:
        person["mobile"] = _phone(chance)
    else:
        person["phone"] = ""


def _differ_everywhere(client: Row, people: list[Row], chance: Random) -> None:
    client["phone"] = _phone(chance)
    client["address"] = f"{chance.randint(1, 300)} {chance.choice(STREETS)}, rear"
    client["postal_address"] = f"Locked Bag {chance.randint(1, 9999)}"
    client["postcode"] = f"{chance.randint(3000, 3999)}"
    people[0]["phone"] = _phone(chance)
    people[0]["salutation"] = "Dear " + people[0]["salutation"]


def _table(name: str, rows: list[Row]) -> pa.Table:
    layout = schema.arrow(name)
    return pa.table(
        {entry.name: pa.array([row.get(entry.name) for row in rows], entry.type) for entry in layout}, layout
    )
