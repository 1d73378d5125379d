"""What Ignition's MCP tools do; each takes its arguments and returns what the caller gets, as a JSON object."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from reconcile.sandbox.documents import Document
from reconcile.sandbox.ignition import arguments as given
from reconcile.sandbox.ignition.reporting import Unclear, read_cursor, write_cursor
from reconcile.sandbox.ignition.rows import client_email, client_record, client_row, users_by_email
from reconcile.sandbox.ignition.values import (
    FRESH_CLIENT,
    FRESH_CONTACT,
    Refused,
    check_users,
    make_primary,
    normalised,
)
from reconcile.sandbox.state import NAMESPACE, Edit, SandboxState

Result = dict[str, Any]
PAGE = 100


@dataclass(frozen=True)
class Outcome:
    """What a tool returns, and whether it changed anything."""

    result: Result
    changed: bool = False


def list_users(state: SandboxState, _: given.ListUsers) -> Outcome:
    """The account's users."""
    return Outcome({"users": state.listed("ignition", "user")})


def list_clients(state: SandboxState, asked: given.ListClients) -> Outcome:
    """A page of the clients that fit, as the Reporting API shows them and with their further ids."""
    try:
        after, _ = read_cursor(asked.cursor or "")
    except Unclear as problem:
        raise Refused(str(problem)) from None
    users = users_by_email(state)
    limit = asked.limit or PAGE
    rows = state.rows("ignition", after=after, name_contains=(asked.name or "").strip())
    found = list(islice((row for row in rows if _fits(row.document, asked)), limit + 1))
    shown = found[:limit]
    clients = [
        {"id": row.document["id"], "reference": row.document["reference"], **client_row(row.document, users)}
        for row in shown
    ]
    return Outcome({"clients": clients, "next_cursor": write_cursor(shown[-1].seq, 0) if len(found) > limit else None})


def get_client(state: SandboxState, asked: given.GetClient) -> Outcome:
    """One client as the app holds it."""
    return Outcome(client_record(_client(state, asked.client_id)))


def create_client(state: SandboxState, asked: given.CreateClient) -> Outcome:
    """A new lead, whatever other clients are called."""
    values = normalised(asked.given())
    contacts = [normalised(contact.given()) for contact in asked.contacts or ()]
    values.pop("contacts", None)
    check_users(state, values)
    number = state.next_number("ignition-client")
    slug = _slug("cli", number)
    people: list[Document] = []
    for contact in contacts:
        _attach(people, _new_contact(state, contact))
    reference = f"CLI-{state.next_number('ignition-reference'):04d}"
    identity = {"id": number, "slug": slug, "reference": reference}
    state.put_ignition_client({**identity, **FRESH_CLIENT, **values, "tags": [], "proposals": [], "contacts": people})
    return Outcome(client_record(_client(state, slug)), changed=True)


def update_client(state: SandboxState, asked: given.UpdateClient) -> Outcome:
    """The client with the given fields changed."""
    values = normalised(asked.given())
    values.pop("client_id", None)
    check_users(state, values)
    return _edit(state, asked.client_id, lambda client: client.update(values))


def archive_client(state: SandboxState, asked: given.ArchiveClient) -> Outcome:
    """The client, archived."""

    def archive(client: Document) -> None:
        if any(proposal["state"] == "accepted" for proposal in client.get("proposals", ())):
            raise Refused("The client has active engagements and cannot be archived")
        client["state"] = "archived"

    return _edit(state, asked.client_id, archive)


def restore_client(state: SandboxState, asked: given.RestoreClient) -> Outcome:
    """The client, back as a lead, or as inactive where it once had an accepted proposal."""

    def restore(client: Document) -> None:
        if client["state"] != "archived":
            raise Refused("The client is not archived")
        accepted = any(proposal["state"] == "accepted" for proposal in client.get("proposals", ()))
        client["state"] = "inactive" if accepted else "lead"

    return _edit(state, asked.client_id, restore)


def add_contact(state: SandboxState, asked: given.AddContact) -> Outcome:
    """The client with its new contact; `contact_id` tells which one it is."""
    values = normalised(asked.given())
    values.pop("client_id", None)
    _client(state, asked.client_id)
    contact = _new_contact(state, values)
    outcome = _edit(state, asked.client_id, lambda client: _attach(client["contacts"], contact))
    return Outcome({**outcome.result, "contact_id": contact["id"]}, changed=True)


def update_contact(state: SandboxState, asked: given.UpdateContact) -> Outcome:
    """The client with the given fields of one contact changed."""
    values = normalised(asked.given())
    for name in ("client_id", "contact_id"):
        values.pop(name, None)

    def change(client: Document) -> None:
        wanted = str(asked.contact_id).strip()
        found = [contact for contact in client["contacts"] if wanted in (str(contact["id"]), contact["slug"])]
        if not found:
            raise Refused("There is no such contact at this client")
        found[0].update(values)
        if values.get("is_primary"):
            make_primary(client["contacts"], found[0])

    return _edit(state, asked.client_id, change)


TOOLS: dict[str, tuple[type[given.Arguments], Callable[[SandboxState, Any], Outcome]]] = {
    "list_users": (given.ListUsers, list_users),
    "list_clients": (given.ListClients, list_clients),
    "get_client": (given.GetClient, get_client),
    "create_client": (given.CreateClient, create_client),
    "update_client": (given.UpdateClient, update_client),
    "archive_client": (given.ArchiveClient, archive_client),
    "restore_client": (given.RestoreClient, restore_client),
    "add_contact": (given.AddContact, add_contact),
    "update_contact": (given.UpdateContact, update_contact),
}
"""Every tool: its arguments, whose docstring is its description, and what it does."""


def _client(state: SandboxState, client_id: str | int) -> Document:
    wanted = str(client_id).strip()
    client = state.ignition_client(wanted) if not wanted.startswith("contact:") else None
    if client is None:
        raise Refused("There is no such client")
    return client


def _edit(state: SandboxState, client_id: str | int, edit: Edit) -> Outcome:
    slug = _client(state, client_id)["slug"]
    changed = state.change("ignition", slug, edit)
    return Outcome(client_record(_client(state, slug)), changed)


def _new_contact(state: SandboxState, values: dict[str, Any]) -> Document:
    number = state.next_number("ignition-contact")
    return {"id": number, "slug": _slug("con", number), **FRESH_CONTACT, **values}


def _attach(contacts: list[Document], contact: Document) -> None:
    contacts.append(contact)
    if contact["is_primary"]:
        make_primary(contacts, contact)


def _slug(kind: str, number: int) -> str:
    return f"{kind}_{uuid.uuid5(NAMESPACE, f'{kind}/{number}').hex[:20]}"


def _fits(client: Document, asked: given.ListClients) -> bool:
    if client["state"] != asked.state if asked.state else client["state"] == "archived":
        return False
    emails = {contact.get("email", "").lower() for contact in client.get("contacts", ())} | {client_email(client)}
    return (
        (not asked.email or asked.email.strip().lower() in emails)
        and (not asked.tag or asked.tag in client.get("tags", ()))
        and (not asked.partner or asked.partner.strip().lower() == client.get("partner_email"))
        and (not asked.manager or asked.manager.strip().lower() == client.get("manager_email"))
    )
