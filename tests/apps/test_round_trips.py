"""Any client → the app's wire form → back is the same client: Gusto and Ignition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.apps.fields import IGNITION_API, IGNITION_CONTACT, IGNITION_RECORD, IGNITION_WRITE
from reconcile.apps.files.ignition_export import client_from_export, parse_export
from reconcile.apps.files.tables import text_table
from reconcile.apps.gusto_wire import CITY_FIELDS, client_from_company
from reconcile.apps.ignition_join import join_export
from reconcile.apps.ignition_wire import client_from_record, client_from_row
from reconcile.model import App, Client, Contact, State
from reconcile.sandbox.ignition.export import export_csv
from reconcile.sandbox.ignition.mcp import call_tool
from reconcile.sandbox.ignition.rows import client_record, client_row, contact_row
from reconcile.sandbox.ignition.values import FRESH_CLIENT, FRESH_CONTACT, normalised
from reconcile.sandbox.state import SandboxState

Document = dict[str, Any]

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ONE_LINE = TEXT.map(lambda text: " ".join(text.split()))
LINE = ONE_LINE.filter(bool)
ABSENT = st.none() | TEXT
IDS = st.text("0123456789abcdef-", min_size=1, max_size=12)


def without_raw(client: Client) -> Client:
    return replace(client, raw={}, contacts=tuple(replace(contact, raw={}) for contact in client.contacts))


def given_keys(values: Mapping[str, str | None], names: Mapping[str, str], *, empty: Any = "") -> Document:
    """Wire keys of the values that are there; an empty one is ``empty``, e.g. null."""
    return {key: values[field] or empty for field, key in names.items() if values.get(field) is not None}


# --- Gusto ---------------------------------------------------------------------------------------------------------------------


@st.composite
def companies(draw: st.DrawFn) -> Client:
    """A client as Gusto can hold it: streets of at most two lines, and admins who have an email each."""
    emails = draw(st.lists(st.emails(), max_size=3, unique_by=str.casefold))
    contacts = tuple(
        Contact(f"admin-{number}", draw(LINE), email, draw(ABSENT), is_primary=number == 0)
        for number, email in enumerate(emails)
    )
    street = st.none() | st.lists(LINE, max_size=2).map("\n".join)
    places: dict[str, Any] = {f"{kind}{field}": draw(ABSENT) for kind in ("", "postal_") for field in CITY_FIELDS}
    return Client(
        App.GUSTO,
        draw(IDS),
        draw(TEXT),
        state=State.ACTIVE,
        email=contacts[0].email if contacts else None,
        phone=draw(ABSENT),
        structure=draw(ABSENT),
        address=draw(street),
        postal_address=draw(street),
        contacts=contacts,
        **places,
    )


def location(client: Client, kind: str, empty: Any) -> Document:
    values = {field: getattr(client, f"{kind}{field}") for field in CITY_FIELDS}
    streets = getattr(client, f"{kind}address")
    first, _, second = (streets or "").partition("\n")
    named = {} if streets is None else {"street_1": first or empty, "street_2": second or empty}
    phone = {"phone": client.phone} if not kind else {}
    return {
        **given_keys(values, CITY_FIELDS, empty=empty),
        **named,
        **given_keys(phone, {"phone": "phone_number"}, empty=empty),
    }


@settings(deadline=None)
@given(companies(), st.sampled_from(["", None]), st.booleans())
def test_a_company_is_the_same_client_in_gustos_json(client: Client, empty: Any, swapped: bool) -> None:
    people = [
        {"uuid": contact.contact_id, "first_name": contact.name, "last_name": empty, "email": contact.email}
        | given_keys({"phone": contact.phone}, {"phone": "phone"}, empty=empty)
        for contact in client.contacts
    ]
    payroll = {"primary_payroll_admin": {"email": people[0]["email"].upper()}} if people else {}
    company = {"uuid": client.client_id, "name": client.name, **payroll}
    company |= given_keys({"structure": client.structure}, {"structure": "entity_type"}, empty=empty)
    locations = [
        {**location(client, "", empty), "filing_address": True, "version": "v1"},
        {**location(client, "postal_", empty), "mailing_address": True, "active": False},
    ]
    found = client_from_company(company, locations[::-1] if swapped else locations, people)
    assert without_raw(found) == client
    assert found.raw["locations"][swapped]["version"] == "v1"


# --- Ignition ------------------------------------------------------------------------------------------------------------------


@st.composite
def contacts(draw: st.DrawFn) -> tuple[Contact, ...]:
    numbers = draw(st.lists(st.integers(1, 10**9), max_size=3, unique=True))
    fields = [field for field in IGNITION_CONTACT if field != "is_primary"]
    texts: list[dict[str, Any]] = [{field: draw(ABSENT) for field in fields} for _ in numbers]
    return tuple(
        Contact(str(number), is_primary=draw(st.booleans()), **known)
        for number, known in zip(numbers, texts, strict=True)
    )


@st.composite
def clients(draw: st.DrawFn, fields: Sequence[str]) -> Client:
    """A client of Ignition with these text fields; it has at most one group."""
    known: dict[str, Any] = {field: draw(ABSENT) for field in fields if field != "name"}
    return Client(
        App.IGNITION,
        draw(IDS.map(lambda text: f"cli_{text}")),
        draw(TEXT),
        state=draw(st.sampled_from([State.LEAD, State.ACTIVE, State.INACTIVE, State.LOST, State.ARCHIVED])),
        groups=draw(st.just(()) | LINE.map(lambda name: (name,))),
        contacts=draw(contacts()),
        other_ids=draw(st.just({}) | LINE.map(lambda text: {"external": text})),
        **known,
    )


def contact_documents(client: Client) -> list[Document]:
    return [
        {"id": int(contact.contact_id), "is_primary": contact.is_primary}
        | given_keys({f: getattr(contact, f) for f in IGNITION_CONTACT if f != "is_primary"}, IGNITION_CONTACT)
        for contact in client.contacts
    ]


def texts(client: Client, names: Mapping[str, str], empty: Any) -> Document:
    found = given_keys({field: getattr(client, field) for field in names}, names, empty=empty)
    external = {"external_client_id": client.other_ids["external"]} if client.other_ids else {}
    return {**found, **external, "slug": client.client_id, "name": client.name, "state": client.state.value}


@settings(deadline=None)
@given(clients([*IGNITION_API, "partner", "partner_name", "manager", "manager_name"]), st.sampled_from(["", None]))
def test_a_client_is_the_same_in_a_row_of_the_reporting_api(client: Client, empty: Any) -> None:
    links = replace(client, url=None)  # a link may show the client's number, which is a test of its own
    row = texts(links, IGNITION_API, empty) | {"group_name": client.groups[0] if client.groups else None}
    for role in ("partner", "manager"):
        person = given_keys(
            {"email": getattr(client, role), "name": getattr(client, f"{role}_name")},
            {"email": "email", "name": "name"},
        )
        row[role] = person
    assert without_raw(client_from_row(row, contact_documents(client), None)) == links


@settings(deadline=None)
@given(clients(list(IGNITION_RECORD)), st.sampled_from(["", None]))
def test_a_client_is_the_same_in_a_record_of_the_mcp_server(client: Client, empty: Any) -> None:
    record = texts(client, IGNITION_RECORD, empty) | {"contacts": contact_documents(client)}
    record |= {"group": client.groups[0]} if client.groups else {}
    assert without_raw(client_from_record(record)) == client


PLAIN = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12).map(lambda text: " ".join(text.split()))
EMAILS = st.emails().map(str.lower) | st.just("")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A client as the sandbox's Ignition keeps it."""
    kept = {key: draw(PLAIN) for key in FRESH_CLIENT if key not in ("state", "gst_registered")}
    numbers = draw(st.lists(st.integers(1, 10**6), max_size=3, unique=True))
    people = [
        {**FRESH_CONTACT, "id": number, "slug": f"con_{number}", "name": draw(PLAIN), "email": draw(EMAILS)}
        | {"phone": draw(PLAIN), "is_primary": draw(st.booleans())}
        for number in numbers
    ]
    identity = {
        "id": draw(st.integers(1, 10**6)),
        "slug": "cli_1",
        "reference": "CLI-0001",
        "name": draw(PLAIN.filter(bool)),
    }
    moments = {"created_at": "2026-01-02T03:04:05+00:00", "updated_at": "2026-02-03T04:05:06+00:00"}
    states = {"state": draw(st.sampled_from(["lead", "active", "inactive", "archived"])), "gst_registered": "Yes"}
    return {**FRESH_CLIENT, **kept, **identity, **moments, **states, "tags": [], "proposals": [], "contacts": people}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_api_and_export_together_tell_what_the_app_holds(document: Document) -> None:
    """Written by the sandbox, read by the toolkit: neither knows the other's code. An archived client is not in the export."""
    users = {document["partner_email"]: "P", document["manager_email"]: "M"}
    row, people = client_row(document, users), [contact_row(document, contact) for contact in document["contacts"]]
    export, rejected = parse_export(text_table("".join(export_csv([document])).encode()))
    joined = join_export([row], {"cli_1": people}, export)
    client = client_from_row(row, people, joined.get("cli_1"))
    known = client_from_record(client_record(document))
    assert rejected == []
    if people:
        assert [contact.contact_id for contact in client.contacts] == [contact.contact_id for contact in known.contacts]
    if document["state"] == "archived":
        assert (client.address, client.xpm_id, client.website) == (None, None, None), "absent, and so nothing to clear"
        return
    for field in (
        "name",
        "address",
        "city",
        "postal_postcode",
        "structure",
        "xpm_id",
        "website",
        "fax",
        "partner",
        "manager",
    ):
        assert getattr(client, field) == getattr(known, field), field
    assert client.other_ids["number"] == str(document["id"])
    assert client.other_ids["reference"] == "CLI-0001"
    assert client_from_export(export[0]).name == document["name"]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> SandboxState:
    return SandboxState(tmp_path_factory.mktemp("ignition") / Path("state"))


WRITTEN = [field for field in IGNITION_WRITE if field not in ("name", "email", "partner", "manager")]


@settings(deadline=None, max_examples=40)
@given(values=st.dictionaries(st.sampled_from(WRITTEN), PLAIN), name=PLAIN.filter(bool), email=EMAILS)
def test_what_is_written_through_the_tools_is_read_back(
    values: dict[str, str], name: str, email: str, state: SandboxState
) -> None:
    wanted = {**values, "name": name, "email": email}
    arguments = {IGNITION_WRITE[field]: value for field, value in wanted.items()}
    made = client_from_record(call_tool(state, "create_client", arguments).result)
    kept = normalised(wanted)
    for field, value in kept.items():
        held = (made.groups[0] if made.groups else "") if field == "groups" else getattr(made, field)
        assert held == value, field
    assert made.state is State.LEAD
