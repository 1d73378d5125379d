"""What XPM's documents mean: from the element names of either version to clients, contacts and staff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reconcile.apps.fields import XPM_CONTACT, XPM_READ
from reconcile.apps.xpm_bounds import Document, not_xpm
from reconcile.model import App, Client, Contact, Staff, State

STATES: tuple[tuple[str, State], ...] = (
    ("IsDeleted", State.DELETED),
    ("IsArchived", State.ARCHIVED),
    ("IsProspect", State.LEAD),
)
"""The flags that say a client's state, the strongest first; with none of them it is a client."""

_CLIENT = tuple(XPM_READ.items())
_CONTACT = tuple((field, element) for field, element in XPM_CONTACT.items() if field != "is_primary")
_PLAIN = {str, type(None)}
_NUMBER = re.compile(r"/Client/(\d+)(?:[/?#]|$)", re.IGNORECASE)


def named_items(answer: Mapping[str, Any]) -> list[Document]:
    """The members of a plain list's answer (staff, groups, categories, templates), whatever its element is called."""
    containers = [value for key, value in answer.items() if isinstance(value, list) or key.endswith("s")]
    members = [member for value in containers for member in _members(value)]
    for member in members:
        if not member.get("UUID") or "Name" not in member:
            raise not_xpm("An entry of one of XPM's lists has no UUID or no name.")
    return members


def client_from_wire(document: Document, staff_emails: Mapping[str, str | None]) -> Client:
    """The client that a document holds; ``staff_emails`` maps staff UUIDs to emails (partner and manager)."""
    get = document.get
    client_id, name = _text(get("UUID")), _text(get("Name"))
    if not client_id or name is None:
        raise not_xpm("A client in XPM's answer has no UUID or no name.")
    partner, partner_name = _staff(get("AccountManager"), staff_emails)
    manager, manager_name = _staff(get("JobManager"), staff_emails)
    texts = _texts(document, _CLIENT)
    return Client(
        App.XPM,
        client_id,
        state=_state(document),
        partner=partner,
        partner_name=partner_name,
        manager=manager,
        manager_name=manager_name,
        groups=tuple([_text(group.get("Name")) or "" for group in _members(get("Groups"))]),
        contacts=tuple([contact_from_wire(contact) for contact in _members(get("Contacts"))]),
        other_ids=_other_ids(document, texts["url"]),
        raw=document,
        **texts,
    )


def contact_from_wire(document: Document) -> Contact:
    """The contact that a document holds."""
    contact_id = _text(document.get("UUID"))
    if not contact_id:
        raise not_xpm("A contact in XPM's answer has no UUID.")
    primary = _text(document.get("IsPrimary"))
    is_primary = None if primary is None else primary == "Yes"
    return Contact(contact_id, is_primary=is_primary, raw=document, **_texts(document, _CONTACT))


def staff_from_wire(document: Document) -> Staff:
    """The staff member that a document holds, one of those that ``named_items`` has checked."""
    return Staff(App.XPM, document["UUID"], document["Name"], _text(document.get("Email")), document)


def emails_of(staff: Iterable[Staff]) -> dict[str, str | None]:
    """Staff emails by UUID, and by the number that version 3.0 has beside it."""
    emails: dict[str, str | None] = {}
    for member in staff:
        emails[member.staff_id] = member.email
        if number := _text(member.raw.get("ID")):
            emails[number] = member.email
    return emails


def _state(document: Document) -> State:
    for flag, state in STATES:
        if document.get(flag) == "Yes":
            return state
    return State.CLIENT


def _other_ids(document: Document, url: str | None) -> dict[str, str]:
    """The number out of the web address, and the number that version 3.0 has instead of a web address."""
    number = _NUMBER.search(url) if url else None
    ids = {"number": number.group(1)} if number else {}
    if version_3_0 := _text(document.get("ID")):
        ids["id"] = version_3_0
    return ids


def _staff(person: Any, emails: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    """A staff member's email, where the staff list has it, and name; 3.0 may give the number instead of the UUID."""
    if not isinstance(person, dict):
        return None, None
    uuid = _text(person.get("UUID")) or _text(person.get("ID")) or ""
    return emails.get(uuid), _text(person.get("Name"))


def _members(value: Any) -> list[Document]:
    if isinstance(value, dict):
        value = [
            member for members in value.values() for member in (members if isinstance(members, list) else [members])
        ]
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def _texts(document: Document, elements: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The document's texts by canonical field."""
    texts = {field: document.get(element) for field, element in elements}
    if not set(map(type, texts.values())) <= _PLAIN:
        texts = {field: _text(value) for field, value in texts.items()}
    return texts


def _text(value: Any) -> str | None:
    """An element's text; one that carries attributes (such as ``xsi:nil``) has it under ``#text``."""
    if value is None or type(value) is str:
        return value
    return str(value.get("#text", "")) if isinstance(value, dict) else str(value)
