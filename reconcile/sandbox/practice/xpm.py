"""A record as an XPM client document: keys are XPM's element names, an absent key is an absent element."""

from __future__ import annotations

from random import Random

from reconcile.sandbox.practice.addresses import Address
from reconcile.sandbox.practice.details import ContactDetails, details
from reconcile.sandbox.practice.keys import uuid_key
from reconcile.sandbox.practice.records import Record
from reconcile.sandbox.practice.staff import MANAGERS, PARTNERS, chosen, named_list, staff_uuid
from reconcile.sandbox.world import Document

STRUCTURES = {
    "person": "Individual", "couple": "Partnership", "company": "Company", "trustee-company": "Company",
    "trust": "Trust", "super-fund": "Superannuation Fund", "partnership": "Partnership", "estate": "Estate",
    "association": "Club or Society",
}  # fmt: skip
"""Relation → the business structure of XPM's list."""

SERVICE_GROUPS = ("Monthly BAS", "Quarterly GST", "Payroll", "Annual accounts", "Audit", "Advisory", "Newsletter")
"""The groups that are no families."""

CATEGORIES = named_list("category", ("Compliance", "Bookkeeping", "Payroll", "Advisory", "Audit", "Internal"))
TEMPLATES = named_list(
    "template", ("Annual accounts", "Individual tax return", "Company tax return", "BAS", "GST return", "Fund audit")
)


def xpm_client(record: Record, groups: dict[str, str], corruption: float) -> Document:
    """The document of one record; `groups` is group name → UUID."""
    rng = Random(record.seed)  # noqa: S311 - invented data has to come out the same again
    known = details(record, corruption, rng)
    document: Document = {"UUID": record.client_id, "Name": record.name}
    document |= _person(record, rng)
    if known.email and rng.random() < 0.6:
        document["Email"] = known.email.title() if rng.random() < 0.04 else known.email
    document |= _address("", known.address, known.country) | _address("Postal", known.postal, known.country)
    document |= {
        "Phone": known.phone,
        "Fax": known.fax,
        "Website": known.website,
        "ReferralSource": "",
        "ExportCode": "",
    }
    document |= {
        f"Is{state.capitalize()}": _yes(record.state == state) for state in ("prospect", "archived", "deleted")
    }
    document |= _staff(record, rng)
    document |= _official(record, rng)
    document["Contacts"] = [_contact(contact, rng) for contact in known.contacts]
    document["Groups"] = [groups[name] for name in record.groups]
    document["Notes"] = []
    document["Relationships"] = [
        {"UUID": uuid_key(rng), "Type": kind, "RelatedClient": other.client_id} for kind, other in record.related
    ]
    document["Number"] = record.number
    return document


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


def _person(record: Record, rng: Random) -> Document:
    who = record.entity.draft.people[0]
    if record.entity.relation != "person" or not who.surname or rng.random() < 0.3:
        return {}
    return {"Title": rng.choice(_TITLES[who.gender]), "FirstName": who.given, "LastName": who.surname}


def _address(prefix: str, address: Address | None, country: str) -> Document:
    parts = (address.street, address.town, address.region, address.postcode, country) if address else ("",) * 5
    return dict(zip((f"{prefix}{part}" for part in _ADDRESS), parts, strict=True))


def _staff(record: Record, rng: Random) -> Document:
    document: Document = {}
    if rng.random() > 0.07:
        document["AccountManager"] = staff_uuid(chosen(PARTNERS, record.entity.partner))
    if rng.random() > 0.12:
        document["JobManager"] = staff_uuid(chosen(MANAGERS, record.entity.manager))
    return document


def _official(record: Record, rng: Random) -> Document:
    """Numbers that are masked or cannot be anybody's, the structure, and the code that some practices give."""
    relation = record.entity.relation
    company = relation in ("company", "trustee-company", "association")
    document: Document = {
        "TaxNumber": f"*** *** {rng.randint(0, 999):03d}" if rng.random() < 0.8 else "",
        "CompanyNumber": f"999 {rng.randint(0, 999):03d} {rng.randint(0, 999):03d}" if company else "",
        "BusinessNumber": f"99 999 {rng.randint(0, 999):03d} {rng.randint(0, 999):03d}" if rng.random() < 0.4 else "",
    }
    if rng.random() < 0.85:
        document["BusinessStructure"] = STRUCTURES[relation]
    document["GSTRegistered"] = _yes(record.entity.draft.trades or record.number % 5 == 0)
    if rng.random() < 0.4:
        letters = "".join(letter for letter in record.entity.draft.base.upper() if "A" <= letter <= "Z")
        document["ClientCode"] = f"{(letters + 'CLNT')[:4]}{rng.randint(1, 9999):04d}"
    return document


def _contact(contact: ContactDetails, rng: Random) -> Document:
    return {
        "UUID": uuid_key(rng),
        "Name": contact.name,
        "Salutation": contact.salutation,
        "Addressee": contact.addressee,
        "Mobile": contact.mobile,
        "Email": contact.email,
        "Phone": contact.phone,
        "Position": contact.position,
        "IsPrimary": _yes(contact.is_primary),
    }


_ADDRESS = ("Address", "City", "Region", "PostCode", "Country")
_TITLES = {"male": ("Mr", "Mr", "Dr"), "female": ("Ms", "Mrs", "Miss", "Dr")}
