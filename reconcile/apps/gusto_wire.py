"""Gusto's JSON into one client per company.

A JSON ``null`` is a value that the app says is empty (``""``); a key that is not there is absent (``None``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconcile.errors import BadInput
from reconcile.model import App, Client, Contact, State

Document = Mapping[str, Any]

CITY_FIELDS: Mapping[str, str] = {"city": "city", "region": "state", "postcode": "zip", "country": "country"}
"""Canonical name → a location's key, for the parts of an address below the street."""

SIGNATORY_ID = "signatory"
PAYROLL_ADMIN_ID = "payroll-admin"


def client_from_company(company: Document, locations: Sequence[Document], admins: Sequence[Document]) -> Client:
    """The client that a company is: its filing (else first active) location is the address, its mailing one the postal.

    Raises ``BadInput`` for a company without ``uuid`` or name.
    """
    uuid, name = company.get("uuid"), company.get("name")
    if not uuid or not isinstance(name, str):
        raise BadInput("A company in Gusto's answer has no uuid or no name.", title="This is not Gusto's answer")
    filing, mailing = main_location(locations), _flagged(locations, "mailing_address")
    contacts = contacts_of(company, admins)
    first = next((contact for contact in contacts if contact.is_primary), contacts[0] if contacts else None)
    return Client(
        app=App.GUSTO,
        client_id=str(uuid),
        name=name,
        state=State.ACTIVE,
        email=first.email if first else None,
        phone=_text(filing, "phone_number"),
        address=_street(filing),
        postal_address=_street(mailing),
        structure=_text(company, "entity_type"),
        contacts=contacts,
        raw={"company": company, "locations": list(locations), "admins": list(admins)},
        **_below_the_street(filing),
        **_below_the_street(mailing, "postal_"),
    )


def main_location(locations: Sequence[Document]) -> Document:
    """The filing address, else the first active location, else nothing."""
    active = (location for location in locations if location.get("active", True) and not location.get("inactive"))
    return _flagged(locations, "filing_address") or next(active, {})


def contacts_of(company: Document, admins: Sequence[Document]) -> tuple[Contact, ...]:
    """The company's people, each once: its admins, and its signatory and payroll admin where they are not among them.

    The payroll admin is the primary contact. Admins are told apart by their uuid, because two may share an address of
    the office; the other two have none that lasts and are known by their email.
    """
    payroll, signatory = company.get("primary_payroll_admin"), company.get("primary_signatory")
    people: dict[str, Document] = {}
    for admin in admins:
        if admin.get("uuid"):
            people.setdefault(str(admin["uuid"]), admin)
    for contact_id, person in ((PAYROLL_ADMIN_ID, payroll), (SIGNATORY_ID, signatory)):
        if isinstance(person, Mapping) and not any(_is_same(person, other) for other in people.values()):
            people.setdefault(contact_id, person)
    primary = next((contact_id for contact_id, person in people.items() if _is_same(person, payroll)), None)
    return tuple(_contact(each, person, primary=each == primary) for each, person in people.items())


def _contact(contact_id: str, person: Document, *, primary: bool) -> Contact:
    parts = [_text(person, key) for key in ("first_name", "middle_initial", "last_name")]
    name = " ".join(part for part in parts if part) if any(part is not None for part in parts) else None
    email, phone = _text(person, "email"), _text(person, "phone")
    return Contact(contact_id=contact_id, name=name, email=email, phone=phone, is_primary=primary, raw=dict(person))


def _is_same(person: Document, other: Any) -> bool:
    return isinstance(other, Mapping) and (person is other or (_folded_email(person) or "?") == _folded_email(other))


def _folded_email(person: Document) -> str:
    return str(person.get("email") or "").strip().casefold()


def _flagged(locations: Sequence[Document], flag: str) -> Document:
    return next((location for location in locations if location.get(flag)), {})


def _street(location: Document) -> str | None:
    first, second = _text(location, "street_1"), _text(location, "street_2")
    if first is None and second is None:
        return None
    return "\n".join(line for line in (first, second) if line)


def _below_the_street(location: Document, prefix: str = "") -> dict[str, Any]:
    return {prefix + field: _text(location, key) for field, key in CITY_FIELDS.items()}


def _text(document: Document, key: str) -> str | None:
    if key not in document:
        return None
    value = document[key]
    return "" if value is None else str(value)
