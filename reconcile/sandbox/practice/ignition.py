"""A record as an Ignition client document, with contacts, proposals and its mapping to XPM."""

from __future__ import annotations

import datetime as dt
from random import Random

from reconcile.sandbox.practice.addresses import Address
from reconcile.sandbox.practice.details import ContactDetails, details
from reconcile.sandbox.practice.keys import slug
from reconcile.sandbox.practice.records import Record
from reconcile.sandbox.practice.staff import COLLEAGUES, MANAGERS, PARTNERS, another_user, chosen
from reconcile.sandbox.practice.xpm import STRUCTURES
from reconcile.sandbox.world import Document

FIRST_DAY = dt.datetime(2021, 2, 1, 8, 0, tzinfo=dt.UTC)
DAYS = 2070
"""The practice took up Ignition on the first day; nothing is younger than so many days."""

TAGS = ("monthly", "annual", "vip", "payroll", "new 2026", "paper", "on hold")


def ignition_client(record: Record, corruption: float) -> Document:
    """The document of one record; emails are small letters and text has no outer spaces, as the app keeps them."""
    rng = Random(record.seed)  # noqa: S311 - invented data has to come out the same again
    known = details(record, corruption, rng)
    created, updated = _times(rng)
    us = record.entity.country == "US"
    return {
        "id": record.number,
        "reference": f"CLI-{record.number - FIRST_ID + 1:04d}",
        "slug": record.client_id,
        "external_client_id": f"X{record.number}" if rng.random() < 0.05 else "",
        "name": record.name,
        "state": record.state,
        "partner_email": _user(chosen(PARTNERS, record.entity.partner), rng),
        "manager_email": _user(chosen(MANAGERS, record.entity.manager), rng),
        "notes": rng.choice(_NOTES) if rng.random() < 0.08 else "",
        "business_structure": STRUCTURES[record.entity.relation] if rng.random() < 0.6 else "",
        "gst_registered": ("Yes" if record.entity.draft.trades else "No") if rng.random() < 0.6 else "",
        "tax_number": f"00-000{rng.randint(0, 9999):04d}" if rng.random() < 0.1 else "",
        "company_number": "",
        "phone": known.phone,
        "fax": known.fax,
        "website": known.website,
        **_address("", known.address, known.country, rng),
        **_address("postal_", known.postal, known.country, rng),
        "fiscal_period_end_day": "31" if us or rng.random() < 0.3 else "30",
        "fiscal_period_end_month": "12" if us else rng.choice(("3", "6")),
        "group": record.groups[0] if record.groups else "",
        "created_at": created,
        "updated_at": updated,
        "tags": rng.sample(TAGS, rng.choices((0, 1, 2), (70, 22, 8))[0]),
        "proposals": _proposals(record.state, rng),
        "xero_id": "",
        "xpm_id": str(record.mapped.number if record.mapped else record.mapped_number or ""),
        "quickbooks_id": str(rng.randint(1, 4000)) if us and rng.random() < 0.5 else "",
        "contacts": [
            _contact(record, place, contact, created, updated, rng) for place, contact in enumerate(known.contacts)
        ],
    }


def _times(rng: Random) -> tuple[str, str]:
    created = FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS), minutes=rng.randrange(600))
    left = (FIRST_DAY + dt.timedelta(days=DAYS) - created).days
    updated = created + dt.timedelta(days=rng.randrange(left + 1), minutes=rng.randrange(60))
    return created.isoformat(), updated.isoformat()


def _user(position: int, rng: Random) -> str:
    """The colleague's email in Ignition; now and then somebody else's, or nobody's."""
    chance = rng.random()
    if chance < 0.06:
        return another_user(rng)
    return "" if chance < 0.14 else COLLEAGUES[position].user_email


def _address(prefix: str, address: Address | None, country: str, rng: Random) -> Document:
    parts = ("",) * 5
    if address:
        street = address.street.replace("\n", ", ") if rng.random() < 0.5 else address.street
        parts = (street, address.town, address.region, address.postcode, country)
    return dict(zip((f"{prefix}{part}" for part in _ADDRESS), parts, strict=True))


def _proposals(state: str, rng: Random) -> list[Document]:
    year = rng.randint(2024, 2026)
    match state:
        case "active" | "inactive":
            states = ["accepted", *(["awaiting"] if rng.random() < 0.15 else [])]
        case "lead":
            states = rng.choice(([], [], ["draft"], ["awaiting"]))
        case "lost":
            states = ["draft"]
        case _:
            states = rng.choice((["accepted"], []))
    return [{"name": f"{rng.choice(_SERVICES)} {year}", "state": state} for state in states]


def _contact(record: Record, place: int, contact: ContactDetails, created: str, updated: str, rng: Random) -> Document:
    return {
        "id": record.number * 10 + place,
        "slug": slug("con", rng),
        "salutation": contact.salutation,
        "addressee": contact.addressee,
        "name": contact.name,
        "email": contact.email.lower(),
        "mobile": contact.mobile,
        "phone": contact.phone,
        "position": contact.position,
        "is_recipient": contact.is_primary or rng.random() < 0.3,
        "is_primary": contact.is_primary,
        "is_signatory": contact.is_primary or rng.random() < 0.3,
        "created_at": created,
        "updated_at": updated,
    }


FIRST_ID = 410_001
"""Ignition's id of the first client."""

_ADDRESS = ("address", "city", "region", "post_code", "country")
_SERVICES = ("Annual compliance", "Bookkeeping", "Payroll", "Advisory", "Tax return")
_NOTES = ("Prefers to be called after 5.", "Invoices by post.", "New engagement letter due.", "Referred by a client.")
