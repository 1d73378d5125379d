"""What applying leaves in ``workspace.duckdb``: last common values of linked records, and when the first import was done.

Last common values stand in two tables: ``agreed_records`` has, by record, those that two linked records had alike when a plan
first saw them (``fields``, with commas, and ``held``); ``agreed`` has, by field, what is known beside or since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from reconcile import frames
from reconcile.plans.choices import CHOICE_COLUMNS, Key

AGREED_COLUMNS = ("app_a", "id_a", "id_b", "entity", "entity_id", "field", "value_a", "value_b")
_KEY = "app_a, id_a, id_b, entity, entity_id, field"


def read_agreed(connection: duckdb.DuckDBPyConnection, *, of: tuple[str, str, str] | None = None) -> pd.DataFrame:
    """The last common value of each field of each link, columns ``AGREED_COLUMNS``.

    With ``of`` (an app, its client's id, Ignition's id) those of these two records alone.
    """
    chosen = "" if of is None else "WHERE app_a = ? AND id_a = ? AND id_b = ?"
    sql = _AGREED.replace("$chosen", chosen).replace("$columns", ", ".join(AGREED_COLUMNS))
    return frames.query(connection, sql, () if of is None else [*of, *of])


_AGREED = """
WITH alone AS (SELECT $columns FROM agreed $chosen), together AS (
    SELECT app_a, id_a, id_b, CASE WHEN entity_id = '' THEN 'client' ELSE 'contact' END AS entity, entity_id,
        unnest(string_split(fields, ',')) AS field, unnest(held) AS value FROM agreed_records $chosen
)
SELECT $columns FROM alone UNION ALL
SELECT app_a, id_a, id_b, entity, entity_id, field, value, value FROM together
ANTI JOIN alone USING (app_a, id_a, id_b, entity, entity_id, field)
"""


def keep_agreed(connection: duckdb.DuckDBPyConnection, agreed: pd.DataFrame) -> None:
    """Replaces the last common values of these fields, which have just been written and read back.

    What a plan sees to agree in the snapshots it keeps by itself, as of the time when those were taken (``plans.agreed``).
    """
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


def read_state(connection: duckdb.DuckDBPyConnection) -> tuple[Any, ...]:
    """What tells whether anything has moved in the practice's database that a plan is built from."""
    return tuple(connection.execute(_STATE).fetchall()[0])


_STATE = """
SELECT (SELECT (count(*), count(ended_at), max(linked_at), max(ended_at)) FROM links),
    (SELECT (count(*), max(agreed_at)) FROM agreed), (SELECT count(*) FROM agreed_records),
    (SELECT max(number) FROM decisions), (SELECT max(number) FROM choices), (SELECT count(*) FROM first_import),
    (SELECT max(saved_at) FROM settings)
"""


def keep_choice(connection: duckdb.DuckDBPyConnection, key: Key, row: Mapping[str, str | None]) -> None:
    """Adds a choice: ``row`` has ``side`` (None takes the earlier one back) and the columns from ``value_there`` on."""
    columns = ("side", "value_there", "value_here", "name", "decided_by", "note")
    connection.execute(
        "INSERT INTO choices (app, client_id, ignition_id, entity, entity_id, field, side, value_there, value_here, name,"
        " decided_by, note, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now())",
        [*key, *(row.get(name) for name in columns)],
    )


def read_choice_history(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every choice ever made, newest first, columns ``CHOICE_COLUMNS``."""
    return frames.query(connection, f"SELECT {', '.join(CHOICE_COLUMNS)} FROM choices ORDER BY number DESC")  # noqa: S608 - our own names
