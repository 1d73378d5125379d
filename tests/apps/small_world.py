"""A world of a few invented clients, small enough to know by heart."""

from __future__ import annotations

from typing import Any

from reconcile.sandbox.world import World

ANA, BEN = "5a000000-0000-4000-8000-000000000001", "5a000000-0000-4000-8000-000000000002"
HARBOUR, LEAD, OLD, GONE = (f"c1000000-0000-4000-8000-00000000000{n}" for n in range(1, 5))
GROUP = "6b000000-0000-4000-8000-000000000001"
# fmt: off
XPM_EMPTY = (
    "Address", "City", "Region", "PostCode", "Country", "PostalAddress", "PostalCity", "PostalRegion",
    "PostalPostCode", "PostalCountry", "Phone", "Fax", "Website", "ReferralSource", "ExportCode", "TaxNumber",
    "CompanyNumber", "BusinessNumber",
)
IGNITION_EMPTY = (
    "external_client_id", "partner_email", "manager_email", "notes", "business_structure", "gst_registered",
    "tax_number", "company_number", "phone", "fax", "website", "address", "city", "region", "post_code",
    "country", "postal_address", "postal_city", "postal_region", "postal_post_code", "postal_country",
    "fiscal_period_end_day", "fiscal_period_end_month", "group", "xero_id", "xpm_id", "quickbooks_id",
)
# fmt: on
TOKENS = ("gusto-demo-one", "gusto-demo-two", "gusto-demo-three")


def small_world() -> World:
    """Four XPM clients (one of each state), three in Ignition (one archived), three Gusto companies."""
    return World(
        xpm_staff=[
            {"UUID": ANA, "Name": "Ana Petrov", "Email": "ana@example.test", "Phone": "", "Mobile": ""},
            {"UUID": BEN, "Name": "Ben Okafor", "Email": "ben@example.test", "Phone": "", "Mobile": ""},
        ],
        xpm_groups=[{"UUID": GROUP, "Name": "Harbour family", "Taxable": "No"}],
        xpm_categories=[{"UUID": "ca000000-0000-4000-8000-000000000001", "Name": "Tax return"}],
        xpm_templates=[{"UUID": "7e000000-0000-4000-8000-000000000001", "Name": "Annual accounts"}],
        xpm_clients=[_harbour(), _xpm(LEAD, "Lena Brook", 102, IsProspect="Yes"), *_past()],
        ignition_users=[{"id": 1, "name": "Ana Petrov", "email": "ana@example.test"}],
        ignition_clients=[
            _ignition(1, "Harbour Joinery Ltd", state="active", xpm_id="101", website="https://harbour.example.test"),
            _ignition(2, "Lena Brook", state="lead", contacts=[]),
            _ignition(3, "Old Mill Trust", state="archived"),
        ],
        gusto_companies=[_company(1, "Harbour Joinery Ltd"), _company(2, "Brook Bakery LLC"), _bare_company(3)],
        truth=[],
    )


def _harbour() -> dict[str, Any]:
    contact = {
        "UUID": "c0000000-0000-4000-8000-000000000001",
        "Name": "Mia Harbour",
        "Salutation": "Mia",
        "Addressee": "Ms M Harbour",
        "Mobile": "021 555 0101",
        "Email": "mia@harbour.example.test",
        "Phone": "",
        "Position": "0",
        "IsPrimary": "Yes",
    }
    known = {
        "AccountManager": ANA,
        "JobManager": BEN,
        "BusinessStructure": "Company",
        "Email": "office@harbour.example.test",
    }
    address = {"Address": "Unit 4\n12 Quay Street", "City": "Napier", "PostCode": "0610", "Country": "New Zealand"}
    return _xpm(HARBOUR, "Harbour Joinery Ltd", 101, **known, **address, Groups=[GROUP], Contacts=[contact])


def _past() -> list[dict[str, Any]]:
    return [_xpm(OLD, "Old Mill Trust", 103, IsArchived="Yes"), _xpm(GONE, "Gone & Co", 104, IsDeleted="Yes")]


def _xpm(uuid: str, name: str, number: int, **further: Any) -> dict[str, Any]:
    flags = dict.fromkeys(("IsProspect", "IsArchived", "IsDeleted", "GSTRegistered"), "No")
    lists: dict[str, Any] = {"Contacts": [], "Groups": [], "Notes": [], "Relationships": []}
    return {"UUID": uuid, "Name": name, "Number": number, **dict.fromkeys(XPM_EMPTY, ""), **flags, **lists, **further}


def _ignition(number: int, name: str, **further: Any) -> dict[str, Any]:
    contact = {
        "id": 900 + number,
        "slug": f"con_{number}",
        **dict.fromkeys(("salutation", "addressee", "mobile", "phone", "position"), ""),
        "name": f"Contact of {number}",
        "email": f"contact{number}@example.test",
        **dict.fromkeys(("is_recipient", "is_primary", "is_signatory"), True),
    }
    return {
        "id": number,
        "reference": f"CLI-{number:04d}",
        "slug": f"cli_{number}",
        **dict.fromkeys(IGNITION_EMPTY, ""),
        "name": name,
        "partner_email": "ana@example.test",
        "created_at": f"2026-01-0{number}T09:30:12+00:00",
        "updated_at": f"2026-02-0{number}T09:30:12+00:00",
        "tags": ["vip"],
        "proposals": [{"name": "Annual accounts", "state": "accepted"}] if further.get("state") == "active" else [],
        "contacts": [contact],
        **further,
    }


def _company(number: int, name: str) -> dict[str, Any]:
    uuid = f"9c000000-0000-4000-8000-00000000000{number}"
    admin = {"uuid": f"ad-{number}", "first_name": "Mia", "last_name": "Harbour", "email": f"mia{number}@example.test"}
    filing = _location(uuid, "12 Quay Street", "Unit 4", filing=True)
    signatory = {
        "uuid": "s",
        "first_name": "Sol",
        "last_name": "Reyes",
        "email": f"sol{number}@example.test",
        "phone": None,
    }
    payroll = {"first_name": "Mia", "last_name": "Harbour", "email": f"MIA{number}@example.test", "phone": "5550100"}
    people = {"primary_signatory": signatory, "primary_payroll_admin": payroll}
    company = {
        "uuid": uuid,
        "name": name,
        "entity_type": "LLC",
        "company_status": "Approved",
        "ein": "00-0000000",
        **people,
    }
    locations = [_location(uuid, "PO Box 7", None, mailing=True), filing]
    return {
        "token": TOKENS[number - 1],
        "company": company,
        "locations": locations,
        "admins": [{**admin, "phone": None}],
    }


def _bare_company(number: int) -> dict[str, Any]:
    company = {"uuid": f"9c000000-0000-4000-8000-00000000000{number}", "name": "Bare Bones Inc"}
    return {"token": TOKENS[number - 1], "company": company, "locations": [], "admins": []}


def _location(
    company: str, street: str, second: str | None, *, filing: bool = False, mailing: bool = False
) -> dict[str, Any]:
    place = {"city": "Reno", "state": "NV", "zip": "89501", "country": "USA", "phone_number": "7755550100"}
    flags = {"filing_address": filing, "mailing_address": mailing, "active": True}
    return {
        "uuid": f"{company}-{street}",
        "company_uuid": company,
        "street_1": street,
        "street_2": second,
        **place,
        **flags,
    }
