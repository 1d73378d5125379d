"""Ignition as a target: writes single fields of single clients and contacts through its MCP server's tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconcile.apps.budget import Budget
from reconcile.apps.credentials import Credential
from reconcile.apps.fields import IGNITION_CONTACT, IGNITION_WRITE
from reconcile.apps.ignition_mcp import McpTools
from reconcile.apps.ignition_tools import contact_arguments, lacking
from reconcile.apps.ignition_wire import client_from_record, staff_from_user
from reconcile.apps.retries import Patience
from reconcile.apps.statuses import NoSuchRecord, no_answer
from reconcile.errors import BadInput, NotAllowed
from reconcile.model import App, Client, Staff

Names = Mapping[str, str]

NAMES: Mapping[str, Names] = {"client": IGNITION_WRITE, "contact": IGNITION_CONTACT}

UPDATING: Mapping[str, str] = {"client": "update_client", "contact": "update_contact"}
"""Entity → the tool that writes it."""


class IgnitionTarget:
    """A practice's Ignition as a target. What can be written is what its tools' own schemas take."""

    app = App.IGNITION

    def __init__(self, mcp_url: str, token: str | Credential, *, patience: Patience | None = None) -> None:
        self.tools = McpTools(mcp_url, token, patience=patience)

    @property
    def budget(self) -> Budget:
        """What the MCP server grants."""
        return self.tools.pace.budget

    @property
    def calls(self) -> int:
        """How many requests were sent so far: tool calls, repeats included, and what opening connections took."""
        return self.tools.calls + self.tools.greetings

    def close(self) -> None:
        """End the connection; the next call opens another."""
        self.tools.close()

    def can_write(self, entity: str, field: str) -> bool:
        """Whether the server's updating tool takes this field; asks the server once."""
        argument = NAMES.get(entity, {}).get(field)
        return argument is not None and argument in self.tools.arguments_of(UPDATING[entity])

    def lacks(self, verb: str, entity: str, field: str) -> str:
        """Why the server cannot write this field with this kind of operation; nothing where it can (``ignition_tools``)."""
        return lacking(self.tools.schemas(), verb, entity, field)

    def users(self) -> list[Staff]:
        """Ignition's users (IMP-8, SYN-3)."""
        return [staff_from_user(user) for user in self.tools.call_list("list_users", "users")]

    def read_client(self, client_id: str) -> Client | None:
        """The client as Ignition holds it now; ``None`` if Ignition does not know the id."""
        try:
            record = self.tools.call("get_client", {"client_id": client_id}, safe=True, sent=[client_id])
        except NoSuchRecord:
            return None
        return client_from_record(_inner(record, "client"))

    def find_by_name(self, name: str) -> list[Client]:
        """The clients of exactly this name, archived ones too (IMP-3)."""
        states: tuple[dict[str, str], ...] = ({}, {"state": "archived"})
        rows = [
            row for state in states for row in self.tools.call_list("list_clients", "clients", {"name": name, **state})
        ]
        ids = dict.fromkeys(str(row.get("slug") or row.get("id")) for row in rows if row.get("name") == name)
        found = [self.read_client(client_id) for client_id in ids]
        return [client for client in found if client is not None and client.name == name]

    def create_client(self, values: Mapping[str, str], contacts: Sequence[Mapping[str, str]]) -> Client:
        """Create a client (always as a lead) with its contacts in one call, and return it as Ignition now holds it."""
        arguments = self._arguments("create_client", "client", values)
        if contacts:
            schema = contact_arguments(self.tools.schemas()) or self.tools.arguments_of("add_contact")
            arguments["contacts"] = [_renamed(contact, "contact", schema) for contact in contacts]
        sent = [*values.values(), *(value for contact in contacts for value in contact.values())]
        record = self.tools.call("create_client", arguments, safe=False, sent=sent)
        try:
            return client_from_record(_inner(record, "client"))
        except BadInput as error:
            raise no_answer(App.IGNITION) from error

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        """Write these fields and no other; ``xpm_id`` sets the mapping to XPM, ``""`` removes it."""
        if values:
            arguments = {"client_id": client_id, **self._arguments("update_client", "client", values)}
            self.tools.call("update_client", arguments, safe=False, sent=list(values.values()))

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        """Add a contact to a client; returns its id."""
        arguments = {"client_id": client_id, **self._arguments("add_contact", "contact", values)}
        answer = self.tools.call("add_contact", arguments, safe=False, sent=list(values.values()))
        contact = _inner(answer, "contact")
        contact_id = answer.get("contact_id") or (None if "contacts" in contact else contact.get("id"))
        if not contact_id:
            raise no_answer(App.IGNITION)
        return str(contact_id)

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        """Write these fields of a contact and no other."""
        if values:
            ids = {"client_id": client_id, "contact_id": contact_id}
            arguments = {**ids, **self._arguments("update_contact", "contact", values)}
            self.tools.call("update_contact", arguments, safe=False, sent=list(values.values()))

    def _arguments(self, tool: str, entity: str, values: Mapping[str, str]) -> dict[str, Any]:
        schema = self.tools.arguments_of(tool)
        refused = sorted(field for field in values if NAMES[entity].get(field) not in schema)
        if refused:
            raise NotAllowed(
                f"Ignition's MCP server does not take these fields of a {entity}: {', '.join(refused)}.",
                title="Ignition cannot hold this",
            )
        return _renamed(values, entity, schema)


def _renamed(values: Mapping[str, str], entity: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The values under the tool's argument names; flags as flags where the schema says so."""
    names = NAMES[entity]
    return {names[field]: _typed(value, schema.get(names[field])) for field, value in values.items() if field in names}


def _typed(value: str, schema: Any) -> Any:
    kinds = [schema, *schema.get("anyOf", ())] if isinstance(schema, Mapping) else []
    if any(isinstance(kind, Mapping) and kind.get("type") == "boolean" for kind in kinds):
        return value.strip().casefold() in ("yes", "true", "1")
    return value


def _inner(record: dict[str, Any], key: str) -> dict[str, Any]:
    """The record itself, where the tool wraps it under its kind."""
    inner = record.get(key)
    return inner if isinstance(inner, dict) else record
