"""Any client in any of XPM's wire forms comes back as the same client: XML of 3.0 and 3.1, and JSON of 3.1."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reconcile.apps.fields import XPM_CONTACT, XPM_READ
from reconcile.apps.xpm_answers import read_answer, stream_clients
from reconcile.apps.xpm_bodies import client_body, contact_body
from reconcile.apps.xpm_names import element_name, json_name
from reconcile.apps.xpm_wire import client_from_wire, emails_of, named_items, staff_from_wire
from reconcile.model import App, Client, Contact, Staff, State

JSON, XML = "application/json", "application/xml"

# What XML can hold. A carriage return is a line end to its parser unless it is written as a reference, as XPM would.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t"), max_size=30
)
MAYBE = st.none() | st.just("") | TEXT
IDS = st.uuids().map(str)
STAFF = st.dictionaries(IDS, st.tuples(TEXT, MAYBE), max_size=3)
FIELDS = sorted(set(XPM_READ) - {"name", "url"})


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    """Any contact."""
    texts: dict[str, Any] = {name: draw(MAYBE) for name in XPM_CONTACT if name != "is_primary"}
    return Contact(draw(IDS), is_primary=draw(st.none() | st.booleans()), **texts)


@st.composite
def clients(draw: st.DrawFn) -> tuple[Client, dict[str, tuple[str, str | None]]]:
    """Any client, and the practice's staff: id, name and email."""
    staff = draw(STAFF)
    roles: dict[str, Any] = {}
    for role in ("partner", "manager"):
        uuid = draw(st.none() | st.sampled_from(sorted(staff))) if staff else None
        name, email = staff[uuid] if uuid else (None, None)
        roles |= {role: email, f"{role}_name": name}
    number = draw(st.none() | st.integers(1, 10**9))
    texts: dict[str, Any] = {name: draw(MAYBE) for name in FIELDS}
    client = Client(
        App.XPM,
        draw(IDS),
        draw(TEXT),
        state=draw(st.sampled_from([State.CLIENT, State.LEAD, State.ARCHIVED, State.DELETED])),
        url=f"https://practicemanager.xero.com/Client/{number}/Detail" if number else None,
        other_ids={"number": str(number)} if number else {},
        groups=tuple(draw(st.lists(TEXT, max_size=3))),
        contacts=tuple(draw(st.lists(contacts(), max_size=3))),
        **texts,
        **roles,
    )
    return client, staff


def document(client: Client, staff: dict[str, tuple[str, str | None]]) -> dict[str, Any]:
    """The record as XPM holds it, by its elements."""
    record: dict[str, Any] = {"UUID": client.client_id}
    record |= {element: getattr(client, field) for field, element in XPM_READ.items()}
    flags = {"IsProspect": State.LEAD, "IsArchived": State.ARCHIVED, "IsDeleted": State.DELETED}
    record |= {flag: "Yes" if client.state is state else "No" for flag, state in flags.items()}
    for element, name, email in (
        ("AccountManager", client.partner_name, client.partner),
        ("JobManager", client.manager_name, client.manager),
    ):
        uuid = next((uuid for uuid, known in staff.items() if known == (name, email)), None)
        record[element] = {"UUID": uuid, "Name": name} if uuid else None
    record["Contacts"] = [_contact(contact) for contact in client.contacts]
    record["Groups"] = [{"UUID": str(place), "Name": name} for place, name in enumerate(client.groups)]
    return {name: value for name, value in record.items() if value is not None}


def _contact(contact: Contact) -> dict[str, Any]:
    texts = {element: getattr(contact, field) for field, element in XPM_CONTACT.items() if field != "is_primary"}
    primary = None if contact.is_primary is None else "Yes" if contact.is_primary else "No"
    record = {"UUID": contact.contact_id, **texts, "IsPrimary": primary}
    return {name: value for name, value in record.items() if value is not None}


def xml_3_1(records: list[dict[str, Any]], holder: str = "Clients", item: str = "Client") -> tuple[bytes, str]:
    """An answer as version 3.1 writes it in XML."""
    root = etree.Element("Response")
    etree.SubElement(root, "Status").text = "OK"
    place = etree.SubElement(root, holder)
    for record in records:
        _append(etree.SubElement(place, item), record)
    return etree.tostring(root, encoding="UTF-8"), XML


def xml_3_0(records: list[dict[str, Any]], holder: str = "Clients", item: str = "Client") -> tuple[bytes, str]:
    """The same as version 3.0 writes it: a number first, the UUID last."""
    moved = [{"ID": "7", **{n: v for n, v in each.items() if n != "UUID"}, "UUID": each["UUID"]} for each in records]
    return xml_3_1(moved, holder, item)[0], "text/xml"


def json_3_1(records: list[dict[str, Any]], holder: str = "Clients", item: str = "") -> tuple[bytes, str]:
    """The same in JSON: camelCase, what is absent as null."""
    absent = {json_name(element): None for element in (*XPM_READ.values(), "AccountManager", "JobManager")}
    spelt = [{**absent, **_camel(each)} for each in records]
    return json.dumps({"status": "OK", json_name(holder): spelt}, ensure_ascii=False).encode(), JSON


def _append(parent: etree._Element, record: dict[str, Any]) -> None:
    for name, value in record.items():
        child = etree.SubElement(parent, name)
        if isinstance(value, list):
            for member in value:
                _append(etree.SubElement(child, name.removesuffix("s")), member)
        elif isinstance(value, dict):
            _append(child, value)
        else:
            child.text = value


def _camel(value: Any) -> Any:
    if isinstance(value, list):
        return [_camel(member) for member in value]
    return {json_name(n): _camel(v) for n, v in value.items()} if isinstance(value, dict) else value


FORMS = pytest.mark.parametrize("form", [xml_3_0, xml_3_1, json_3_1])
Form = Callable[..., tuple[bytes, str]]


@FORMS
@settings(max_examples=40)
@given(st.lists(clients(), max_size=3))
def test_any_clients_come_back_as_they_were(form: Form, made: list[tuple[Client, Any]]) -> None:
    body, kind = form([document(client, staff) for client, staff in made])
    read = list(stream_clients(io.BytesIO(body), kind))
    assert len(read) == len(made)
    for found, (client, staff) in zip(read, made, strict=True):
        back = client_from_wire(found, {uuid: email for uuid, (_, email) in staff.items()})
        assert _told(back) == _told(client)


def _told(client: Client) -> dict[str, Any]:
    """What a client says, without the raw answer and the number that only version 3.0 has."""
    names = [name for name in Client.__dataclass_fields__ if name not in ("raw", "contacts", "other_ids")]
    told = {name: getattr(client, name) for name in names}
    people = [{n: getattr(c, n) for n in Contact.__dataclass_fields__ if n != "raw"} for c in client.contacts]
    return {**told, "contacts": people, "number": client.other_ids.get("number")}


@settings(max_examples=40)
@given(clients())
def test_all_forms_say_the_same_of_a_client_to_the_last_element(made: tuple[Client, Any]) -> None:
    record = document(*made)
    (first,), (second,) = (
        list(stream_clients(io.BytesIO(body), kind)) for body, kind in (xml_3_1([record]), json_3_1([record]))
    )
    assert first == second


@FORMS
@settings(max_examples=40)
@given(st.lists(st.tuples(IDS, TEXT, MAYBE), max_size=3))
def test_any_staff_come_back_as_they_were(form: Form, made: list[tuple[str, str, str | None]]) -> None:
    staff = [Staff(App.XPM, *each) for each in made]
    records = [{"UUID": s.staff_id, "Name": s.name, **({} if s.email is None else {"Email": s.email})} for s in staff]
    body, kind = form(records, "StaffList", "Staff")
    back = [staff_from_wire(each) for each in named_items(read_answer(body, kind))]
    assert [(s.staff_id, s.name, s.email) for s in back] == [(s.staff_id, s.name, s.email) for s in staff]
    assert emails_of(back).items() >= {s.staff_id: s.email for s in staff}.items()


@FORMS
@settings(max_examples=40)
@given(st.lists(st.tuples(IDS, TEXT), max_size=3))
def test_any_groups_come_back_as_they_were(form: Form, made: list[tuple[str, str]]) -> None:
    body, kind = form([{"UUID": uuid, "Name": name} for uuid, name in made], "Groups", "Group")
    assert [(each["UUID"], each["Name"]) for each in named_items(read_answer(body, kind))] == made


WRITTEN = st.dictionaries(
    st.sampled_from(["name", "city", "website", "partner", "tax_registered", "postal_postcode"]), TEXT
)


@settings(max_examples=40)
@given(
    WRITTEN, st.lists(st.fixed_dictionaries({"name": TEXT, "is_primary": st.sampled_from(["Yes", "No"])}), max_size=2)
)
def test_a_body_says_the_same_in_both_spellings(values: dict[str, str], people: list[dict[str, str]]) -> None:
    spelt = json.loads(client_body(values, uuid="1", contacts=people, form="json"))
    root = etree.fromstring(client_body(values, uuid="1", contacts=people))
    written = {
        str(child.tag): [{str(e.tag): e.text or "" for e in person} for person in child]
        if len(child)
        else child.text or ""
        for child in root
    }
    assert {element_name(name): _elements(value) for name, value in spelt.items()} == written


def _elements(value: Any) -> Any:
    return [{element_name(n): v for n, v in each.items()} for each in value] if isinstance(value, list) else value


def test_version_3_0_writes_staff_under_its_own_names() -> None:
    body = client_body({"partner": "4", "manager": "5"}, uuid="1", version="3.0")
    assert b"<AccountManagerID>4</AccountManagerID><JobManagerID>5</JobManagerID>" in body
    assert json.loads(contact_body({"name": "A"}, client_uuid="1", form="json")) == {
        "client": {"uuid": "1"},
        "name": "A",
    }


def test_version_3_0_staff_are_known_by_their_number_too() -> None:
    staff = [staff_from_wire({"ID": "4", "UUID": "s", "Name": "Ana", "Email": "ana@example.test"})]
    client = client_from_wire(
        {"UUID": "1", "Name": "A", "AccountManager": {"ID": "4", "Name": "Ana"}}, emails_of(staff)
    )
    assert (client.partner, client.partner_name) == ("ana@example.test", "Ana")
