"""Ignition's rows and records as clients."""

from __future__ import annotations

from typing import Any

import pytest

from reconcile.apps.files.ignition_export import ExportClient
from reconcile.apps.ignition_wire import client_from_record, client_from_row, contact_from_record, staff_from_user
from reconcile.errors import BadInput
from reconcile.model import State

ROW: dict[str, Any] = {
    "slug": "cli_1",
    "name": "Zoë Ltd",
    "email": None,
    "state": "active",
    "external_client_id": "X-9",
    "partner": {"name": "Ana", "email": "ana@x.test"},
    "manager": None,
    "group_name": "Family",
    "link": "https://go.ignitionapp.com/clients/42",
    "created_at": "2026-01-02T03:04:05Z",
    "later": 1,
}
EXPORT_ROW = {
    "Client Id": "42",
    "Client Reference": "CLI-0042",
    "Client Name": "Zoë Ltd",
    "Contact Id": "7",
    "Contact Name": "Kim",
    "Manager Email": "other@x.test",
    "Address": "1 A St\nUnit 2",
    "XPM Id": "812",
    "Proposal List": "Annual accounts (accepted)|Advice (2026) (draft)|Plain",
}


def test_a_row_alone() -> None:
    client = client_from_row(ROW, [], None)
    assert (client.client_id, client.state, client.email, client.phone) == ("cli_1", State.ACTIVE, "", None)
    assert (client.partner, client.partner_name) == ("ana@x.test", "Ana")
    assert (client.manager, client.manager_name) == ("", "")
    assert client.groups == ("Family",)
    assert client.other_ids == {"number": "42", "external": "X-9"}
    assert (client.address, client.xpm_id) == (None, None)
    assert client.raw["later"] == 1


def test_a_row_with_its_export() -> None:
    client = client_from_row(ROW, [{"id": 7, "name": "Kim", "is_primary": True}], ExportClient("42", 2, (EXPORT_ROW,)))
    assert (client.address, client.xpm_id) == ("1 A St\nUnit 2", "812")
    assert client.manager == "", "what the API tells is newer than the export"
    assert client.created_at == "2026-01-02T03:04:05Z"
    assert client.other_ids == {"number": "42", "reference": "CLI-0042", "external": "X-9"}
    assert [(contact.contact_id, contact.name) for contact in client.contacts] == [("7", "Kim")]


def test_new_1_proposals_are_kept_with_their_state() -> None:
    client = client_from_row(ROW, [], ExportClient("42", 2, (EXPORT_ROW,)))
    assert client.raw["proposals"] == [
        {"name": "Annual accounts", "state": "accepted"},
        {"name": "Advice (2026)", "state": "draft"},
        {"name": "Plain", "state": ""},
    ]


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("lead", State.LEAD),
        ("ARCHIVED", State.ARCHIVED),
        ("lost", State.LOST),
        (None, State.UNKNOWN),
        ("new", State.UNKNOWN),
    ],
)
def test_states_are_an_open_list(value: str | None, state: State) -> None:
    assert client_from_row({**ROW, "state": value}, [], None).state is state


def test_a_record_of_the_mcp_server() -> None:
    record = {
        "id": 42,
        "slug": "cli_1",
        "reference": "CLI-0042",
        "name": "Zoë Ltd",
        "state": "lead",
        "post_code": "0610",
        "gst_registered": "Yes",
        "partner_email": "ana@x.test",
        "group": "",
        "xpm_id": "",
        "contacts": [{"id": 7, "slug": "con_7", "name": "Kim", "is_primary": False}],
    }
    client = client_from_record(record)
    assert (client.client_id, client.postcode, client.tax_registered, client.xpm_id) == ("cli_1", "0610", "Yes", "")
    assert (client.groups, client.fax, client.partner) == ((), None, "ana@x.test")
    assert client.contacts[0].is_primary is False
    assert client.other_ids == {"number": "42", "reference": "CLI-0042"}
    assert client_from_record({"id": 42, "name": "A"}).client_id == "42"


@pytest.mark.parametrize("record", [{}, {"slug": "cli_1"}, {"name": "A"}, {"slug": "cli_1", "name": None}])
def test_what_has_no_id_or_name_is_bad_input(record: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        client_from_row(record, [], None)
    with pytest.raises(BadInput):
        client_from_record(record)


def test_contacts_and_users_have_ids() -> None:
    assert contact_from_record({"slug": "con_7"}).contact_id == "con_7"
    assert staff_from_user({"email": "a@x.test"}).staff_id == "a@x.test"
    with pytest.raises(BadInput):
        contact_from_record({"name": "Kim"})
    with pytest.raises(BadInput):
        staff_from_user({"name": "Kim"})
