"""What Ignition makes of the values that it is sent: texts are trimmed, email addresses stored in lower case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reconcile.sandbox.documents import Document
from reconcile.sandbox.state import SandboxState

EMAILS = frozenset({"email", "partner_email", "manager_email"})
USERS = ("partner_email", "manager_email")

FRESH_CLIENT: Document = {
    **dict.fromkeys(
        (
            "external_client_id",
            "name",
            "partner_email",
            "manager_email",
            "notes",
            "business_structure",
            "gst_registered",
            "tax_number",
            "company_number",
            "phone",
            "fax",
            "website",
            "address",
            "city",
            "region",
            "post_code",
            "country",
            "postal_address",
            "postal_city",
            "postal_region",
            "postal_post_code",
            "postal_country",
            "fiscal_period_end_day",
            "fiscal_period_end_month",
            "group",
            "xero_id",
            "xpm_id",
            "quickbooks_id",
        ),
        "",
    ),
    "state": "lead",
}
"""What a client has that was created with nothing but a name."""

FRESH_CONTACT: Document = {
    **dict.fromkeys(("name", "email", "mobile", "phone", "salutation", "addressee", "position"), ""),
    **dict.fromkeys(("is_recipient", "is_primary", "is_signatory"), False),
}
"""What a contact has that was created with nothing but a name."""


class Refused(Exception):
    """What a tool refuses; the text is for the caller and says nothing about other clients."""


def normalised(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the app keeps them. Raises `Refused` for an empty name or something that is no email address."""
    kept = {name: _kept(name, value) for name, value in values.items()}
    if kept.get("name") == "":
        raise Refused("name must not be empty")
    for name in EMAILS & set(kept):
        if kept[name] and not re.fullmatch(r"[^@\s]+@[^@\s]+", kept[name]):
            raise Refused(f"{name} is not an email address")
    return kept


def check_users(state: SandboxState, values: Mapping[str, Any]) -> None:
    """Partner and manager must be users of this account. Raises `Refused`."""
    known = {user["email"].lower() for user in state.listed("ignition", "user")}
    for name in USERS:
        if values.get(name) and values[name] not in known:
            raise Refused(f"{name} is not the email address of an Ignition user")


def make_primary(contacts: list[Document], primary: Document) -> None:
    """Make one contact of a client the only primary one."""
    for contact in contacts:
        contact["is_primary"] = contact is primary


def _kept(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", value).replace("\r\n", "\n").strip()
    return text.lower() if name in EMAILS else text
