"""The tables of a snapshot file, and the rows that a record becomes."""

from __future__ import annotations

import json
from typing import Any

from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS, Client, ListItem, Staff

VERSION = 1
"""The layout of a snapshot file that this toolkit writes."""

CLIENT_COLUMNS = ("client_id", "state", "is_current", *CLIENT_TEXT_FIELDS, "groups", "number", "reference", "raw")
CONTACT_COLUMNS = ("client_id", "position_no", "contact_id", *CONTACT_TEXT_FIELDS, "is_primary", "raw")
STAFF_COLUMNS = ("staff_id", "name", "email", "raw")
ITEM_COLUMNS = ("kind", "item_id", "name", "raw")


def _table(name: str, columns: tuple[str, ...]) -> str:
    kinds = {
        "is_current": "BOOLEAN",
        "is_primary": "BOOLEAN",
        "position_no": "INTEGER",
        "groups": "VARCHAR[]",
        "raw": "JSON",
    }
    typed = ", ".join(f"{column} {kinds.get(column, 'VARCHAR')}" for column in columns)
    return f"CREATE TABLE {name} ({typed});"


LAYOUT = "\n".join(
    (
        "CREATE TABLE meta (version INTEGER, snapshot_id VARCHAR, app VARCHAR, taken_at TIMESTAMPTZ, origin_kind VARCHAR,"
        " origin_place VARCHAR, origin_detail VARCHAR, clients BIGINT, contacts BIGINT, staff BIGINT, items BIGINT,"
        " current BIGINT, archived BIGINT, seconds DOUBLE, notes VARCHAR[]);",
        _table("clients", CLIENT_COLUMNS),
        _table("contacts", CONTACT_COLUMNS),
        _table("staff", STAFF_COLUMNS),
        _table("items", ITEM_COLUMNS),
    )
)


def _json(raw: object) -> str:
    return json.dumps(raw, ensure_ascii=False, default=str)


def client_row(client: Client) -> tuple[Any, ...]:
    """A client as a row of ``clients``; ``is_current`` is IMP-1's "not archived, not deleted"."""
    texts = tuple(getattr(client, name) for name in CLIENT_TEXT_FIELDS)
    number, reference = client.other_ids.get("number"), client.other_ids.get("reference")
    groups = list(client.groups)
    return (
        client.client_id,
        client.state.value,
        client.state.is_current,
        *texts,
        groups,
        number,
        reference,
        _json(dict(client.raw)),
    )


def contact_rows(client: Client) -> list[tuple[Any, ...]]:
    """A client's contacts as rows of ``contacts``, in the order in which the app sent them."""
    return [
        (
            client.client_id,
            number,
            contact.contact_id,
            *(getattr(contact, name) for name in CONTACT_TEXT_FIELDS),
            contact.is_primary,
            _json(dict(contact.raw)),
        )
        for number, contact in enumerate(client.contacts)
    ]


def staff_row(person: Staff) -> tuple[Any, ...]:
    """A staff member as a row of ``staff``."""
    return (person.staff_id, person.name, person.email, _json(dict(person.raw)))


def item_row(item: ListItem) -> tuple[Any, ...]:
    """An entry of a plain list as a row of ``items``."""
    return (item.kind, item.item_id, item.name, _json(dict(item.raw)))
