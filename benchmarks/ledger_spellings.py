"""How ledgers write a client's name: short forms, initials, another order, remarks, and slips of the fingers."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable
from random import Random

from benchmarks.ledger_clients import Entity, letters_of
from benchmarks.ledger_words import NICKNAMES


def typed(text: str, rng: Random, share: float, letters: str = string.ascii_lowercase) -> str:
    """One slip of the fingers in this share of the texts."""
    if rng.random() >= share or len(text) < 5:
        return text
    place = rng.randrange(1, len(text) - 1)
    if text[place].isdigit():
        letters = string.digits
    kind = rng.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    return text[:place] + (rng.choice(letters) if kind == 2 else text[place] * 2) + text[place + 1 :]


def spelling(entity: Entity, app: str, rng: Random) -> str:
    name = _WRITERS[entity.kind](entity, app, rng)
    if rng.random() < 0.07:
        name = name.upper()
    elif rng.random() < 0.03:
        name = name.lower()
    if rng.random() < 0.06:
        name = typed(name, rng, 1.0)
    if rng.random() < 0.04:
        name = f"{name} {rng.choice(('(old)', '- DO NOT USE', '(copy)', '(inactive)', '- archived', 'DUPLICATE'))}"
    if app == "x" and rng.random() < 0.04:
        name = f"{letters_of(entity.contact.family)[:4].upper()}{rng.randint(1, 99):03d} {name}"
    if app == "g" and len(name) > 34 and rng.random() < 0.5:  # a field of 34 signs
        name = name[:34].rstrip()
    if not name.isascii() and rng.random() < 0.25:
        name = name.encode().decode("cp1252", errors="replace") if rng.random() < 0.5 else _ascii(name)
    return name.replace("&", "&amp;") if "&" in name and rng.random() < 0.1 else name


def _ascii(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))


def _write_person(entity: Entity, app: str, rng: Random) -> str:
    who = entity.people[0]
    given = rng.choice(NICKNAMES[who.given]) if who.given in NICKNAMES and rng.random() < 0.15 else who.given
    habit = rng.random()
    if app == "x" and habit < 0.45:
        middle = f" {who.middle}" if habit < 0.08 else f" {who.middle[0]}" if habit < 0.12 else ""
        return f"{who.family}, {given}{middle}"
    if habit < 0.12:
        return f"{given} {who.middle} {who.family}"
    if habit < 0.20:
        return f"{given} {who.middle[0]}{rng.choice(('', '.'))} {who.family}"
    if habit < 0.27:
        return f"{given[0]}{rng.choice(('', '.'))} {who.family}"
    if habit < 0.30:
        return f"{rng.choice(('Mr', 'Ms', 'Dr', 'Mrs'))} {given} {who.family}"
    return f"{given} {who.family}"


def _write_couple(entity: Entity, app: str, rng: Random) -> str:
    one, other = entity.people if rng.random() < 0.85 else entity.people[::-1]
    sign, family = rng.choice(("&", "and", "+")), one.family
    habit = rng.randrange(6)
    if habit == 0:
        return f"{one.given[0]} {sign} {other.given[0]} {family}"
    if habit == 1:
        return f"{family}, {one.given} {sign} {other.given}"
    if habit == 2:
        return f"{one.given} {family} {sign} {other.given} {family}"
    if habit == 3 and app == "x":
        return f"{family} {one.given[0]} {sign} {other.given[0]}"
    return f"{one.given} {sign} {other.given} {family}"


def _write_company(entity: Entity, _app: str, rng: Random) -> str:
    form = entity.suffix[0]
    ways = {"Pty Ltd": ("Pty Ltd", "P/L", "Pty. Ltd.", "Pty Limited", ""), "Pty Limited": ("Pty Limited", "Pty Ltd", "P/L"),
            "Ltd": ("Ltd", "Limited", "Ltd.", ""), "Limited": ("Limited", "Ltd", ""), "Inc": ("Inc", "Inc.", "Incorporated", ""),
            "LLC": ("LLC", "L.L.C.", "")}  # fmt: skip
    written = form if rng.random() < 0.5 else rng.choice(ways[form])
    name = entity.formal.replace(form, written).strip() if form != written else entity.formal
    for full, short in (("Services", "Svcs"), ("Management", "Mgmt"), ("Engineering", "Eng"), ("and", "&")):
        if f" {full} " in name and rng.random() < 0.3:
            name = name.replace(f" {full} ", f" {short} ")
    if "trading" in entity.extras:
        habit = rng.random()
        if habit < 0.25:
            return f"{name} {rng.choice(('t/a', 'T/A', 'trading as', 'dba'))} {entity.extras['trading']}"
        if habit < 0.35:
            return entity.extras["trading"]
    return f"The {name}" if rng.random() < 0.03 else name


def _write_trust(entity: Entity, _app: str, rng: Random) -> str:
    name = entity.formal
    habit = rng.random()
    if habit < 0.12:
        return (
            f"{entity.extras.get('holder', entity.contact.name)} {rng.choice(('ATF', 'as trustee for', 'atf'))} {name}"
        )
    if habit < 0.25:
        return f"The Trustee for {name}" if habit < 0.18 else f"The {name}"
    return name.replace("Family Trust", rng.choice(("Family Trust", "F/T", "Fam Trust"))) if habit < 0.4 else name


def _write_fund(entity: Entity, _app: str, rng: Random) -> str:
    form = rng.choice(("Super Fund", "Superannuation Fund", "SMSF", "S/F")) if rng.random() < 0.5 else entity.suffix[0]
    name = entity.formal.removesuffix(entity.suffix[0]) + form
    return f"{entity.contact.family} Super Pty Ltd ATF {name}" if rng.random() < 0.08 else name


def _write_estate(entity: Entity, _app: str, rng: Random) -> str:
    gone = entity.people[0]
    middle = f" {gone.middle}" if rng.random() < 0.5 else ""
    person = f"{gone.given}{middle} {gone.family}"
    ways = f"Estate of {person}", f"Estate of the late {person}", f"{person} (Deceased)", f"The Estate of {person}"
    return rng.choice(ways)


def _write_formal(entity: Entity, _app: str, rng: Random) -> str:
    return (
        entity.formal
        if rng.random() < 0.7
        else entity.formal.replace("Pty Ltd", rng.choice(("P/L", "Pty Limited", "")))
    )


_WRITERS: dict[str, Callable[[Entity, str, Random], str]] = {
    "person": _write_person,
    "couple": _write_couple,
    "company": _write_company,
    "trust": _write_trust,
    "fund": _write_fund,
    "trustee": _write_formal,
    "estate": _write_estate,
}
