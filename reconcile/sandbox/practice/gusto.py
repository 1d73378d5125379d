"""A record as a Gusto company: the wire JSON of the company, its locations and its admins (United States only)."""

from __future__ import annotations

import hashlib
from random import Random

from reconcile.sandbox.practice import addresses, phones
from reconcile.sandbox.practice.addresses import Address
from reconcile.sandbox.practice.details import Details, details
from reconcile.sandbox.practice.keys import uuid_key
from reconcile.sandbox.practice.persons import Person
from reconcile.sandbox.practice.records import Record
from reconcile.sandbox.practice.registry import mailbox
from reconcile.sandbox.world import Document

STAMP = "2026-03-02T09:30:00-07:00"
"""When all locations were written."""


def gusto_company(record: Record, corruption: float) -> Document:
    """The document of one record: a demo token, the company, its locations, its admins."""
    rng = Random(record.seed)  # noqa: S311 - invented data has to come out the same again
    known = details(record, corruption, rng)
    lead, *others = record.entity.draft.people
    locations = _locations(record, known, rng)
    return {
        "token": f"gusto-demo-{record.number:05d}-{rng.getrandbits(48):012x}",
        "company": _company(record, known, locations, rng),
        "locations": locations,
        "admins": [_admin(who, rng) for who in (lead, *others[:1])],
    }


def _company(record: Record, known: Details, locations: list[Document], rng: Random) -> Document:
    lead = record.entity.draft.people[0]
    phone = phones.national(lead.mobile)
    signatory = {"uuid": uuid_key(rng), "first_name": lead.given, "middle_initial": lead.middle[:1], "last_name": lead.surname,
                 "phone": phone, "email": lead.email, "home_address": None}  # fmt: skip
    admin = {"first_name": lead.given, "last_name": lead.surname, "phone": phone, "email": known.email or lead.email}
    shown = ("street_1", "street_2", "city", "state", "zip", "country", "active", "inactive")
    return {
        "uuid": record.client_id,
        "ein": f"00-000{rng.randint(0, 9999):04d}",
        "entity_type": _entity_type(record, rng),
        "contractor_only": False,
        "tier": rng.choice(("simple", "plus", "premium")),
        "is_suspended": record.state == "Suspended",
        "company_status": record.state,
        "name": record.name,
        "slug": f"{mailbox(record.name).replace('.', '-')}-{record.number}",
        "trade_name": record.entity.name.trading or None,
        "is_partner_managed": False,
        "is_high_risk_business": False,
        "is_marijuana_business": False,
        "pay_schedule_type": rng.choice(("single", "hourly_salaried", "by_department")),
        "join_date": f"20{rng.randint(18, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "funding_type": rng.choice(("ach", "reverse_wire")),
        "locations": [{name: location[name] for name in shown} for location in locations],
        "compensations": {"hourly": [], "fixed": [], "paid_time_off": []},
        "primary_signatory": signatory if rng.random() < 0.8 else None,
        "primary_payroll_admin": admin,
    }


def _entity_type(record: Record, rng: Random) -> str:
    if record.entity.relation == "association":
        return "Non-Profit"
    if record.entity.relation == "partnership":
        return "General partnership"
    text = record.entity.name.text
    if "LLC" in text:
        return "LLC"
    return rng.choice(("C-Corporation", "S-Corporation"))


def _locations(record: Record, known: Details, rng: Random) -> list[Document]:
    """One place for both filing and mail, or two; now and then an old one that is no longer in use."""
    filing = known.address or record.entity.particulars.address
    mailing = known.postal
    found = [_location(record, filing, rng, filing=True, mailing=mailing is None)]
    if mailing:
        found.append(_location(record, mailing, rng, filing=False, mailing=True))
    if rng.random() < 0.12:
        old = _location(record, addresses.at(record.entity.particulars.place, rng), rng, filing=False, mailing=False)
        found.append(old | {"active": False, "inactive": True})
    return found


def _location(record: Record, address: Address, rng: Random, *, filing: bool, mailing: bool) -> Document:
    first, _, second = address.street.partition("\n")
    content: Document = {
        "phone_number": phones.national(record.entity.particulars.phone),
        "street_1": first,
        "street_2": second or None,
        "city": address.town,
        "state": address.region,
        "zip": address.postcode,
        "country": "USA",
    }
    version = hashlib.md5(repr(content).encode(), usedforsecurity=False).hexdigest()
    return {
        "uuid": uuid_key(rng),
        "version": version,
        "company_uuid": record.client_id,
        **content,
        "mailing_address": mailing,
        "filing_address": filing,
        "active": True,
        "inactive": False,
        "created_at": STAMP,
        "updated_at": STAMP,
    }


def _admin(who: Person, rng: Random) -> Document:
    return {
        "uuid": uuid_key(rng),
        "first_name": who.given,
        "last_name": who.surname,
        "email": who.email,
        "phone": phones.national(who.mobile),
    }
