"""Ignition's Reporting API over the wire."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.sandbox.ignition.reporting import read_cursor, write_cursor

REPORTING = "external/api/v1/reporting/"


def pages(ignition, path):
    """Every item of a list, page by page."""
    cursor, items = "", []
    while cursor is not None:
        page = ignition.get(f"{REPORTING}{path}&cursor={cursor}").json()
        items.append(page["data"])
        pagination = page["meta"]["pagination"]
        assert pagination["has_more"] is (pagination["next_cursor"] is not None)
        cursor = pagination["next_cursor"]
    return items


def test_a_client_row_has_exactly_the_known_fields(ignition):
    harbour, lead = ignition.get(REPORTING + "clients").json()["data"]
    assert harbour == {
        "slug": "cli_1001", "name": "Harbour Joinery Ltd", "email": "mary@example.com", "phone": "03 555 0100",
        "state": "active", "external_client_id": None, "xero_contact_id": None, "qbo_customer_id": None,
        "manager": None, "partner": {"name": "Anna Reid", "email": "anna@practice.example"}, "tags": ["vip", "nz"],
        "group_name": "Harbour family", "link": "https://go.ignitionapp.com/clients/1001",
        "created_at": "2025-03-04T09:05:00+00:00", "updated_at": "2026-01-02T03:04:05+00:00",
    }  # fmt: skip
    assert set(harbour) - set(lead) == {"phone"}


def test_a_contact_row_has_exactly_the_known_fields(ignition):
    first = ignition.get(REPORTING + "contacts").json()["data"][0]
    assert first == {
        "slug": "con_70", "id": 70, "client": {"slug": "cli_1001"}, "name": "Mary Kowhai", "email": "mary@example.com",
        "phone": None, "mobile": None, "salutation": None, "addressee": None, "position": None, "is_primary": True,
        "is_signatory": True, "is_invoice_recipient": False, "link": "https://go.ignitionapp.com/clients/1001",
        "created_at": "2025-03-04T09:05:00+00:00", "updated_at": "2026-01-02T03:04:05+00:00",
    }  # fmt: skip


@pytest.mark.parametrize(("query", "found"), [("", [1001, 1002]), ("?state=archived", [1003]), ("?state=lead", [1002])])
def test_archived_clients_are_listed_only_on_request(ignition, query, found):
    rows = ignition.get(f"{REPORTING}clients{query}").json()["data"]
    assert [row["slug"] for row in rows] == [f"cli_{number}" for number in found]


def test_contacts_of_archived_clients_are_listed_only_on_request(ignition):
    assert [row["id"] for row in ignition.get(REPORTING + "contacts").json()["data"]] == [70, 71]
    assert [row["id"] for row in ignition.get(REPORTING + "contacts?state=archived").json()["data"]] == [72]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_have_every_item_once(sandbox, ignition, known, limit):
    for number in range(2001, 2006):
        contacts = [known.ignition_contact(number * 10 + place, f"C{place}") for place in range(3)]
        sandbox.state.put_ignition_client(known.ignition_client(number, f"Client {number}", contacts=contacts))
    for path, count in (("clients", 7), ("contacts", 17)):
        found = pages(ignition, f"{path}?limit={limit}")
        assert all(len(page) == limit for page in found[:-1])
        assert len({row["slug"] for page in found for row in page}) == sum(map(len, found)) == count


def test_updated_from_gives_what_changed_since_then(sandbox, ignition, known):
    later = datetime.now(UTC) + timedelta(seconds=1)
    time.sleep(1.1)
    sandbox.edit_contact("ignition", "cli_1001", "71", {"mobile": "1"})
    since = quote(later.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert [row["slug"] for row in ignition.get(f"{REPORTING}clients?updated_from={since}").json()["data"]] == [
        "cli_1001"
    ]
    assert [row["id"] for row in ignition.get(f"{REPORTING}contacts?updated_from={since}").json()["data"]] == [71]


@pytest.mark.parametrize("query", ["state=sleeping", "limit=0", "limit=x", "cursor=%7B", "cursor=YQ", "updated_from=x"])
def test_a_parameter_that_cannot_be_is_400(ignition, query):
    answer = ignition.get(f"{REPORTING}clients?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_parameter")


@pytest.mark.parametrize("path", [REPORTING + "clients", REPORTING + "contacts", "exports/clients.csv", "mcp"])
def test_without_the_token_it_is_401(ignition, path):
    answer = ignition.get(path, headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_reporting_api_only_reads(ignition, method):
    assert ignition(method, REPORTING + "clients").status_code == 405


@given(st.integers(0, 2**40), st.integers(0, 2**20))
def test_a_cursor_is_read_back(client_place, contact_place):
    assert read_cursor(write_cursor(client_place, contact_place)) == (client_place, contact_place)
