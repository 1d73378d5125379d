"""Ignition's bulk edit as the sandbox takes it: the client export uploaded again.

What a filled id names is changed; **a blank one makes a new record**, so that an export uploaded without its ids doubles the whole
list. A file with a faulty line is refused as a whole, with all its faults. Columns that the app works out itself are ignored.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reconcile.sandbox.documents import Document
from reconcile.sandbox.ignition.values import (
    FRESH_CLIENT,
    FRESH_CONTACT,
    Refused,
    check_users,
    make_primary,
    normalised,
)
from reconcile.sandbox.state import NAMESPACE, SandboxState

WANTED = ("Client Name", "Contact Name", "Contact Email")
"""The columns that the header must have."""

CLIENT_COLUMNS: Mapping[str, str] = {
    "External Client ID": "external_client_id",
    "Client Name": "name",
    "Partner Email": "partner_email",
    "Manager Email": "manager_email",
    "Notes": "notes",
    "Business Structure": "business_structure",
    "GST Registered": "gst_registered",
    "Tax Number": "tax_number",
    "Company Number": "company_number",
    "Phone": "phone",
    "Fax": "fax",
    "Website": "website",
    "Address": "address",
    "City": "city",
    "Region": "region",
    "Post Code": "post_code",
    "Country": "country",
    "Postal Address": "postal_address",
    "Postal City": "postal_city",
    "Postal Region": "postal_region",
    "Postal Post Code": "postal_post_code",
    "Postal Country": "postal_country",
    "Fiscal Period End Day": "fiscal_period_end_day",
    "Fiscal Period End Month": "fiscal_period_end_month",
    "Client Group Name": "group",
    "XPM Id": "xpm_id",
}
"""What an upload changes of a client: column → field. The rest of the export is the app's own."""

CONTACT_COLUMNS: Mapping[str, str] = {
    "Contact Salutation": "salutation",
    "Contact Addressee": "addressee",
    "Contact Name": "name",
    "Contact Email": "email",
    "Contact Mobile": "mobile",
    "Contact Phone": "phone",
}

FLAGS: Mapping[str, str] = {
    "Contact Is Recipient": "is_recipient",
    "Is Primary Contact": "is_primary",
    "Is Signatory": "is_signatory",
}

Row = dict[str, str]


@dataclass
class Upload:
    """What an upload did, or the faults for which nothing was done."""

    updated: int = 0
    created: int = 0
    contacts_added: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything in the app is different now."""
        return bool(self.updated or self.created or self.contacts_added)


def upload(state: SandboxState, data: bytes) -> Upload:
    """Takes an uploaded file: everything or, where a line is faulty, nothing."""
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        rows: list[Row] = [{name: cell or "" for name, cell in row.items() if name} for row in reader]
    except (UnicodeDecodeError, csv.Error):
        return Upload(errors=["The file is not a CSV file in UTF-8."])
    missing = [column for column in WANTED if column not in (reader.fieldnames or ())]
    if missing:
        return Upload(errors=[f"The header has no column {missing[0]!r}."])
    done = Upload()
    groups = _by_client(rows)
    for number, (_, group) in enumerate(groups, start=1):
        done.errors += _faults(state, number, group)
    if done.errors:
        return done
    hidden = set(state.hidden())
    taken = {column: name for column, name in CLIENT_COLUMNS.items() if column not in hidden}
    for client_id, group in groups:
        if client_id:
            _update(state, client_id, group, done, taken)
        else:
            _create(state, group, done, taken)
    return done


def _by_client(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Rows of one client together: by id, or, where that is blank, by the very same name."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        client_id = row.get("Client Id", "").strip()
        groups.setdefault((client_id, "" if client_id else row["Client Name"]), []).append(row)
    return [(client_id, group) for (client_id, _), group in groups.items()]


def _faults(state: SandboxState, number: int, rows: list[Row]) -> list[str]:
    client_id = rows[0].get("Client Id", "").strip()
    client = state.ignition_client(client_id) if client_id else None
    where = f"Client {number} of the file"
    if client_id and client is None:
        return [f"{where}: there is no client with this Client Id."]
    found = []
    known = {str(contact["id"]) for contact in (client or {}).get("contacts", ())}
    try:
        check_users(state, normalised(_values(rows[0], CLIENT_COLUMNS)))
        for row in rows:
            contact_id = row.get("Contact Id", "").strip()
            if contact_id and contact_id not in known:
                found.append(f"{where}: the client has no contact with this Contact Id.")
            if _has_contact(row):
                normalised(_values(row, CONTACT_COLUMNS))
            if not contact_id and (_has_contact(row) or not client_id) and not row["Contact Email"].strip():
                found.append(f"{where}: a new contact needs a name and an email address.")
    except Refused as refusal:
        found.append(f"{where}: {refusal}.")
    return found


def _has_contact(row: Row) -> bool:
    return any(row.get(column, "").strip() for column in CONTACT_COLUMNS)


def _values(row: Row, columns: Mapping[str, str]) -> dict[str, str]:
    return {name: row[column] for column, name in columns.items() if column in row}


def _contact(row: Row) -> Document:
    flags = {name: row[column] == "Yes" for column, name in FLAGS.items() if row.get(column)}
    return {**normalised(_values(row, CONTACT_COLUMNS)), **flags}


def _update(state: SandboxState, client_id: str, rows: list[Row], done: Upload, taken: Mapping[str, str]) -> None:
    values = normalised(_values(rows[0], taken))
    slug = (state.ignition_client(client_id) or {})["slug"]
    added = {
        place: _numbered(state, _contact(row))
        for place, row in enumerate(rows)
        if not row.get("Contact Id", "").strip() and _has_contact(row)
    }

    def edit(client: Document) -> None:
        client.update(values)
        for place, row in enumerate(rows):
            if place in added:
                client["contacts"].append(added[place])
            elif row.get("Contact Id", "").strip():
                contact = next(one for one in client["contacts"] if str(one["id"]) == row["Contact Id"].strip())
                was_primary = contact.get("is_primary")
                contact.update(_contact(row))
                if contact.get("is_primary") and not was_primary:
                    make_primary(client["contacts"], contact)

    done.updated += state.change("ignition", slug, edit)
    done.contacts_added += len(added)


def _create(state: SandboxState, rows: list[Row], done: Upload, taken: Mapping[str, str]) -> None:
    values = normalised(_values(rows[0], taken))
    contacts = [_numbered(state, _contact(row)) for row in rows]
    number = state.next_number("ignition-client")
    identity = {
        "id": number,
        "slug": f"cli_{uuid.uuid5(NAMESPACE, f'cli/{number}').hex[:20]}",
        "reference": f"CLI-{state.next_number('ignition-reference'):04d}",
    }
    state.put_ignition_client({**identity, **FRESH_CLIENT, **values, "tags": [], "proposals": [], "contacts": contacts})
    done.created += 1


def _numbered(state: SandboxState, values: Document) -> Document:
    number = state.next_number("ignition-contact")
    slug = f"con_{uuid.uuid5(NAMESPACE, f'con/{number}').hex[:20]}"
    return {"id": number, "slug": slug, **FRESH_CONTACT, **values}
