"""What changed between two snapshots of one app: clients that came, went or differ, field by field."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS
from reconcile.snapshots.store import Snapshot, read_unread

COLUMNS = ("client_id", "name", "what", "entity", "entity_id", "field", "before", "after")

NOT_READ = "not read"
"""The newer snapshot lacks the client because it could not be read, not because it has gone."""


def compare_snapshots(older: Snapshot, newer: Snapshot) -> pd.DataFrame:
    """The difference as rows, columns ``COLUMNS``; ``what`` is added, removed, changed or not read.

    A value that is absent on one side and empty on the other is a difference too. Raises ``NeedsUser`` for snapshots of
    two apps.
    """
    if older.app is not newer.app:
        raise NeedsUser(
            f"One is of {older.app.label}, the other of {newer.app.label}.",
            title="These snapshots cannot be compared",
            hint="Choose two snapshots of the same app.",
        )
    with duckdb.connect() as connection:
        _attach(connection, "older", older.path)
        _attach(connection, "newer", newer.path)
        parts = [
            _whole_clients(connection),
            _fields(connection, "clients", "client_id", "client", ("state", *CLIENT_TEXT_FIELDS, "groups")),
            _fields(connection, "contacts", "contact_id", "contact", (*CONTACT_TEXT_FIELDS, "is_primary")),
        ]
    rows = pd.concat(parts, ignore_index=True)
    unread = (rows["what"] == "removed") & rows["client_id"].isin(list(read_unread(newer.path)["client_id"]))
    rows.loc[unread & (rows["entity"] == "client"), "what"] = NOT_READ
    return rows.sort_values(["name", "client_id", "entity", "entity_id", "field"], ignore_index=True)


def _attach(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    return frames.query(connection, query)


def _whole_clients(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return _rows(
        connection,
        """
        SELECT client_id, name, what, 'client' AS entity, client_id AS entity_id, NULL AS field, NULL AS before, NULL AS after
        FROM (
            SELECT client_id, name, 'removed' AS what FROM older.clients ANTI JOIN newer.clients USING (client_id)
            UNION ALL
            SELECT client_id, name, 'added' FROM newer.clients ANTI JOIN older.clients USING (client_id)
        )
        """,
    )


def _fields(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, entity: str, fields: tuple[str, ...]
) -> pd.DataFrame:
    keys = "client_id" if key == "client_id" else f"client_id, {key}"
    join = " AND ".join(f"a.{part} = b.{part}" for part in keys.split(", "))
    differing = " UNION ALL ".join(
        f"SELECT b.client_id, c.name, 'changed' AS what, '{entity}' AS entity, b.{key} AS entity_id, '{field}' AS field,"  # noqa: S608
        f" CAST(a.{field} AS VARCHAR) AS before, CAST(b.{field} AS VARCHAR) AS after"
        f" FROM older.{table} a JOIN newer.{table} b ON {join} JOIN newer.clients c ON c.client_id = b.client_id"
        f" WHERE a.{field} IS DISTINCT FROM b.{field}"
        for field in fields  # every name in the query is a constant of this package, none comes from data
    )
    if entity == "contact":
        differing += f" UNION ALL {_whole_contacts()}"
    return _rows(connection, differing)


def _whole_contacts() -> str:
    return """
        SELECT a.client_id, c.name, 'removed', 'contact', a.contact_id, 'name', a.name, NULL
        FROM older.contacts a ANTI JOIN newer.contacts b ON a.client_id = b.client_id AND a.contact_id = b.contact_id
        JOIN newer.clients c ON c.client_id = a.client_id
        UNION ALL
        SELECT b.client_id, c.name, 'added', 'contact', b.contact_id, 'name', NULL, b.name
        FROM newer.contacts b ANTI JOIN older.contacts a ON a.client_id = b.client_id AND a.contact_id = b.contact_id
        JOIN newer.clients c ON c.client_id = b.client_id
        JOIN older.clients o ON o.client_id = b.client_id
        """
