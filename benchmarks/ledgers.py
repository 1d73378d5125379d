"""A second invented practice, made in another way than the demo's: three ledgers kept by three people with other habits.

The demo's generator and the matcher grew up together; this one knows neither. Families share mailboxes, landlines and
homes; some clients are reached through their bookkeeper or at the accountant's office; people of one name are strangers or
father and son, each with a mailbox and a telephone of his own; ledgers cut long names off, garble accents, keep the old
address, and mistype a digit.
"""

from __future__ import annotations

import string
from dataclasses import replace

import pandas as pd

from benchmarks.ledger_clients import Draw, Entity, family_of, has_double, home_of, mailbox_of, namesake, phone_number
from benchmarks.ledger_spellings import spelling, typed
from benchmarks.practices import Practice

APPS = (("x", 0.86), ("i", 0.62), ("g", 0.20))
"""App and the share of the clients that it knows."""
KEPT = {"email": 0.80, "phone": 0.74, "address": 0.78, "contact_name": 0.6}
"""How often a ledger has a field at all."""


def ledger_practice(seed: int = 1, families: int = 150) -> Practice:
    """About six records a family; the truth is every pair of records of one entity."""
    rng = Draw(f"ledgers {seed} {families}")
    entities = [entity for number in range(families) for entity in family_of(number, rng)]
    entities += [namesake(entity, number, rng) for number, entity in enumerate(entities) if has_double(entity, rng)]
    rows: list[dict[str, str]] = []
    owners: dict[str, str] = {}
    for entity in entities:
        for app in _apps(rng):
            record = f"{app}:{len(rows) + 1}"
            owners[record] = entity.key
            rows.append({"id": record, "app": app, **_record(entity, app, rng)})
    rng.shuffle(rows)
    return Practice(f"ledgers {families} families seed {seed}", pd.DataFrame(rows), _truth(owners))


def _truth(owners: dict[str, str]) -> frozenset[frozenset[str]]:
    groups: dict[str, list[str]] = {}
    for record, key in owners.items():
        groups.setdefault(key, []).append(record)
    return frozenset(
        frozenset((one, other))
        for members in groups.values()
        for place, one in enumerate(members)
        for other in members[place + 1 :]
    )


def _apps(rng: Draw) -> list[str]:
    found = [app for app, share in APPS if rng.random() < share] or ["x"]
    return found + ([rng.choice(found)] if rng.random() < 0.06 else [])  # entered twice


def _record(entity: Entity, app: str, rng: Draw) -> dict[str, str]:
    reach = entity.reach
    if rng.random() < 0.10:  # moved, and this ledger does not know
        reach = replace(home_of(entity.contact, rng), email=reach.email, phone=reach.phone)
    if rng.random() < 0.08:
        reach = replace(reach, email=mailbox_of(entity.contact, rng))
    if rng.random() < 0.12:
        reach = replace(reach, phone=phone_number(rng))
    contact = entity.contact.name if entity.kind != "person" or rng.random() < 0.7 else ""
    has = {name: rng.random() < share for name, share in KEPT.items()}
    placed = has["address"]
    return {
        "name": spelling(entity, app, rng),
        "email": typed(reach.email, rng, 0.03) if has["email"] else "",
        "phone": _dialled(reach.phone, rng) if has["phone"] else "",
        "address": _street(reach.address, rng) if placed else "",
        "city": (reach.city.upper() if app == "g" else reach.city) if placed and rng.random() < 0.95 else "",
        "region": reach.region if placed and rng.random() < 0.9 else "",
        "postcode": typed(reach.postcode, rng, 0.02) if placed else "",
        "contact_name": contact if has["contact_name"] else "",
    }


def _dialled(number: str, rng: Draw) -> str:
    if rng.random() < 0.04:
        number = typed(number, rng, 1.0, string.digits)
    form = rng.choice(
        ("0{a} {b} {c}", "+61 {a} {b} {c}", "(0{a}) {b}{c}", "0{a}{b}{c}", "0061-{a}-{b}-{c}", "{a} {b} {c}")
    )
    return form.format(a=number[0], b=number[1:5], c=number[5:])


def _street(address: str, rng: Draw) -> str:
    for full, short in (("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Terrace", "Tce"), ("Crescent", "Cres")):
        if address.endswith(full) and rng.random() < 0.4:
            address = address.removesuffix(full) + rng.choice((short, short + "."))
    if address.startswith(("Unit ", "Flat ", "Apt ")) and rng.random() < 0.5:
        flat, _, rest = address.partition(", ")
        address = f"{flat.split()[1]}/{rest}"
    if rng.random() < 0.05:
        address = address.replace(" ", "\n", 1)
    return typed(address, rng, 0.06).upper() if rng.random() < 0.08 else typed(address, rng, 0.06)
