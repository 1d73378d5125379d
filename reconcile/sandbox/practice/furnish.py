"""From a family on paper to entities that can be reached: mailboxes, telephones, addresses, shared as families share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reconcile.sandbox.practice import addresses, phones
from reconcile.sandbox.practice.addresses import Address
from reconcile.sandbox.practice.entities import Draft, Entity, Family, Particulars
from reconcile.sandbox.practice.kin import Setting
from reconcile.sandbox.practice.persons import Person
from reconcile.sandbox.practice.registry import mailbox, personal_mailbox
from reconcile.sandbox.practice.words import Place

OFFICES = {
    "AU": Address("Level 2, 48 Lambton Street", "Geelong", "VIC", "3220", "AU"),
    "NZ": Address("Level 1, 17 Trafalgar Street", "Nelson", "Nelson", "7010", "NZ"),
}
"""The practice's own offices, which are the registered offices of many of its clients."""


@dataclass(frozen=True, slots=True)
class _Home:
    place: Place
    address: Address
    phone: str
    people: dict[tuple[str, str, str], Person]
    bookkeeper: str


def furnish(drafts: list[Draft], setting: Setting, family: str, first: int, bookkeepers: list[str]) -> Family:
    """Entities with ids from `first` on; about one family in twenty has its mail read by a bookkeeper."""
    place = addresses.town(setting.country, setting.rng)
    people = _with_mailboxes([who for draft in drafts for who in draft.people], place, setting)
    mail = setting.registry.turn("mail", {"own": 19, "bookkeeper": 1}, setting.rng)
    bookkeeper = setting.rng.choice(bookkeepers) if mail == "bookkeeper" else ""
    home = _Home(
        place,
        addresses.at(place, setting.rng),
        phones.landline(place, setting.registry),
        people,
        bookkeeper,
    )
    partner = setting.rng.randrange(1_000_000)
    entities = [
        Entity(
            f"E{first + place_in_family:06d}",
            family,
            replace(draft, people=tuple(people[_identity(who)] for who in draft.people)),
            setting.country,
            _particulars(draft, home, setting),
            trustee_of="" if draft.trustee_of is None else f"E{first + draft.trustee_of:06d}",
            partner=partner,
            manager=setting.rng.randrange(1_000_000),
        )
        for place_in_family, draft in enumerate(drafts)
    ]
    return Family(family, setting.country, entities)


def _identity(who: Person) -> tuple[str, str, str]:
    return who.given, who.surname, who.generation


def _with_mailboxes(everybody: Iterable[Person], place: Place, setting: Setting) -> dict[tuple[str, str, str], Person]:
    """Everybody once, with a mobile and an email; nearly half of the others read the first one's mail."""
    found: dict[tuple[str, str, str], Person] = {}
    shared = ""
    for who in everybody:
        if _identity(who) in found:
            continue
        email = setting.registry.email(*personal_mailbox(who.given, who.surname or "mail", setting.rng))
        if shared and setting.rng.random() < 0.4:
            email = shared
        shared = shared or email
        found[_identity(who)] = replace(who, email=email, mobile=phones.mobile(place, setting.registry))
    return found


def _particulars(draft: Draft, home: _Home, setting: Setting) -> Particulars:
    place = home.place
    if draft.place:
        place = next((town for town in addresses.towns(setting.country) if town.town == draft.place), place)
    email, website = _mail_and_web(draft, home, setting)
    address = _address(draft, home, place, setting)
    own_line = draft.trades or setting.rng.random() < 0.1
    return Particulars(
        email=email,
        phone=phones.landline(place, setting.registry) if own_line else home.phone,
        fax=phones.landline(place, setting.registry) if setting.rng.random() < 0.12 else "",
        website=website,
        address=address,
        postal=addresses.box(place, setting.rng) if setting.rng.random() < 0.25 else None,
        place=place,
    )


def _mail_and_web(draft: Draft, home: _Home, setting: Setting) -> tuple[str, str]:
    rng = setting.rng
    if home.bookkeeper and draft.relation != "person":
        return home.bookkeeper, ""
    own = home.people[_identity(draft.people[0])]
    if draft.trades and rng.random() < 0.75:
        domain = mailbox(draft.base).replace(".", "") + ".example"
        local = rng.choice(("info", "accounts", "office", mailbox(own.given)))
        return f"{local}@{domain}", rng.choice((f"https://www.{domain}", f"www.{domain}", f"http://{domain}/"))
    if draft.relation == "person" or rng.random() < 0.7:
        return own.email, ""
    local, domain = personal_mailbox(own.given, own.surname or "mail", rng)
    return setting.registry.email(f"{local}.{draft.relation}", domain), ""


def _address(draft: Draft, home: _Home, place: Place, setting: Setting) -> Address:
    chance = setting.rng.random()
    if place is not home.place or (draft.trades and chance < 0.55):
        return addresses.at(place, setting.rng)
    if draft.relation not in ("person", "couple", "estate") and chance > 0.9:
        return OFFICES.get(setting.country, home.address)
    return addresses.at(place, setting.rng) if chance > 0.97 else home.address
