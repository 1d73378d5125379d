"""Ignition's client export: 50 columns, a row per contact, every field quoted, UTF-8 without a mark, plain line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from reconcile.sandbox.clock import parse_time
from reconcile.sandbox.documents import Document

PIECE = 200
"""Clients per piece of the streamed file."""

Cell = Callable[[Document, Document], object]


def _client(name: str) -> Cell:
    return lambda client, _: client.get(name, "")


def _contact(name: str) -> Cell:
    return lambda _, contact: contact.get(name, "")


def _flag(name: str) -> Cell:
    """Yes or No, and nothing where there is no contact at all."""
    return lambda _, contact: _yes_no(contact.get(name)) if contact else ""


def _fixed(text: str) -> Cell:
    return lambda _, __: text


def _created(client: Document, _: Document) -> str:
    if not client.get("created_at"):
        return ""
    moment = parse_time(client["created_at"])
    return f"{moment:%B} {moment.day}, {moment.year} {moment.hour % 12 or 12}:{moment:%M} {moment:%p}"


def _tags(client: Document, _: Document) -> str:
    return "|".join(client.get("tags", ()))


def _proposals(client: Document, _: Document) -> str:
    return "|".join(f"{proposal['name']} ({proposal['state']})" for proposal in client.get("proposals", ()))


def _yes_no(value: object) -> str:
    return "Yes" if value else "No"


COLUMNS: dict[str, Cell] = {
    "Client Id": _client("id"),
    "Client Reference": _client("reference"),
    "External Client ID": _client("external_client_id"),
    "Client Name": _client("name"),
    "Client State": _client("state"),
    "Partner Email": _client("partner_email"),
    "Manager Email": _client("manager_email"),
    "Contact Id": _contact("id"),
    "Contact Salutation": _contact("salutation"),
    "Contact Addressee": _contact("addressee"),
    "Contact Name": _contact("name"),
    "Contact Email": _contact("email"),
    "Contact Mobile": _contact("mobile"),
    "Contact Phone": _contact("phone"),
    "Contact Is Recipient": _flag("is_recipient"),
    "Is Primary Contact": _flag("is_primary"),
    "Is Signatory": _flag("is_signatory"),
    "Notes": _client("notes"),
    "Business Structure": _client("business_structure"),
    "GST Registered": _client("gst_registered"),
    "Tax Number": _client("tax_number"),
    "Company Number": _client("company_number"),
    "Phone": _client("phone"),
    "Fax": _client("fax"),
    "Website": _client("website"),
    "Address": _client("address"),
    "City": _client("city"),
    "Region": _client("region"),
    "Post Code": _client("post_code"),
    "Country": _client("country"),
    "Postal Address": _client("postal_address"),
    "Postal City": _client("postal_city"),
    "Postal Region": _client("postal_region"),
    "Postal Post Code": _client("postal_post_code"),
    "Postal Country": _client("postal_country"),
    "Fiscal Period End Day": _client("fiscal_period_end_day"),
    "Fiscal Period End Month": _client("fiscal_period_end_month"),
    "Client Group Name": _client("group"),
    "Created At": _created,
    "Tag List": _tags,
    "Proposal List": _proposals,
    "Xero Id": _client("xero_id"),
    "XPM Id": _client("xpm_id"),
    "Quickbooks Id": _client("quickbooks_id"),
    "Payment Portal Link": _fixed(""),
    "Xero Tracking Category 1": _fixed(""),
    "Xero Tracking Category 2": _fixed(""),
    "Bank Account Saved?": _fixed("No"),
    "Card Saved?": _fixed("No"),
    "Create Invoices": _fixed("Yes"),
}
"""The export's columns in their order, each with what stands in it."""


def export_csv(clients: Iterable[Document], *, archived: bool = False) -> Iterator[str]:
    """The export as text in pieces: the header, then a row per contact, one with empty cells for a client without.

    Archived clients are left out unless asked for.
    """
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, client in enumerate(clients, start=1):
        if client["state"] == "archived" and not archived:
            continue
        for contact in client.get("contacts") or [{}]:
            writer.writerow(_text(cell(client, contact)) for cell in COLUMNS.values())
        if number % PIECE == 0:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def _text(value: object) -> str:
    return "" if value is None else str(value)
