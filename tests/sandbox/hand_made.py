"""A tiny practice written by hand, small enough to know by heart.

Four XPM clients (one archived), three Ignition clients (one archived), one Gusto company. All invented.
"""

from __future__ import annotations

from typing import Any

from reconcile.sandbox.world import World

ANNA, BEN = "5a000000-0000-4000-8000-000000000001", "5a000000-0000-4000-8000-000000000002"
HARBOUR, KOWHAI, SMITH, OLD = (f"c0000000-0000-4000-8000-00000000000{number}" for number in range(1, 5))
MARY, TOM = "d0000000-0000-4000-8000-000000000001", "d0000000-0000-4000-8000-000000000002"
FAMILY = "60000000-0000-4000-8000-000000000001"
COMPANY, ADMIN = "9a000000-0000-4000-8000-000000000001", "ad000000-0000-4000-8000-000000000001"
GUSTO_TOKEN = "gusto-demo-0001"

EMPTY = dict.fromkeys(
    (
        *("Address", "City", "Region", "PostCode", "Country", "PostalAddress", "PostalCity", "PostalRegion"),
        *("PostalPostCode", "PostalCountry", "Phone", "Fax", "Website", "ReferralSource", "ExportCode"),
    ),
    "",
)


def xpm_client(uuid: str, number: int, name: str, **more: Any) -> dict[str, Any]:
    """An XPM client that has nothing but what is said."""
    flags = {"IsProspect": "No", "IsArchived": "No", "IsDeleted": "No"}
    tax = {"TaxNumber": "*** *** 123", "CompanyNumber": "", "BusinessNumber": "", "GSTRegistered": "No"}
    lists: dict[str, Any] = {"Contacts": [], "Groups": [], "Notes": [], "Relationships": []}
    return {"UUID": uuid, "Name": name, **EMPTY, **flags, **tax, **lists, "Number": number, **more}


def xpm_contact(uuid: str, name: str, **more: str) -> dict[str, str]:
    """An XPM contact that has nothing but what is said."""
    empty = dict.fromkeys(("Salutation", "Addressee", "Mobile", "Email", "Phone", "Position"), "")
    return {"UUID": uuid, "Name": name, **empty, "IsPrimary": "No", **more}


def ignition_client(number: int, name: str, **more: Any) -> dict[str, Any]:
    """An Ignition client that has nothing but what is said."""
    texts = (
        *("external_client_id", "partner_email", "manager_email", "notes", "business_structure", "gst_registered"),
        *("tax_number", "company_number", "phone", "fax", "website", "address", "city", "region", "post_code"),
        *("country", "postal_address", "postal_city", "postal_region", "postal_post_code", "postal_country"),
        *("fiscal_period_end_day", "fiscal_period_end_month", "group", "xero_id", "xpm_id", "quickbooks_id"),
    )
    identity = {"id": number, "reference": f"CLI-{number - 1000:04d}", "slug": f"cli_{number}", "name": name}
    times = {"created_at": "2025-03-04T09:05:00+00:00", "updated_at": "2026-01-02T03:04:05+00:00"}
    rest: dict[str, Any] = {"state": "lead", "tags": [], "proposals": [], "contacts": []}
    return {**identity, **dict.fromkeys(texts, ""), **times, **rest, **more}


def ignition_contact(number: int, name: str, **more: Any) -> dict[str, Any]:
    """An Ignition contact that has nothing but what is said."""
    texts = dict.fromkeys(("salutation", "addressee", "email", "mobile", "phone", "position"), "")
    flags = {"is_recipient": False, "is_primary": False, "is_signatory": False}
    times = {"created_at": "2025-03-04T09:05:00+00:00", "updated_at": "2026-01-02T03:04:05+00:00"}
    return {"id": number, "slug": f"con_{number}", "name": name, **texts, **flags, **times, **more}


def world() -> World:
    """The practice, every time anew."""
    mary = xpm_contact(MARY, "Mary Kowhai", Email="mary@example.com", IsPrimary="Yes", Position="Director")
    tom = xpm_contact(TOM, "Tom Ng", Mobile="021 555 010", Salutation="Tom")
    relation = {"UUID": "e0000000-0000-4000-8000-000000000001", "Type": "Trustee", "RelatedClient": HARBOUR}
    harbour = xpm_client(
        HARBOUR, 501, "Harbour Joinery Ltd", Email="", Address="1 Quay St\nLevel 2", City="Nelson", AccountManager=ANNA,
        BusinessStructure="Company", GSTRegistered="Yes", Website="harbour.example", Contacts=[tom, mary],
        Groups=[FAMILY],
    )  # fmt: skip
    kowhai = xpm_client(KOWHAI, 502, "Kowhai & Sons <Trust>", JobManager=BEN, Relationships=[relation], Contacts=[mary])
    smith = xpm_client(SMITH, 503, "Smith, John", Title="Mr", IsProspect="Yes", BillingClient=HARBOUR)
    old = xpm_client(OLD, 504, "Old Mill Ltd", IsArchived="Yes")
    return World(
        xpm_staff=[
            {"UUID": ANNA, "Name": "Anna Reid", "Email": "anna@practice.example", "Phone": "", "Mobile": ""},
            {"UUID": BEN, "Name": "Ben Ito", "Email": "ben@practice.example", "Phone": "", "Mobile": ""},
        ],
        xpm_groups=[{"UUID": FAMILY, "Name": "Harbour family", "Taxable": "No"}],
        xpm_categories=[{"UUID": "ca000000-0000-4000-8000-000000000001", "Name": "Tax return"}],
        xpm_templates=[{"UUID": "7e000000-0000-4000-8000-000000000001", "Name": "Annual accounts"}],
        xpm_clients=[harbour, kowhai, smith, old],
        ignition_users=[{"id": 1, "name": "Anna Reid", "email": "anna@practice.example"}],
        ignition_clients=_ignition_clients(),
        gusto_companies=[_gusto_company()],
        truth=[
            {"app": "xpm", "client_id": HARBOUR, "entity": "e1", "family": "f1", "name": "Harbour Joinery Ltd",
             "relation": "company", "kinds": ("legal-suffix", "case")},
        ],
    )  # fmt: skip


def _ignition_clients() -> list[dict[str, Any]]:
    contacts = [
        ignition_contact(70, "Mary Kowhai", email="mary@example.com", is_primary=True, is_signatory=True),
        ignition_contact(71, 'Tom "T" Ng', mobile="021 555 010"),
    ]
    return [
        ignition_client(
            1001, "Harbour Joinery Ltd", state="active", partner_email="anna@practice.example", tags=["vip", "nz"],
            phone="03 555 0100", address="1 Quay St\nLevel 2", xpm_id="501", contacts=contacts, group="Harbour family",
            proposals=[{"name": "2026 accounts", "state": "accepted"}, {"name": "Advice", "state": "draft"}],
        ),
        ignition_client(1002, "Brand New Lead"),
        ignition_client(1003, "Long Gone Ltd", state="archived", contacts=[ignition_contact(72, "Gone Person")]),
    ]  # fmt: skip


def _gusto_company() -> dict[str, Any]:
    location = {
        "uuid": "10000000-0000-4000-8000-000000000001", "version": "abc", "company_uuid": COMPANY,
        "phone_number": "5555550100", "street_1": "1 Main St", "street_2": None, "city": "Reno", "state": "NV",
        "zip": "89501", "country": "USA", "mailing_address": True, "filing_address": True, "active": True,
        "inactive": False, "created_at": "2025-01-01T00:00:00-08:00", "updated_at": "2025-01-01T00:00:00-08:00",
    }  # fmt: skip
    admin = {"uuid": ADMIN, "first_name": "Ada", "last_name": "Poe", "email": "ada@example.com", "phone": "5555550101"}
    company = {"uuid": COMPANY, "name": "Poe Roofing LLC", "trade_name": None, "entity_type": "LLC"}
    return {
        "token": GUSTO_TOKEN,
        "company": company,
        "locations": [location],
        "admins": [admin, {**admin, "uuid": "ad2"}],
    }
