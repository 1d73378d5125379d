"""What a plan needs of the tools of Ignition's MCP server, compared with the input schemas that the server publishes.

The vendor tells the tools' names but not their arguments, so nothing is taken for granted: a tool that is not there, an argument
that it does not take and one that it asks for and nobody can give are all found before the first write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconcile.apps.fields import IGNITION_CONTACT, IGNITION_WRITE

Schemas = Mapping[str, Mapping[str, Any]]
"""Tool → its input schema, as the server publishes it."""

NAMES: Mapping[str, Mapping[str, str]] = {"client": IGNITION_WRITE, "link": IGNITION_WRITE, "contact": IGNITION_CONTACT}
"""Entity → canonical field → argument."""


@dataclass(frozen=True, slots=True)
class Need:
    """The tool that writes, the arguments that say where, the one that is always sent, and the tools that read."""

    tool: str
    places: tuple[str, ...]
    always: tuple[str, ...] = ()
    reading: tuple[str, ...] = ("get_client",)


NEEDS: Mapping[str, Need] = {
    "update": Need("update_client", ("client_id",)),
    "create": Need("create_client", (), ("name",), ("get_client", "list_clients")),
    "contact-create": Need("add_contact", ("client_id",), ("name",)),
    "contact-update": Need("update_contact", ("client_id", "contact_id")),
}
"""What each kind of operation needs; each also reads the record before and after (REL-3, REL-4)."""

_READING = {"get_client": ("client_id",), "list_clients": ("name",)}


def lacking(schemas: Schemas, verb: str, entity: str, field: str) -> str:
    """Why the server cannot do this, in a sentence; nothing where it can.

    ``verb`` is a key of ``NEEDS``; ``entity`` is client, link or contact.
    """
    need = NEEDS[verb]
    for tool in (*need.reading, need.tool):
        if tool not in schemas:
            return f"Ignition's MCP server has no tool “{tool}”."
    for tool in need.reading:
        if (missing := _without(schemas[tool], _READING[tool])) is not None:
            return _takes_no(tool, missing)
    schema = schemas[need.tool]
    if (missing := _without(schema, (*need.places, *need.always))) is not None:
        return _takes_no(need.tool, missing)
    unknown = [name for name in schema.get("required") or () if name not in (*need.places, *need.always)]
    if unknown:
        return f"Ignition's tool “{need.tool}” asks for “{unknown[0]}”, which nobody here knows."
    argument = NAMES[entity].get(field)
    within = contact_arguments(schemas) if verb == "create" and entity == "contact" else _arguments(schema)
    if argument is None or argument not in within:
        return _takes_no(need.tool, argument or field)
    return ""


def contact_arguments(schemas: Schemas) -> Mapping[str, Any]:
    """The arguments of a contact that a client is created with: argument → its schema; none where it takes no contacts."""
    schema = schemas.get("create_client", {})
    contacts = _arguments(schema).get("contacts")
    items = next((kind["items"] for kind in _kinds(contacts) if isinstance(kind.get("items"), Mapping)), None)
    if items is None:
        return {}
    name = str(items.get("$ref", "")).rpartition("/")[2]
    found = schema.get("$defs", {}).get(name) if name else items
    return _arguments(found) if isinstance(found, Mapping) else {}


def _kinds(schema: Any) -> list[Mapping[str, Any]]:
    kinds = [schema, *schema.get("anyOf", ())] if isinstance(schema, Mapping) else []
    return [kind for kind in kinds if isinstance(kind, Mapping)]


def _arguments(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = schema.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _without(schema: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name not in _arguments(schema)), None)


def _takes_no(tool: str, argument: str) -> str:
    return f"Ignition's tool “{tool}” takes no “{argument}”."
