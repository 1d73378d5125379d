"""The tables of a snapshot file, and the rows that a record becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import orjson
import pyarrow as pa

from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS, Client, ListItem, Staff

VERSION = 1
"""The layout of a snapshot file that this toolkit writes."""

CLIENT_COLUMNS = ("client_id", "state", "is_current", *CLIENT_TEXT_FIELDS, "groups", "number", "reference", "raw")
CONTACT_COLUMNS = ("client_id", "position_no", "contact_id", *CONTACT_TEXT_FIELDS, "is_primary", "raw")
STAFF_COLUMNS = ("staff_id", "name", "email", "raw")
ITEM_COLUMNS = ("kind", "item_id", "name", "raw")
UNREAD_COLUMNS = ("client_id", "name", "why")
"""Clients that could not be read this time although they are still there, as far as anybody can tell."""


TABLES = {"clients": CLIENT_COLUMNS, "contacts": CONTACT_COLUMNS, "staff": STAFF_COLUMNS, "items": ITEM_COLUMNS}
"""The tables that records go into, and their columns."""

_KINDS: dict[str, tuple[str, pa.DataType]] = {
    "is_current": ("BOOLEAN", pa.bool_()),
    "is_primary": ("BOOLEAN", pa.bool_()),
    "position_no": ("INTEGER", pa.int32()),
    "groups": ("VARCHAR[]", pa.list_(pa.string())),
    "raw": ("JSON USING COMPRESSION zstd", pa.string()),  # half the size, in a third less time than DuckDB's choice
}
"""The columns that are not one text each: their type in DuckDB and in Arrow."""


def arrow(table: str) -> pa.Schema:
    """The columns of a table as Arrow has them."""
    return pa.schema([(name, _KINDS[name][1] if name in _KINDS else pa.string()) for name in TABLES[table]])


def typed(columns: tuple[str, ...]) -> str:
    """Columns with their types, as DuckDB declares them."""
    return ", ".join(f"{column} {_KINDS[column][0] if column in _KINDS else 'VARCHAR'}" for column in columns)


def _table(name: str, columns: tuple[str, ...]) -> str:
    return f"CREATE TABLE {name} ({typed(columns)});"


LAYOUT = "\n".join(
    (
        "CREATE TABLE meta (version INTEGER, snapshot_id VARCHAR, app VARCHAR, taken_at TIMESTAMPTZ, origin_kind VARCHAR,"
        " origin_place VARCHAR, origin_detail VARCHAR, clients BIGINT, contacts BIGINT, staff BIGINT, items BIGINT,"
        " current BIGINT, archived BIGINT, seconds DOUBLE, notes VARCHAR[]);",
        _table("clients", CLIENT_COLUMNS),
        _table("contacts", CONTACT_COLUMNS),
        _table("staff", STAFF_COLUMNS),
        _table("items", ITEM_COLUMNS),
        _table("unread", UNREAD_COLUMNS),
    )
)


_texts = attrgetter(*CLIENT_TEXT_FIELDS)
_contact_texts = attrgetter(*CONTACT_TEXT_FIELDS)


def _json(raw: Mapping[str, Any]) -> str:
    """Everything the app returned, as JSON text; what orjson does not take, the standard library writes in its own way."""
    try:
        return orjson.dumps(raw).decode()
    except TypeError:
        return json.dumps(dict(raw), default=str)


def client_row(client: Client) -> tuple[Any, ...]:
    """A client as a row of ``clients``; ``is_current`` is IMP-1's "not archived, not deleted"."""
    other = client.other_ids
    return (
        client.client_id,
        client.state.value,
        client.state.is_current,
        *_texts(client),
        client.groups,
        other.get("number"),
        other.get("reference"),
        _json(client.raw),
    )


def contact_rows(client: Client) -> list[tuple[Any, ...]]:
    """A client's contacts as rows of ``contacts``, in the order in which the app sent them."""
    return [
        (
            client.client_id,
            number,
            contact.contact_id,
            *_contact_texts(contact),
            contact.is_primary,
            _json(contact.raw),
        )
        for number, contact in enumerate(client.contacts)
    ]


def staff_row(person: Staff) -> tuple[Any, ...]:
    """A staff member as a row of ``staff``."""
    return (person.staff_id, person.name, person.email, _json(person.raw))


def item_row(item: ListItem) -> tuple[Any, ...]:
    """An entry of a plain list as a row of ``items``."""
    return (item.kind, item.item_id, item.name, _json(item.raw))
