"""What one record holds of the way to reach its client: in part, in its own writing, and now and then out of date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from reconcile.sandbox.practice import addresses, phones
from reconcile.sandbox.practice.addresses import Address
from reconcile.sandbox.practice.entities import Entity, Particulars
from reconcile.sandbox.practice.persons import Person
from reconcile.sandbox.practice.records import Record
from reconcile.sandbox.practice.words import variants

MISSING = {"email": 0.08, "phone": 0.14, "fax": 0.3, "website": 0.2, "address": 0.07, "postal": 0.3, "mobile": 0.25}
"""Field → the share of records that lack it though the client has it."""

OUTDATED = {"email": 0.07, "phone": 0.09, "address": 0.09, "website": 0.2}
"""Field → the share of second and further records of a client that hold what once was right, at corruption 1."""

WORST = 0.9
"""No share grows beyond this, whatever the corruption."""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """One contact as a record holds it; ``""`` for what it lacks."""

    name: str
    email: str
    phone: str
    mobile: str
    salutation: str
    addressee: str
    position: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Details:
    """The fields of one record that the apps share; ``""`` and None for what it lacks."""

    email: str
    phone: str
    fax: str
    website: str
    address: Address | None
    postal: Address | None
    country: str
    contacts: tuple[ContactDetails, ...]


def details(record: Record, corruption: float, rng: Random) -> Details:
    """Draw the details of a record; the first record of an entity (`nth` 0) is never out of date."""
    entity, known = record.entity, record.entity.particulars
    keep = _keeper(rng)
    stale = _stale(record, corruption, rng)
    phone = phones.former(_line(entity, known)) if stale("phone") else _line(entity, known)
    email = former_email(known.email) if stale("email") else known.email
    address = addresses.at(known.place, rng) if stale("address") else known.address
    address = addresses.rewritten(address, rng) if rng.random() < 0.25 else address
    website = _other_website(known.website) if known.website and stale("website") else known.website
    return Details(
        email=keep("email", email),
        phone=keep("phone", phones.write(phone, entity.country, rng)),
        fax=keep("fax", phones.write(known.fax, entity.country, rng) if known.fax else ""),
        website=keep("website", website),
        address=address if keep("address", "x") else None,
        postal=known.postal if known.postal and keep("postal", "x") else None,
        country=rng.choices(addresses.COUNTRIES[entity.country], cum_weights=(70, 82, 89, 93, 100))[0],
        contacts=_contacts(record, email, keep, rng),
    )


def former_email(email: str) -> str:
    """The mailbox that a client had before: of the same local part elsewhere, or named by what is now its domain."""
    local, _, domain = email.partition("@")
    if local in ("info", "accounts", "office"):
        local = domain.partition(".")[0]
    return f"{local}@{'oldmail.example' if domain != 'oldmail.example' else 'mail.example'}"


def _keeper(rng: Random) -> Callable[[str, str], str]:
    def keep(field: str, value: str) -> str:
        return "" if rng.random() < MISSING[field] else value

    return keep


def _stale(record: Record, corruption: float, rng: Random) -> Callable[[str], bool]:
    def stale(field: str) -> bool:
        return record.nth > 0 and rng.random() < min(OUTDATED[field] * corruption, WORST)

    return stale


def _line(entity: Entity, known: Particulars) -> str:
    """The client's number; half of the people are called on their mobiles."""
    mobile = entity.draft.people[0].mobile
    return mobile if entity.relation == "person" and int(entity.entity[1:]) % 2 else known.phone


def _other_website(website: str) -> str:
    return "https://" + website.split("//")[-1].removeprefix("www.").rstrip("/").replace(".example", "-group.example")


def _contacts(record: Record, email: str, keep: Callable[[str, str], str], rng: Random) -> tuple[ContactDetails, ...]:
    """None, one or several; often none of them is the primary one, and the primary one need not come first."""
    if record.app == "xpm" and rng.random() < 0.12:
        return ()
    people = list(record.entity.draft.people)
    if len(people) > 1 and rng.random() < 0.35:
        people = people[:1]
    if rng.random() < 0.1:
        people.reverse()
    primary = rng.choices((0, len(people) - 1, -1), (60, 10, 30) if record.app == "xpm" else (84, 8, 8))[0]
    lead = record.entity.draft.people[0]
    return tuple(
        _contact(record, who, email if who is lead and rng.random() < 0.6 else who.email, place == primary, keep, rng)
        for place, who in enumerate(people)
    )


def _contact(
    record: Record, who: Person, email: str, is_primary: bool, keep: Callable[[str, str], str], rng: Random
) -> ContactDetails:
    country = record.entity.country
    shorts = variants("nicknames.txt").get(who.given, ())
    first = rng.choice(shorts) if shorts and rng.random() < 0.15 else who.given
    office = record.entity.particulars.phone
    position = "" if record.entity.relation == "person" else rng.choice(_POSITIONS.get(record.entity.relation, ("",)))
    return ContactDetails(
        name=who.called.replace(who.given, first, 1),
        email=keep("email", email),
        phone=phones.write(office, country, rng) if rng.random() < 0.3 else "",
        mobile=keep("mobile", phones.write(who.mobile, country, rng)),
        salutation=first if rng.random() < 0.7 else "",
        addressee=rng.choice((who.called, f"{_title(who)} {who.given[0]} {who.surname}".strip(), "", "")),
        position=position,
        is_primary=is_primary,
    )


def _title(who: Person) -> str:
    return "Mr" if who.gender == "male" else "Ms"


_POSITIONS = {
    "company": ("Director", "Director", "Managing Director", "Owner", "0", ""),
    "trustee-company": ("Director", "Secretary", ""),
    "trust": ("Trustee", "Trustee", "Beneficiary", ""),
    "super-fund": ("Member", "Trustee", ""),
    "association": ("Treasurer", "President", "Secretary"),
    "partnership": ("Partner", ""),
    "estate": ("Executor", "Administrator"),
}
"""What people are to a client; XPM's own records hold junk such as ``0`` here too."""
