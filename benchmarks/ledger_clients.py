"""Who there is in an invented ledger: families with their companies, trusts and funds, and how each of them is reached."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.ledger_words import (
    BOOKKEEPERS,
    COMMON,
    FAMILIES,
    FIRMS,
    GIVEN,
    HOLDINGS,
    OFFICE,
    PROVIDERS,
    STREETS,
    TOWNS,
    TRADES,
)


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


class Draw(Random):
    """Chance, and who has which mailbox: two people never have one by chance."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.taken: dict[str, Someone] = {}

    def own(self, box: str, who: Someone) -> str:
        """The mailbox, or where somebody else has it already one with a number."""
        while self.taken.setdefault(box, who) != who:
            box = f"{len(self.taken)}{box}"
        return box


def family_of(number: int, rng: Draw) -> list[Entity]:
    """The clients of one family: its people, and what they own."""
    family = rng.choice(COMMON) if rng.random() < 0.22 else rng.choice(FAMILIES)
    adults = [Someone(*_given(rng), family)]
    while rng.random() < 0.7 and len(adults) < 2:
        adults += [one for one in [Someone(*_given(rng), family)] if one.given != adults[0].given]
    home = home_of(adults[0], rng)
    found = [_person(f"{number}p{place}", adult, home, rng) for place, adult in enumerate(adults) if rng.random() < 0.8]
    if len(adults) == 2 and rng.random() < 0.3:
        found.append(_couple(f"{number}c", adults, home, rng))
    if rng.random() < 0.25:
        child = Someone(*_given(rng, like=adults[0] if rng.random() < 0.2 else None), family)
        alike = any(
            child.given == adult.given for adult in adults
        )  # who is called like a parent is told apart by something
        found.append(_person(f"{number}k", child, home, rng, 1.0 if alike else 0.55))
    for make, share in ((_company, 0.55), (_trust, 0.35), (_fund, 0.2), (_trustee, 0.12), (_estate, 0.05)):
        if rng.random() < share:
            found.append(make(f"{number}{make.__name__}", adults, home, rng))
    found += [_sibling(entity, rng) for entity in found if entity.kind in {"company", "trust"} and rng.random() < 0.15]
    return found or [_person(f"{number}p", adults[0], home, rng)]


def _given(rng: Draw, like: Someone | None = None) -> tuple[str, str]:
    return (like.given if like else rng.choice(GIVEN)), rng.choice(GIVEN)


def home_of(who: Someone, rng: Draw) -> Reach:
    """A home, a telephone and the mailbox of one who lives there."""
    town, region, start = rng.choice(TOWNS)
    address = f"{rng.randint(1, 240)} {rng.choice(STREETS)}"
    if rng.random() < 0.15:
        address = f"{rng.choice(('Unit', 'Flat', 'Apt'))} {rng.randint(1, 30)}, {address}"
    if rng.random() < 0.08:
        address = f"PO Box {rng.randint(10, 9999)}"
    postcode = f"{start}{rng.randint(0, 99):02d}"
    return Reach(mailbox_of(who, rng), phone_number(rng), address, town, region, postcode)


def mailbox_of(who: Someone, rng: Draw) -> str:
    """A mailbox of this person's own."""
    given, family = letters_of(who.given), letters_of(who.family)
    box = rng.choice((f"{given}.{family}", f"{given[0]}{family}", f"{family}family", f"{given}{rng.randint(50, 99)}"))
    return rng.own(f"{box}@{rng.choice(PROVIDERS)}", who)


def letters_of(text: str) -> str:
    """The text's letters, as they stand in a mailbox."""
    return "".join(sign for sign in text.lower() if sign in string.ascii_lowercase) or "mail"


def phone_number(rng: Draw) -> str:
    """Digits from the area on."""
    return f"{rng.choice(('2', '3', '7', '8', '9'))}{rng.randint(5_550_000, 5_559_999)}{rng.randint(0, 9)}"


def _own(reach: Reach, who: Someone, rng: Draw, share: float) -> Reach:
    """Some have a mailbox, a mobile or a place of their own."""
    if rng.random() < share:
        reach = replace(reach, email=mailbox_of(who, rng))
    if rng.random() < share:
        reach = replace(reach, phone=phone_number(rng))
    return reach


def _person(key: str, who: Someone, home: Reach, rng: Draw, own: float = 0.55) -> Entity:
    return Entity(key, who.name, who, _own(home, who, rng, own), "person", (who,))


def _couple(key: str, adults: Sequence[Someone], home: Reach, rng: Draw) -> Entity:
    formal = f"{adults[0].given} & {adults[1].given} {adults[0].family}"
    return Entity(key, formal, adults[0], _own(home, adults[0], rng, 0.1), "couple", tuple(adults))


def _company(key: str, adults: Sequence[Someone], home: Reach, rng: Draw) -> Entity:
    who, trade = adults[0], rng.choice(TRADES)
    base = rng.choice((rng.choice(FIRMS), who.family, f"{rng.choice(FIRMS)} {rng.choice(FIRMS)}", who.name))
    form = rng.choice(("Pty Ltd", "Ltd", "Limited", "Pty Limited", "Inc", "LLC"))
    reach = _own(home, who, rng, 0.35)
    if rng.random() < 0.5:
        reach = replace(
            home_of(who, rng), email=f"{rng.choice(('info', 'accounts', 'office'))}@{letters_of(base + trade)}.example"
        )
    if rng.random() < 0.12:
        reach = replace(reach, email=rng.choice(BOOKKEEPERS))
    if rng.random() < 0.12:
        reach = replace(reach, address=OFFICE, city="Port Orlen", region="NSW", postcode="2199")
    extras = {"trading": f"{rng.choice(FIRMS)} {trade}"} if rng.random() < 0.3 else {}
    return Entity(key, f"{base} {trade} {form}", who, reach, "company", (), (form,), extras)


def _trust(key: str, adults: Sequence[Someone], home: Reach, rng: Draw) -> Entity:
    base = rng.choice((adults[0].family, adults[0].name, rng.choice(FIRMS)))
    kind = rng.choice(("Family Trust", "Trust", "Family Trust", "Discretionary Trust", "Unit Trust"))
    extras = {"holder": f"{base} {rng.choice(HOLDINGS)} Pty Ltd"}
    return Entity(key, f"{base} {kind}", adults[0], _own(home, adults[0], rng, 0.15), "trust", (), (kind,), extras)


def _fund(key: str, adults: Sequence[Someone], home: Reach, rng: Draw) -> Entity:
    form = rng.choice(("Super Fund", "Superannuation Fund", "SMSF"))
    base = rng.choice((adults[0].family, f"{adults[0].family} Family", adults[0].name))
    return Entity(key, f"{base} {form}", adults[0], _own(home, adults[0], rng, 0.1), "fund", (), (form,))


def _trustee(key: str, adults: Sequence[Someone], home: Reach, rng: Draw) -> Entity:
    formal = f"{adults[0].family} {rng.choice(HOLDINGS)} Pty Ltd"
    return Entity(key, formal, adults[0], _own(home, adults[0], rng, 0.1), "trustee", (), ("Pty Ltd",))


def _estate(key: str, adults: Sequence[Someone], home: Reach, rng: Draw) -> Entity:
    gone = Someone(rng.choice(GIVEN), rng.choice(GIVEN), adults[0].family)
    return Entity(key, f"Estate of {gone.given} {gone.middle} {gone.family}", adults[0], home, "estate", (gone,))


def _sibling(entity: Entity, rng: Draw) -> Entity:
    """A second company or trust of the same words: another number, year or place."""
    words = entity.formal.removesuffix(entity.suffix[0]).strip()
    elsewhere = [town for town, *_ in TOWNS if town != entity.reach.city]
    more = rng.choice(("No 2", str(rng.randint(2004, 2022)), rng.choice(elsewhere)))
    formal = f"{words} {entity.suffix[0]} {more}" if entity.kind == "trust" else f"{words} {more} {entity.suffix[0]}"
    return replace(entity, key=entity.key + "s", formal=formal, extras={})


def has_double(entity: Entity, rng: Draw) -> bool:
    """Whether somebody else has the same name."""
    return entity.kind == "person" and rng.random() < (0.10 if entity.contact.family in COMMON else 0.015)


def namesake(entity: Entity, number: int, rng: Draw) -> Entity:
    """Somebody else of the same name: a stranger, or a relative at the same home with a life of his own."""
    who = replace(entity.contact, middle=rng.choice(GIVEN))
    reach = home_of(who, rng)
    if rng.random() < 0.2:
        at = entity.reach
        reach = replace(reach, address=at.address, city=at.city, region=at.region, postcode=at.postcode)
    return replace(entity, key=f"n{number}", contact=who, people=(who,), reach=reach)
