"""What XPM's documents mean, and bodies that are written as they are read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reconcile.apps.fields import XPM_READ, XPM_WRITE
from reconcile.apps.xpm_bodies import client_body, contact_body
from reconcile.apps.xpm_wire import client_from_wire, named_items
from reconcile.apps.xpm_xml import read_answer, stream_clients
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import Client, State

# What XML can hold and XPM keeps as it is; a carriage return is written as a reference and comes back.
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=40)


def read(document: bytes) -> list[dict[str, Any]]:
    return list(stream_clients(io.BytesIO(document)))


def one(inside: str) -> Client:
    (document,) = read(f"<Response><Status>OK</Status><Clients><Client>{inside}</Client></Clients></Response>".encode())
    return client_from_wire(document, {"s1": "ana@example.test", "s2": None})


@pytest.mark.parametrize(
    ("flags", "state"),
    [
        ("", State.CLIENT),
        ("<IsProspect>No</IsProspect><IsArchived>No</IsArchived>", State.CLIENT),
        ("<IsProspect>Yes</IsProspect>", State.LEAD),
        ("<IsProspect>Yes</IsProspect><IsArchived>Yes</IsArchived>", State.ARCHIVED),
        ("<IsArchived>Yes</IsArchived><IsDeleted>Yes</IsDeleted>", State.DELETED),
        ("<IsDeleted>true</IsDeleted>", State.CLIENT),
    ],
)
def test_imp_1_states_are_yes_and_no(flags: str, state: State) -> None:
    assert one(f"<UUID>1</UUID><Name>A</Name>{flags}").state is state


def test_partner_and_manager_are_emails_where_the_staff_list_has_them() -> None:
    staff = "<{0}><UUID>{1}</UUID><Name>Ana</Name></{0}>"
    client = one(
        f"<UUID>1</UUID><Name>A</Name>{staff.format('AccountManager', 's1')}{staff.format('JobManager', 's2')}"
    )
    assert (client.partner, client.partner_name) == ("ana@example.test", "Ana")
    assert (client.manager, client.manager_name) == (None, "Ana")
    assert one("<UUID>1</UUID><Name>A</Name>").partner_name is None


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://practicemanager.xero.com/Client/812/Detail", "812"),
        ("https://practicemanager.xero.com/client/7", "7"),
        ("https://practicemanager.xero.com/Client/x/Detail", None),
        ("", None),
    ],
)
def test_the_number_is_read_from_the_web_address(url: str, number: str | None) -> None:
    client = one(f"<UUID>1</UUID><Name>A</Name><WebUrl>{url}</WebUrl>")
    assert client.other_ids.get("number") == number


def test_an_element_marked_as_nil_is_empty() -> None:
    nil = '<Email xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" />'
    assert one(f"<UUID>1</UUID><Name>A</Name>{nil}").email == ""


def test_a_client_without_its_id_is_bad_input() -> None:
    with pytest.raises(BadInput):
        one("<Name>A</Name>")


def test_lists_are_read_whatever_their_element_is_called() -> None:
    entry = "<{0}><{1}><UUID>1</UUID><Name>A</Name></{1}></{0}>"
    for holder, member in (("Categories", "Category"), ("JobTemplates", "JobTemplate"), ("StaffList", "Staff")):
        answer = read_answer(f"<Response><Status>OK</Status>{entry.format(holder, member)}</Response>".encode())
        assert [item["Name"] for item in named_items(answer)] == ["A"]


fields = st.sampled_from(sorted(set(XPM_WRITE) - {"partner", "manager", "contacts", "name"}))


@given(st.dictionaries(fields, texts), texts)
def test_a_client_written_and_read_back_is_the_same(values: dict[str, str], name: str) -> None:
    values["name"] = name
    written = etree.fromstring(client_body(values, uuid="1"))
    for element in written.iter("WebSite"):
        element.tag = "Website"  # XPM reads and writes it under two names
    document = b"<Response><Status>OK</Status><Clients>" + etree.tostring(written) + b"</Clients></Response>"
    (raw,) = read(document)
    client = client_from_wire(raw, {})
    told = {field: getattr(client, field) for field in XPM_READ if field != "url"}
    assert {field: value for field, value in told.items() if value is not None} == values


def test_a_body_has_only_the_named_fields_and_empty_elements_clear() -> None:
    body = client_body({"website": "https://a.test", "partner": "s1", "fax": ""}, uuid="1")
    assert body.split(b"\n", 1)[1] == (
        b"<Client><UUID>1</UUID><Fax></Fax><WebSite>https://a.test</WebSite>"
        b"<AccountManagerUUID>s1</AccountManagerUUID></Client>"
    )


def test_contacts_stand_inside_a_new_client_before_the_tax_fields() -> None:
    root = etree.fromstring(client_body({"name": "A", "tax_registered": "Yes"}, contacts=[{"name": "M"}]))
    assert [element.tag for element in root] == ["Name", "Contacts", "GSTRegistered"]
    assert root.findtext("Contacts/Contact/Name") == "M"


def test_a_contact_names_its_client() -> None:
    root = etree.fromstring(contact_body({"email": "m@x.test"}, client_uuid="1"))
    assert root.findtext("Client/UUID") == "1"
    assert root.findtext("Email") == "m@x.test"


def test_what_xml_cannot_carry_is_refused_without_being_repeated() -> None:
    with pytest.raises(NeedsUser) as caught:
        client_body({"name": "Bell\x07 Ltd"})
    assert "Bell" not in str(caught.value)
