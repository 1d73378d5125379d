"""The nouns of the toolkit, as frozen dataclasses that import nothing else of it.

``None`` and ``""`` are different values everywhere: ``None`` means that the app did not send the field at all (absent),
``""`` that it sent it empty. Values are kept as the app spelt them; only comparisons normalise.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class App(enum.StrEnum):
    """One of the three apps that a practice keeps its clients in."""

    XPM = "xpm"
    IGNITION = "ignition"
    GUSTO = "gusto"

    @property
    def label(self) -> str:
        """The app's name as people write it."""
        return {"xpm": "XPM", "ignition": "Ignition", "gusto": "Gusto"}[self.value]


class State(enum.StrEnum):
    """Where a client stands in its app. Ignition knows all but ``client``; XPM has prospect → lead, else client."""

    LEAD = "lead"
    ACTIVE = "active"
    INACTIVE = "inactive"
    LOST = "lost"
    CLIENT = "client"
    ARCHIVED = "archived"
    DELETED = "deleted"
    UNKNOWN = "unknown"

    @property
    def is_current(self) -> bool:
        """Neither archived, lost nor deleted (IMP-1)."""
        return self not in (State.ARCHIVED, State.DELETED, State.LOST)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a client, with the fields that IMP-7 names and the app's own id."""

    contact_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    salutation: str | None = None
    addressee: str | None = None
    position: str | None = None
    is_primary: bool | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Client:
    """One client as one app holds it.

    ``client_id`` is the app's stable key (XPM: UUID; Gusto: company UUID; Ignition: the ``cli_…`` slug, or the numeric id
    where only the CSV export is at hand). ``other_ids`` are the app's further names for the same record, e.g. Ignition's
    ``number`` and ``reference`` or XPM's ``number`` out of its web address. ``xpm_id`` is Ignition's own mapping to XPM.
    ``partner`` and ``manager`` are email addresses (or, where the app tells none, ``None`` with the name in
    ``partner_name``). ``groups`` are group names. ``raw`` is everything the app returned, synced or not.
    """

    app: App
    client_id: str
    name: str
    state: State = State.UNKNOWN
    email: str | None = None
    phone: str | None = None
    fax: str | None = None
    website: str | None = None
    address: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    postal_address: str | None = None
    postal_city: str | None = None
    postal_region: str | None = None
    postal_postcode: str | None = None
    postal_country: str | None = None
    structure: str | None = None
    tax_registered: str | None = None
    partner: str | None = None
    partner_name: str | None = None
    manager: str | None = None
    manager_name: str | None = None
    groups: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    xpm_id: str | None = None
    other_ids: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the practice: an XPM staff member, or an Ignition user (IMP-8, WHY-2)."""

    app: App
    staff_id: str
    name: str
    email: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListItem:
    """An entry of one of an app's plain lists: ``kind`` is ``group``, ``category`` or ``template`` (SYN-4)."""

    app: App
    kind: str
    item_id: str
    name: str
    raw: Mapping[str, Any] = field(default_factory=dict)


Record = Client | Staff | ListItem
"""What a source yields."""

CLIENT_TEXT_FIELDS: tuple[str, ...] = (
    "name",
    "email",
    "phone",
    "fax",
    "website",
    "address",
    "city",
    "region",
    "postcode",
    "country",
    "postal_address",
    "postal_city",
    "postal_region",
    "postal_postcode",
    "postal_country",
    "structure",
    "tax_registered",
    "partner",
    "partner_name",
    "manager",
    "manager_name",
    "xpm_id",
    "url",
    "created_at",
    "updated_at",
)
"""The fields of ``Client`` that are one optional text each, in the order of the snapshot's columns."""

CONTACT_TEXT_FIELDS: tuple[str, ...] = (
    "name",
    "email",
    "phone",
    "mobile",
    "salutation",
    "addressee",
    "position",
)
"""The fields of ``Contact`` that are one optional text each."""
