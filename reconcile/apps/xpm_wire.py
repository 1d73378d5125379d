"""What XPM's documents and request bodies mean: documents into clients, and fields into XML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from reconcile.apps.fields import XPM_CONTACT, XPM_READ, XPM_WRITE
from reconcile.apps.xpm_xml import Document
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App, Client, Contact, State

STATES: tuple[tuple[str, State], ...] = (
    ("IsDeleted", State.DELETED),
    ("IsArchived", State.ARCHIVED),
    ("IsProspect", State.LEAD),
)
"""The flags that say a client's state, the strongest first; with none of them it is a client."""

_NUMBER = re.compile(r"/Client/(\d+)(?:[/?#]|$)", re.IGNORECASE)


def named_items(answer: Mapping[str, Any]) -> list[Document]:
    """The members of a plain list's answer (staff, groups, categories, templates), whatever its element is called."""
    containers = [value for key, value in answer.items() if isinstance(value, list) or key.endswith("s")]
    members = [member for value in containers for member in _members(value)]
    for member in members:
        if not member.get("UUID") or "Name" not in member:
            raise BadInput("An entry of one of XPM's lists has no UUID or no name.", title="This is not XPM's answer")
    return members


def client_from_wire(document: Document, staff_emails: Mapping[str, str | None]) -> Client:
    """The client that a document holds; ``staff_emails`` maps staff UUIDs to emails (partner and manager)."""
    client_id, name = document.get("UUID"), document.get("Name")
    if not client_id or name is None:
        raise BadInput("A client in XPM's answer has no UUID or no name.", title="This is not XPM's answer")
    texts: dict[str, Any] = {field: _text(document.get(element)) for field, element in XPM_READ.items()}
    number = _NUMBER.search(texts["url"] or "")
    return Client(
        app=App.XPM,
        client_id=client_id,
        state=next((state for flag, state in STATES if document.get(flag) == "Yes"), State.CLIENT),
        **_staff(document, "partner", "AccountManager", staff_emails),
        **_staff(document, "manager", "JobManager", staff_emails),
        groups=tuple(str(group.get("Name", "")) for group in _members(document.get("Groups"))),
        contacts=tuple(contact_from_wire(contact) for contact in _members(document.get("Contacts"))),
        other_ids={"number": number.group(1)} if number else {},
        raw=document,
        **texts,
    )


def contact_from_wire(document: Document) -> Contact:
    """The contact that a document holds."""
    if not document.get("UUID"):
        raise BadInput("A contact in XPM's answer has no UUID.", title="This is not XPM's answer")
    texts = {field: _text(document.get(element)) for field, element in XPM_CONTACT.items() if field != "is_primary"}
    primary = document.get("IsPrimary")
    return Contact(
        contact_id=document["UUID"], is_primary=None if primary is None else primary == "Yes", raw=document, **texts
    )


def client_body(values: Mapping[str, str], *, uuid: str = "", contacts: Sequence[Mapping[str, str]] = ()) -> bytes:
    """The body of ``client.api/add`` or ``/update``: only the fields that are named, ``""`` as an empty element.

    ``values`` are canonical, with staff given by UUID already.
    """
    root = etree.Element("Client")
    if uuid:
        etree.SubElement(root, "UUID").text = uuid
    for field, element in XPM_WRITE.items():
        if field == "contacts" and contacts:
            holder = etree.SubElement(root, element)
            for contact in contacts:
                _append(etree.SubElement(holder, "Contact"), contact, XPM_CONTACT)
        elif field in values:
            _append(root, {field: values[field]}, XPM_WRITE)
    return _bytes(root)


def contact_body(values: Mapping[str, str], *, client_uuid: str) -> bytes:
    """The body of a contact's POST or PUT."""
    root = etree.Element("Contact")
    etree.SubElement(etree.SubElement(root, "Client"), "UUID").text = client_uuid
    _append(root, values, XPM_CONTACT)
    return _bytes(root)


def _append(parent: etree._Element, values: Mapping[str, str], names: Mapping[str, str]) -> None:
    for field, element in names.items():
        if field not in values:
            continue
        try:
            etree.SubElement(parent, element).text = values[field]
        except ValueError as error:
            raise NeedsUser(
                f"The field {field!r} holds a control character, which XPM's interface cannot carry.",
                title="XPM cannot hold this value",
                hint="Remove the character where the value comes from.",
            ) from error


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _staff(document: Document, role: str, element: str, emails: Mapping[str, str | None]) -> dict[str, Any]:
    person = document.get(element)
    if not isinstance(person, dict):
        return {role: None, f"{role}_name": None}
    return {role: emails.get(str(person.get("UUID"))), f"{role}_name": person.get("Name")}


def _members(value: Any) -> list[Document]:
    if isinstance(value, dict):
        value = [
            member for members in value.values() for member in (members if isinstance(members, list) else [members])
        ]
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    """An element's text; one that carries attributes (such as ``xsi:nil``) has it under ``#text``."""
    if isinstance(value, dict):
        return str(value.get("#text", ""))
    return None if value is None else str(value)
