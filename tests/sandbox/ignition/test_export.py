"""Ignition's client export, byte for byte."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from reconcile.sandbox.ignition.export import COLUMNS, export_csv

HEADER = (
    '"Client Id","Client Reference","External Client ID","Client Name","Client State","Partner Email","Manager '
    'Email","Contact Id","Contact Salutation","Contact Addressee","Contact Name","Contact Email","Contact '
    'Mobile","Contact Phone","Contact Is Recipient","Is Primary Contact","Is Signatory","Notes","Business '
    'Structure","GST Registered","Tax Number","Company '
    'Number","Phone","Fax","Website","Address","City","Region","Post Code","Country","Postal Address","Postal '
    'City","Postal Region","Postal Post Code","Postal Country","Fiscal Period End Day","Fiscal Period End '
    'Month","Client Group Name","Created At","Tag List","Proposal List","Xero Id","XPM Id","Quickbooks Id","Payment '
    'Portal Link","Xero Tracking Category 1","Xero Tracking Category 2","Bank Account Saved?","Card Saved?","Create '
    'Invoices"'
)


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_header_has_the_50_columns_in_their_order(ignition):
    content = ignition.get("exports/clients.csv").content
    assert HEADER.count('","') == 49
    assert content.split(b"\n", 1)[0] == HEADER.encode()


def test_utf_8_without_a_mark_and_plain_line_ends(sandbox, ignition, known):
    sandbox.edit("ignition", "cli_1002", {"name": "Tāne Müller"})
    answer = ignition.get("exports/clients.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in answer.content
    assert '"Tāne Müller"'.encode() in answer.content


def test_a_row_per_contact_and_one_with_empty_cells_without(ignition):
    first, second, lead = rows(ignition.get("exports/clients.csv").content)
    assert (first["Contact Id"], second["Contact Id"]) == ("70", "71")
    assert first["Client Id"] == second["Client Id"] == "1001"
    assert second["Contact Name"] == 'Tom "T" Ng'
    assert first["Address"] == "1 Quay St\nLevel 2"
    assert all(value == "" for name, value in lead.items() if name.startswith("Contact ") or name.startswith("Is "))


def test_flags_tags_proposals_times_and_the_mapping(ignition):
    first = rows(ignition.get("exports/clients.csv").content)[0]
    assert (first["Is Primary Contact"], first["Is Signatory"], first["Contact Is Recipient"]) == ("Yes", "Yes", "No")
    assert (first["Tag List"], first["XPM Id"]) == ("vip|nz", "501")
    assert first["Proposal List"] == "2026 accounts (accepted)|Advice (draft)"
    assert first["Created At"] == "March 4, 2025 9:05 AM"


def test_archived_clients_only_on_request(ignition):
    assert {row["Client Id"] for row in rows(ignition.get("exports/clients.csv").content)} == {"1001", "1002"}
    assert "1003" in {row["Client Id"] for row in rows(ignition.get("exports/clients.csv?archived=1").content)}


def created(time, known_client):
    return rows("".join(export_csv([{**known_client, "created_at": time}])).encode())[0]["Created At"]


def test_midnight_and_noon_are_twelve(known):
    client = known.ignition_client(1, "A")
    assert created("2026-12-31T00:00:00Z", client) == "December 31, 2026 12:00 AM"
    assert created("2026-12-31T12:30:00Z", client) == "December 31, 2026 12:30 PM"
    assert created("", client) == ""


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=5))
def test_every_field_is_quoted_and_every_text_is_read_back(names):
    clients = [{"id": number, "state": "lead", "name": name} for number, name in enumerate(names)]
    text = "".join(export_csv(clients))
    assert [row["Client Name"] for row in rows(text.encode())] == names
    assert text.count('","') >= (len(COLUMNS) - 1) * (len(names) + 1)


def test_long_exports_come_in_pieces(known):
    pieces = list(export_csv(known.ignition_client(number, "A") for number in range(450)))
    assert len(pieces) == 3
    assert len(rows("".join(pieces).encode())) == 450
