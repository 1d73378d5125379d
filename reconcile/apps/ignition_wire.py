"""Ignition's JSON into clients: the Reporting API's rows, and the MCP server's records.

As in ``gusto_wire``, ``null`` is an empty value and a missing key an absent one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reconcile.apps.fields import IGNITION_API, IGNITION_CONTACT, IGNITION_RECORD
from reconcile.apps.files.ignition_export import ExportClient, client_from_export, other_ids, proposals, state_of
from reconcile.errors import BadInput
from reconcile.model import CLIENT_TEXT_FIELDS, App, Client, Contact, Staff

Document = Mapping[str, Any]

_NUMBER_IN_LINK = re.compile(r"/clients?/(\d+)(?:[/?#]|$)")


def client_from_row(row: Document, contact_rows: Sequence[Document], export: ExportClient | None) -> Client:
    """The client of a Reporting API row; what the API does not tell comes from the client's rows in the CSV export.

    Raises ``BadInput`` for a row without slug or name.
    """
    slug, name = _ids(row, "slug")
    exported = client_from_export(export) if export is not None else None
    texts: dict[str, Any] = {field: text(row, key) for field, key in IGNITION_API.items() if field != "name"}
    texts |= _person(row, "partner") | _person(row, "manager")
    for field in CLIENT_TEXT_FIELDS:
        if exported is not None and texts.get(field) is None and field != "name":
            texts[field] = getattr(exported, field)
    contacts = tuple(contact_from_record(contact) for contact in contact_rows)
    return Client(
        app=App.IGNITION,
        client_id=slug,
        name=name,
        state=state_of(row.get("state")),
        groups=_groups(row, "group_name"),
        contacts=contacts or (exported.contacts if exported is not None else ()),
        other_ids=_other_ids(row, export),
        raw={**row, **_from_export(export), "contacts": list(contact_rows)},
        **texts,
    )


def client_from_record(record: Document) -> Client:
    """The client of an MCP server's record; raises ``BadInput`` for one without an id or a name."""
    slug, name = _ids(record, "slug" if record.get("slug") else "id")
    texts: dict[str, Any] = {field: text(record, key) for field, key in IGNITION_RECORD.items() if field != "name"}
    kinds = {"number": "id", "reference": "reference", "external": "external_client_id"}
    contacts = [contact for contact in record.get("contacts") or () if isinstance(contact, Mapping)]
    return Client(
        app=App.IGNITION,
        client_id=slug,
        name=name,
        state=state_of(record.get("state")),
        groups=_groups(record, "group"),
        contacts=tuple(contact_from_record(contact) for contact in contacts),
        other_ids={kind: str(record[key]) for kind, key in kinds.items() if record.get(key)},
        raw=dict(record),
        **texts,
    )


def contact_from_record(record: Document) -> Contact:
    """A contact of the API or of the MCP server; its numeric id is the one that the CSV export knows too."""
    contact_id = record.get("id") or record.get("slug")
    if not contact_id:
        raise BadInput("A contact in Ignition's answer has no id.", title="This is not Ignition's answer")
    texts = {field: text(record, key) for field, key in IGNITION_CONTACT.items() if field != "is_primary"}
    primary = record.get("is_primary")
    return Contact(
        contact_id=str(contact_id), is_primary=None if primary is None else bool(primary), raw=dict(record), **texts
    )


def staff_from_user(user: Document) -> Staff:
    """An Ignition user."""
    staff_id = str(user.get("id") or user.get("email") or "")
    if not staff_id:
        raise BadInput("A user in Ignition's answer has neither id nor email.", title="This is not Ignition's answer")
    return Staff(App.IGNITION, staff_id, str(user.get("name") or ""), text(user, "email"), dict(user))


def number_in_link(row: Document) -> str | None:
    """The client's number, where the row's link to the app shows it."""
    found = _NUMBER_IN_LINK.search(str(row.get("link") or ""))
    return found.group(1) if found else None


def text(document: Document, key: str) -> str | None:
    """The value as text: ``None`` if the key is absent, ``""`` for ``null``."""
    if key not in document:
        return None
    value = document[key]
    return "" if value is None else str(value)


def _ids(document: Document, key: str) -> tuple[str, str]:
    client_id, name = document.get(key), document.get("name")
    if not client_id or not isinstance(name, str):
        raise BadInput("A client in Ignition's answer has no id or no name.", title="This is not Ignition's answer")
    return str(client_id), name


def _person(row: Document, role: str) -> dict[str, str | None]:
    if role not in row:
        return {role: None, f"{role}_name": None}
    person = row[role] if isinstance(row[role], Mapping) else {"email": "", "name": ""}
    return {role: text(person, "email"), f"{role}_name": text(person, "name")}


def _groups(document: Document, key: str) -> tuple[str, ...]:
    """Ignition has one group per client."""
    group = document.get(key)
    return (str(group),) if group else ()


def _other_ids(row: Document, export: ExportClient | None) -> dict[str, str]:
    ids = {"number": number_in_link(row), "reference": row.get("reference"), "external": row.get("external_client_id")}
    found = {kind: str(value) for kind, value in ids.items() if value}
    return {**found, **(other_ids(export.first) if export is not None else {})}


def _from_export(export: ExportClient | None) -> dict[str, Any]:
    """What of the export belongs into ``raw``: the rows as they are, and the proposals (NEW-1)."""
    if export is None:
        return {}
    return {"export": [dict(row) for row in export.rows], "proposals": proposals(export.first.get("Proposal List", ""))}
