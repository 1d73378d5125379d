"""An operation: one call to an app, carrying all approved changes of one record (or of one contact)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reconcile import frames
from reconcile.model import App, Client, Contact
from reconcile.plans.change import CONTACT_CREATE, CONTACT_UPDATE, CREATE
from reconcile.plans.plan import Plan

Row = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """``verb`` is create, update, contact-create or contact-update; ``changes`` are rows of the plan."""

    op_id: str
    app: App
    record_id: str
    verb: str
    changes: tuple[Row, ...]

    @property
    def client_name(self) -> str:
        """The record's name when the plan was built."""
        return str(self.changes[0]["client_name"])

    def values(self, entity: str = "client") -> dict[str, str]:
        """What to write, by canonical field name; a link travels with its client."""
        entities = (entity, "link") if entity == "client" else (entity,)
        return {change["field"]: change["after"] for change in self.changes if change["entity"] in entities}

    def new_contacts(self) -> list[dict[str, str]]:
        """The contacts that a new client is created with."""
        found: dict[str, dict[str, str]] = {}
        for change in self.changes:
            if change["entity"] == "contact":
                found.setdefault(change["entity_id"], {})[change["field"]] = change["after"]
        return list(found.values())


def operations(plan: Plan, approved: set[str]) -> list[Operation]:
    """The approved changes as operations, in the plan's order."""
    grouped: dict[str, list[Row]] = {}
    for row in frames.rows_of(plan.changes):
        if row["change_id"] in approved:
            grouped.setdefault(row["op_id"], []).append(row)
    return [
        Operation(op_id, App(rows[0]["app"]), rows[0]["record_id"], _verb(rows[0]["kind"]), tuple(rows))
        for op_id, rows in grouped.items()
    ]


def _verb(kind: str) -> str:
    return kind if kind in (CREATE, CONTACT_CREATE, CONTACT_UPDATE) else "update"


def client_value(client: Client, field: str) -> str | None:
    """A client's value by canonical field name, as a plan compares it."""
    if field == "groups":
        return client.groups[0] if client.groups else ""
    value: str | None = getattr(client, field)
    return value


def contact_value(contact: Contact, field: str) -> str | None:
    """A contact's value by canonical field name; the primary flag as Yes or No."""
    value = getattr(contact, field)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return None if value is None else str(value)


def find_contact(client: Client, contact_id: str) -> Contact | None:
    """A client's contact by the app's id."""
    return next((contact for contact in client.contacts if contact.contact_id == contact_id), None)
