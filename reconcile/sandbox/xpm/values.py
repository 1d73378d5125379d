"""What XPM makes of the values that it is sent: which elements it knows, how it normalises, what it refuses.

An element that is left out keeps its value, an empty element clears it. Names of elements are those of version 3.1: it
reads ``Website`` and is written ``WebSite``, and the two managers and the billing client are written by their UUID.
Elements it does not know are ignored without a word, as the app does.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from reconcile.sandbox.documents import Document
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm.calls import BusinessError
from reconcile.sandbox.xpm.elements import CONTACT_ORDER
from reconcile.sandbox.xpm.wire import Body

ALWAYS_THERE = (
    "Address",
    "City",
    "Region",
    "PostCode",
    "Country",
    "PostalAddress",
    "PostalCity",
    "PostalRegion",
    "PostalPostCode",
    "PostalCountry",
    "Phone",
    "Fax",
    "Website",
    "ReferralSource",
    "ExportCode",
)
"""Elements that every client has, empty where nothing is known."""

ABSENT_WHEN_EMPTY = frozenset(
    (
        "Title",
        "Gender",
        "FirstName",
        "MiddleName",
        "LastName",
        "OtherName",
        "DateOfBirth",
        "AccountManager",
        "JobManager",
        "BillingClient",
        "BusinessStructure",
        "ClientCode",
    )
)
"""Elements that a client has only while they are set."""

YES_NO = frozenset({"IsProspect", "GSTRegistered", "IsPrimary"})

CLIENT_WRITES = {
    "WebSite": "Website",
    "AccountManagerUUID": "AccountManager",
    "JobManagerUUID": "JobManager",
    "BillingClientUUID": "BillingClient",
    **{name: name for name in ("Name", "Email", "IsProspect", "GSTRegistered")},
    **{name: name for name in ALWAYS_THERE if name != "Website"},
    **{name: name for name in ABSENT_WHEN_EMPTY if name not in ("AccountManager", "JobManager", "BillingClient")},
}
"""Elements of a client in a body, and the element of the answer that each sets."""

AT_CLIENT = frozenset({"IsPrimary", "Position"})
"""Elements of a contact that belong to its place at one client, not to the person."""

CONTACT_WRITES = frozenset(CONTACT_ORDER) - {"UUID", "IsDeleted"}

UNDERSTOOD = frozenset({*CLIENT_WRITES, *CONTACT_WRITES, "UUID", "Contacts", "Client"})
"""Every element that a body may have."""


def set_client(state: SandboxState, document: Document, body: Body) -> None:
    """Set the elements of a client that the body has. Raises `BusinessError` for what XPM refuses."""
    for sent, element in CLIENT_WRITES.items():
        if sent not in body:
            continue
        value = checked(sent, body[sent])
        if element == "Name" and not value:
            raise BusinessError("Client name is required")
        if value and element in _REFERENCES and not _REFERENCES[element](state, value):
            raise BusinessError(f"Invalid {sent.removesuffix('UUID')} identifier")
        if value or element not in ABSENT_WHEN_EMPTY:
            document[element] = value
        else:
            document.pop(element, None)


def person_of(body: Body) -> Document:
    """The elements of a contact that the body has and that are the person's own."""
    return {name: checked(name, body[name]) for name in sorted(CONTACT_WRITES - AT_CLIENT) if name in body}


def place_of(body: Body) -> Document:
    """The elements of a contact that the body has and that belong to its place at a client."""
    return {name: checked(name, body[name]) for name in sorted(AT_CLIENT) if name in body}


def checked(name: str, value: object) -> str:
    """A value as XPM keeps it. Raises `BusinessError` where it is not the text, or the Yes or No, that is expected."""
    if not isinstance(value, str):
        raise BusinessError(f"Invalid value of {name}")
    text = clean(value)
    if name in YES_NO and text not in ("Yes", "No"):
        raise BusinessError(f"{name} must be Yes or No")
    return text


def clean(text: str) -> str:
    """A text without space around it or control characters, its line ends as ``\\n``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", lines)


def _is_staff(state: SandboxState, uuid: str) -> bool:
    return any(entry["UUID"] == uuid for entry in state.listed("xpm", "staff"))


def _is_client(state: SandboxState, uuid: str) -> bool:
    return bool(state.names("xpm", [uuid]))


_REFERENCES: dict[str, Callable[[SandboxState, str], bool]] = {
    "AccountManager": _is_staff,
    "JobManager": _is_staff,
    "BillingClient": _is_client,
}
