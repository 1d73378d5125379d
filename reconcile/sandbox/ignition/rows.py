"""The shapes in which Ignition shows its clients and contacts, apart from the export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reconcile.sandbox.documents import Document
from reconcile.sandbox.state import SandboxState

WEB = "https://go.ignitionapp.com"


def client_link(client: Document) -> str:
    """A client's web address; it ends in the number that the export calls ``Client Id``."""
    return f"{WEB}/clients/{client['id']}"


def users_by_email(state: SandboxState) -> dict[str, str]:
    """The names of Ignition's users by email."""
    return {user["email"]: user["name"] for user in state.listed("ignition", "user")}


def client_row(client: Document, users: dict[str, str]) -> dict[str, Any]:
    """A client as the Reporting API lists it: no XPM id, no addresses."""
    phone = {"phone": client["phone"]} if client.get("phone") else {}
    return {
        "slug": client["slug"],
        "name": client["name"],
        "email": client_email(client),
        **phone,
        "state": client["state"],
        "external_client_id": client.get("external_client_id") or None,
        "xero_contact_id": client.get("xero_id") or None,
        "qbo_customer_id": client.get("quickbooks_id") or None,
        "manager": _person(client.get("manager_email", ""), users),
        "partner": _person(client.get("partner_email", ""), users),
        "tags": list(client.get("tags", ())),
        "group_name": client.get("group") or None,
        "link": client_link(client),
        "created_at": client.get("created_at"),
        "updated_at": client.get("updated_at"),
    }


def contact_row(client: Document, contact: Document) -> dict[str, Any]:
    """A contact as the Reporting API lists it."""
    texts = ("name", "email", "phone", "mobile", "salutation", "addressee", "position")
    return {
        "slug": contact["slug"],
        "id": contact["id"],
        "client": {"slug": client["slug"]},
        **{name: contact.get(name) or None for name in texts},
        "is_primary": bool(contact.get("is_primary")),
        "is_signatory": bool(contact.get("is_signatory")),
        "is_invoice_recipient": bool(contact.get("is_recipient")),
        "link": client_link(client),
        "created_at": contact.get("created_at") or client.get("created_at"),
        "updated_at": contact.get("updated_at") or client.get("updated_at"),
    }


def client_record(client: Document) -> dict[str, Any]:
    """A client as the MCP server returns it: every field, contacts, the mapping to XPM, and the web address."""
    return {**client, "link": client_link(client)}


def client_email(client: Document) -> str | None:
    """The client's own email address where it has one, else its primary contact's, else its first contact's."""
    contacts: Iterable[Document] = sorted(client.get("contacts", ()), key=lambda contact: not contact.get("is_primary"))
    found = (contact["email"] for contact in contacts if contact.get("email"))
    return client.get("email") or next(found, None)


def _person(email: str, users: dict[str, str]) -> dict[str, str] | None:
    return {"name": users.get(email, ""), "email": email} if email else None
