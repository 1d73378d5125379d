"""What applying leaves in ``workspace.duckdb``: last common values of linked records, and when the first import was done."""

from __future__ import annotations

import duckdb
import pandas as pd

from reconcile import frames

AGREED_COLUMNS = ("app_a", "id_a", "id_b", "entity", "entity_id", "field", "value_a", "value_b")
_KEY = "app_a, id_a, id_b, entity, entity_id, field"


def read_agreed(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The last common value of each field of each link, columns ``AGREED_COLUMNS``."""
    columns = ", ".join(AGREED_COLUMNS)
    return frames.query(connection, f"SELECT {columns} FROM agreed")  # noqa: S608 - our own names


def keep_agreed(connection: duckdb.DuckDBPyConnection, agreed: pd.DataFrame) -> None:
    """Replaces the last common values of these fields."""
    if agreed.empty:
        return
    connection.register("fresh", agreed)
    connection.execute(f"DELETE FROM agreed WHERE ({_KEY}) IN (SELECT ({_KEY}) FROM fresh)")  # noqa: S608 - our own names
    connection.execute(f"INSERT INTO agreed SELECT {', '.join(AGREED_COLUMNS)}, now() FROM fresh")  # noqa: S608 - our own names
    connection.unregister("fresh")


def keep_first_import(connection: duckdb.DuckDBPyConnection, snapshot_id: str, run_id: str) -> None:
    """Notes that the clients of this XPM snapshot have been imported (IMP-1: once)."""
    connection.execute(
        "INSERT INTO first_import SELECT ?, ?, now() WHERE NOT EXISTS (SELECT 1 FROM first_import)",
        [snapshot_id, run_id],
    )


def read_first_import(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The XPM snapshot that the first import was made from, or None before it."""
    rows = connection.execute("SELECT snapshot_id FROM first_import ORDER BY done_at LIMIT 1").fetchall()
    return str(rows[0][0]) if rows else None
