"""Gusto's company, its places and its people as one client."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile.apps.gusto_wire import client_from_company, contacts_of, main_location
from reconcile.errors import BadInput
from reconcile.model import State

COMPANY = {"uuid": "1", "name": "Brook Bakery LLC"}


def place(street: str | None, second: str | None = None, **flags: Any) -> dict[str, Any]:
    return {
        "street_1": street,
        "street_2": second,
        "city": "Reno",
        "state": "NV",
        "zip": "89501",
        "country": "USA",
        **flags,
    }


def test_filing_is_the_address_and_mailing_the_postal_one() -> None:
    client = client_from_company(
        COMPANY, [place("PO Box 7", mailing_address=True), place("1 A St", "Unit 2", filing_address=True)], []
    )
    assert (client.address, client.region, client.postcode) == ("1 A St\nUnit 2", "NV", "89501")
    assert (client.postal_address, client.postal_city) == ("PO Box 7", "Reno")


def test_without_a_filing_address_the_first_active_one_stands_in() -> None:
    closed, first, second = place("closed", active=False), place("first", active=True), place("second", active=True)
    assert main_location([closed, first, second]) is first
    assert main_location([closed]) == {}
    assert main_location([place("left", inactive=True), first]) is first


def test_null_is_empty_and_a_missing_key_absent() -> None:
    nothing = client_from_company(COMPANY, [], [])
    empty = client_from_company(
        {**COMPANY, "entity_type": None}, [place(None, phone_number=None, filing_address=True)], []
    )
    assert (nothing.structure, nothing.phone, nothing.address) == (None, None, None)
    assert (empty.structure, empty.phone, empty.address) == ("", "", "")


def test_people_are_each_one_contact_and_the_payroll_admin_is_primary() -> None:
    admins = [
        {"uuid": "a1", "first_name": "Sol", "last_name": "Reyes", "email": "sol@x.test"},
        {"uuid": "a2", "first_name": "Mia", "last_name": "Harbour", "email": "mia@x.test"},
    ]
    payroll = {"first_name": "Mia", "last_name": "Harbour", "email": " MIA@x.test", "phone": "1"}
    signatory = {"uuid": "s", "first_name": "Kim", "middle_initial": "T", "last_name": "Lee", "email": None}
    company = {**COMPANY, "primary_payroll_admin": payroll, "primary_signatory": signatory}
    contacts = contacts_of(company, admins)
    assert [(c.contact_id, c.name, c.is_primary) for c in contacts] == [
        ("a1", "Sol Reyes", False),
        ("a2", "Mia Harbour", True),
        ("signatory", "Kim T Lee", False),
    ]
    assert client_from_company(company, [], admins).email == "mia@x.test"


def test_two_admins_of_one_office_address_are_two_people() -> None:
    office = {"email": "office@x.test", "first_name": "Sol"}
    contacts = contacts_of({"primary_payroll_admin": office}, [{"uuid": "a1", **office}, {"uuid": "a2", **office}])
    assert [(contact.contact_id, contact.is_primary) for contact in contacts] == [("a1", True), ("a2", False)]


def test_without_admins_the_companys_own_two_people_remain() -> None:
    person = {"first_name": "Mia", "last_name": "Harbour", "email": "mia@x.test"}
    only = contacts_of({"primary_payroll_admin": person, "primary_signatory": person}, [])
    assert [(c.contact_id, c.is_primary) for c in only] == [("payroll-admin", True)]


@pytest.mark.parametrize("status", ["Approved", "Not Approved", "Suspended", None, "Something new"])
def test_a_company_is_active_whatever_its_status_which_raw_keeps(status: str | None) -> None:
    client = client_from_company({**COMPANY, "company_status": status}, [], [])
    assert client.state is State.ACTIVE
    assert client.raw["company"]["company_status"] == status


@pytest.mark.parametrize("company", [{}, {"uuid": "1"}, {"uuid": "1", "name": None}, {"uuid": "", "name": "A"}])
def test_a_company_without_uuid_or_name_is_bad_input(company: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        client_from_company(company, [], [])


optional = st.one_of(st.none(), st.text(max_size=8))
people = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("uuid", "first_name", "last_name", "email", "phone"), optional)
)


@settings(max_examples=500)
@given(st.lists(people, max_size=4), st.one_of(st.none(), people), st.one_of(st.none(), people))
def test_every_contact_has_an_id_of_its_own(admins: list[Any], payroll: Any, signatory: Any) -> None:
    company = {**COMPANY, "primary_payroll_admin": payroll, "primary_signatory": signatory}
    contacts = client_from_company(company, [], admins).contacts
    ids = [contact.contact_id for contact in contacts]
    assert all(ids)
    assert sum(bool(contact.is_primary) for contact in contacts) <= 1
    assert len(ids) == len(set(ids))
