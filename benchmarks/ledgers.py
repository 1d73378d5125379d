"""A second invented practice, made in another way than the demo's: three ledgers kept by three people with other habits.

The demo's generator and the matcher grew up together; this one knows neither. Families share mailboxes, landlines and
homes; some clients are reached through their bookkeeper or at the accountant's office; people of one name are strangers or
father and son; ledgers cut long names off, garble accents, keep the old address, and mistype a digit.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import pandas as pd

from benchmarks.ledger_words import (
    BOOKKEEPERS,
    COMMON,
    FAMILIES,
    FIRMS,
    GIVEN,
    HOLDINGS,
    NICKNAMES,
    OFFICE,
    PROVIDERS,
    STREETS,
    TOWNS,
    TRADES,
)  # fmt: skip
from benchmarks.practices import Practice

APPS = (("x", 0.86), ("i", 0.62), ("g", 0.20))
"""App and the share of the clients that it knows."""
KEPT = {"email": 0.80, "phone": 0.74, "address": 0.78, "contact_name": 0.6}
"""How often a ledger has a field at all."""


@dataclass(frozen=True)
class Reach:
    """How a client is reached, as it truly is."""

    email: str
    phone: str
    address: str
    city: str
    region: str
    postcode: str


@dataclass(frozen=True)
class Someone:
    """A person of a family."""

    given: str
    middle: str
    family: str

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Entity:
    """One client: ``spellings`` makes one of the ways in which a ledger writes it."""

    key: str
    formal: str
    contact: Someone
    reach: Reach
    kind: str
    people: tuple[Someone, ...] = ()
    suffix: tuple[str, ...] = ()
    extras: dict[str, str] = field(default_factory=dict)


def ledger_practice(seed: int = 1, families: int = 150) -> Practice:
    """About six records a family; the truth is every pair of records of one entity."""
    rng = Random(f"ledgers {seed} {families}")
    entities = [entity for number in range(families) for entity in _family(number, rng)]
    entities += [_namesake(entity, number, rng) for number, entity in enumerate(entities) if _has_double(entity, rng)]
    rows: list[dict[str, str]] = []
    owners: dict[str, str] = {}
    for entity in entities:
        for app in _apps(rng):
            record = f"{app}:{len(rows) + 1}"
            owners[record] = entity.key
            rows.append({"id": record, **_record(entity, app, rng)})
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


def _apps(rng: Random) -> list[str]:
    found = [app for app, share in APPS if rng.random() < share] or ["x"]
    return found + ([rng.choice(found)] if rng.random() < 0.06 else [])  # entered twice


# ---- who there is ----------------------------------------------------------------------------------------------------


def _family(number: int, rng: Random) -> list[Entity]:
    family = rng.choice(COMMON) if rng.random() < 0.22 else rng.choice(FAMILIES)
    adults = [Someone(*_given(rng), family) for _ in range(2 if rng.random() < 0.7 else 1)]
    home = _home(adults[0], rng)
    found = [_person(f"{number}p{place}", adult, home, rng) for place, adult in enumerate(adults) if rng.random() < 0.8]
    if len(adults) == 2 and rng.random() < 0.3:
        found.append(_couple(f"{number}c", adults, home, rng))
    if rng.random() < 0.25:
        child = Someone(*_given(rng, like=adults[0] if rng.random() < 0.2 else None), family)
        found.append(_person(f"{number}k", child, home, rng))
    for make, share in ((_company, 0.55), (_trust, 0.35), (_fund, 0.2), (_trustee, 0.12), (_estate, 0.05)):
        if rng.random() < share:
            found.append(make(f"{number}{make.__name__}", adults, home, rng))
    found += [_sibling(entity, rng) for entity in found if entity.kind in {"company", "trust"} and rng.random() < 0.15]
    return found or [_person(f"{number}p", adults[0], home, rng)]


def _given(rng: Random, like: Someone | None = None) -> tuple[str, str]:
    return (like.given if like else rng.choice(GIVEN)), rng.choice(GIVEN)


def _home(who: Someone, rng: Random) -> Reach:
    town, region, start = rng.choice(TOWNS)
    address = f"{rng.randint(1, 240)} {rng.choice(STREETS)}"
    if rng.random() < 0.15:
        address = f"{rng.choice(('Unit', 'Flat', 'Apt'))} {rng.randint(1, 30)}, {address}"
    if rng.random() < 0.08:
        address = f"PO Box {rng.randint(10, 9999)}"
    postcode = f"{start}{rng.randint(0, 99):02d}"
    return Reach(_mailbox(who, rng), _number(rng), address, town, region, postcode)


def _mailbox(who: Someone, rng: Random) -> str:
    given, family = _plain(who.given), _plain(who.family)
    box = rng.choice((f"{given}.{family}", f"{given[0]}{family}", f"{family}family", f"{given}{rng.randint(50, 99)}"))
    return f"{box}@{rng.choice(PROVIDERS)}"


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign in string.ascii_lowercase) or "mail"


def _number(rng: Random) -> str:
    return f"{rng.choice(('2', '3', '7', '8', '9'))}{rng.randint(5_550_000, 5_559_999)}{rng.randint(0, 9)}"


def _own(reach: Reach, who: Someone, rng: Random, share: float) -> Reach:
    """Some have a mailbox, a mobile or a place of their own."""
    if rng.random() < share:
        reach = replace(reach, email=_mailbox(who, rng))
    if rng.random() < share:
        reach = replace(reach, phone=_number(rng))
    return reach


def _person(key: str, who: Someone, home: Reach, rng: Random) -> Entity:
    return Entity(key, who.name, who, _own(home, who, rng, 0.55), "person", (who,))


def _couple(key: str, adults: Sequence[Someone], home: Reach, rng: Random) -> Entity:
    formal = f"{adults[0].given} & {adults[1].given} {adults[0].family}"
    return Entity(key, formal, adults[0], _own(home, adults[0], rng, 0.1), "couple", tuple(adults))


def _company(key: str, adults: Sequence[Someone], home: Reach, rng: Random) -> Entity:
    who, trade = adults[0], rng.choice(TRADES)
    base = rng.choice((rng.choice(FIRMS), who.family, f"{rng.choice(FIRMS)} {rng.choice(FIRMS)}", who.name))
    form = rng.choice(("Pty Ltd", "Ltd", "Limited", "Pty Limited", "Inc", "LLC"))
    reach = _own(home, who, rng, 0.35)
    if rng.random() < 0.5:
        reach = replace(
            _home(who, rng), email=f"{rng.choice(('info', 'accounts', 'office'))}@{_plain(base + trade)}.example"
        )
    if rng.random() < 0.12:
        reach = replace(reach, email=rng.choice(BOOKKEEPERS))
    if rng.random() < 0.12:
        reach = replace(reach, address=OFFICE, city="Port Orlen", region="NSW", postcode="2199")
    extras = {"trading": f"{rng.choice(FIRMS)} {trade}"} if rng.random() < 0.3 else {}
    return Entity(key, f"{base} {trade} {form}", who, reach, "company", (), (form,), extras)


def _trust(key: str, adults: Sequence[Someone], home: Reach, rng: Random) -> Entity:
    base = rng.choice((adults[0].family, adults[0].name, rng.choice(FIRMS)))
    kind = rng.choice(("Family Trust", "Trust", "Family Trust", "Discretionary Trust", "Unit Trust"))
    extras = {"holder": f"{base} {rng.choice(HOLDINGS)} Pty Ltd"}
    return Entity(key, f"{base} {kind}", adults[0], _own(home, adults[0], rng, 0.15), "trust", (), (kind,), extras)


def _fund(key: str, adults: Sequence[Someone], home: Reach, rng: Random) -> Entity:
    form = rng.choice(("Super Fund", "Superannuation Fund", "SMSF"))
    base = rng.choice((adults[0].family, f"{adults[0].family} Family", adults[0].name))
    return Entity(key, f"{base} {form}", adults[0], _own(home, adults[0], rng, 0.1), "fund", (), (form,))


def _trustee(key: str, adults: Sequence[Someone], home: Reach, rng: Random) -> Entity:
    formal = f"{adults[0].family} {rng.choice(HOLDINGS)} Pty Ltd"
    return Entity(key, formal, adults[0], _own(home, adults[0], rng, 0.1), "trustee", (), ("Pty Ltd",))


def _estate(key: str, adults: Sequence[Someone], home: Reach, rng: Random) -> Entity:
    gone = Someone(rng.choice(GIVEN), rng.choice(GIVEN), adults[0].family)
    return Entity(key, f"Estate of {gone.given} {gone.middle} {gone.family}", adults[0], home, "estate", (gone,))


def _sibling(entity: Entity, rng: Random) -> Entity:
    """A second company or trust of the same words: another number, year or place."""
    words = entity.formal.removesuffix(entity.suffix[0]).strip()
    elsewhere = [town for town, *_ in TOWNS if town != entity.reach.city]
    more = rng.choice(("No 2", str(rng.randint(2004, 2022)), rng.choice(elsewhere)))
    formal = f"{words} {entity.suffix[0]} {more}" if entity.kind == "trust" else f"{words} {more} {entity.suffix[0]}"
    return replace(entity, key=entity.key + "s", formal=formal, extras={})


def _has_double(entity: Entity, rng: Random) -> bool:
    return entity.kind == "person" and rng.random() < (0.10 if entity.contact.family in COMMON else 0.015)


def _namesake(entity: Entity, number: int, rng: Random) -> Entity:
    """Somebody else of the same name: a stranger, or a relative at the same home with a life of his own."""
    who = replace(entity.contact, middle=rng.choice(GIVEN))
    reach = _home(who, rng)
    reach = replace(reach, email=f"{number + 2}{reach.email}")  # two people never have one mailbox by chance
    if rng.random() < 0.2:
        at = entity.reach
        reach = replace(reach, address=at.address, city=at.city, region=at.region, postcode=at.postcode)
    return replace(entity, key=f"n{number}", contact=who, people=(who,), reach=reach)


# ---- how a ledger writes it ------------------------------------------------------------------------------------------


def _record(entity: Entity, app: str, rng: Random) -> dict[str, str]:
    reach = entity.reach
    if rng.random() < 0.10:  # moved, and this ledger does not know
        reach = replace(_home(entity.contact, rng), email=reach.email, phone=reach.phone)
    if rng.random() < 0.08:
        reach = replace(reach, email=_mailbox(entity.contact, rng))
    if rng.random() < 0.12:
        reach = replace(reach, phone=_number(rng))
    contact = entity.contact.name if entity.kind != "person" or rng.random() < 0.7 else ""
    has = {name: rng.random() < share for name, share in KEPT.items()}
    placed = has["address"]
    return {
        "name": _spelling(entity, app, rng),
        "email": _typed(reach.email, rng, 0.03) if has["email"] else "",
        "phone": _dialled(reach.phone, rng) if has["phone"] else "",
        "address": _street(reach.address, rng) if placed else "",
        "city": (reach.city.upper() if app == "g" else reach.city) if placed and rng.random() < 0.95 else "",
        "region": reach.region if placed and rng.random() < 0.9 else "",
        "postcode": _typed(reach.postcode, rng, 0.02) if placed else "",
        "contact_name": contact if has["contact_name"] else "",
    }


def _dialled(number: str, rng: Random) -> str:
    if rng.random() < 0.04:
        number = _typed(number, rng, 1.0, string.digits)
    form = rng.choice(
        ("0{a} {b} {c}", "+61 {a} {b} {c}", "(0{a}) {b}{c}", "0{a}{b}{c}", "0061-{a}-{b}-{c}", "{a} {b} {c}")
    )
    return form.format(a=number[0], b=number[1:5], c=number[5:])


def _street(address: str, rng: Random) -> str:
    for full, short in (("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Terrace", "Tce"), ("Crescent", "Cres")):
        if address.endswith(full) and rng.random() < 0.4:
            address = address.removesuffix(full) + rng.choice((short, short + "."))
    if address.startswith(("Unit ", "Flat ", "Apt ")) and rng.random() < 0.5:
        flat, _, rest = address.partition(", ")
        address = f"{flat.split()[1]}/{rest}"
    if rng.random() < 0.05:
        address = address.replace(" ", "\n", 1)
    return _typed(address, rng, 0.06).upper() if rng.random() < 0.08 else _typed(address, rng, 0.06)


def _typed(text: str, rng: Random, share: float, letters: str = string.ascii_lowercase) -> str:
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


def _spelling(entity: Entity, app: str, rng: Random) -> str:
    name = _WRITERS[entity.kind](entity, app, rng)
    if rng.random() < 0.07:
        name = name.upper()
    elif rng.random() < 0.03:
        name = name.lower()
    if rng.random() < 0.06:
        name = _typed(name, rng, 1.0)
    if rng.random() < 0.04:
        name = f"{name} {rng.choice(('(old)', '- DO NOT USE', '(copy)', '(inactive)', '- archived', 'DUPLICATE'))}"
    if app == "x" and rng.random() < 0.04:
        name = f"{_plain(entity.contact.family)[:4].upper()}{rng.randint(1, 99):03d} {name}"
    if app == "g" and len(name) > 34 and rng.random() < 0.5:  # a field of 34 signs
        name = name[:34].rstrip()
    if not name.isascii() and rng.random() < 0.25:
        name = name.encode().decode("cp1252", errors="replace") if rng.random() < 0.5 else _ascii(name)
    return name.replace("&", "&amp;") if "&" in name and rng.random() < 0.1 else name


def _ascii(name: str) -> str:
    import unicodedata

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
