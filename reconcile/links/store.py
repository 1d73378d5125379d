"""The links of a practice in its ``workspace.duckdb``: added and ended, never rewritten."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from reconcile import frames

LINK_COLUMNS = (
    "link_id",
    "app_a",
    "id_a",
    "name_a",
    "app_b",
    "id_b",
    "name_b",
    "origin",
    "rule",
    "linked_at",
    "linked_by",
)


def read_links(
    connection: duckdb.DuckDBPyConnection, *, ended: bool = False, only: Sequence[str] = LINK_COLUMNS
) -> pd.DataFrame:
    """The links that hold (or, with ``ended``, those that no longer do), by name: ``LINK_COLUMNS``, or ``only`` some of them."""
    condition = "IS NOT NULL" if ended else "IS NULL"
    columns = ", ".join(only)
    return frames.query(
        connection,
        f"SELECT {columns} FROM links WHERE ended_at {condition} ORDER BY name_a, link_id",  # noqa: S608 - our own names
    )


def read_links_of(connection: duckdb.DuckDBPyConnection, records: Sequence[str]) -> pd.DataFrame:
    """All links of these records (``app:id``), the ended ones too, newest first: ``LINK_COLUMNS``, ``ended_at``, ``ended_by``."""
    return frames.query(
        connection,
        f"SELECT {', '.join(LINK_COLUMNS)}, ended_at, ended_by FROM links"  # noqa: S608 - our own names
        " WHERE list_contains(?, app_a || ':' || id_a) OR list_contains(?, app_b || ':' || id_b) ORDER BY linked_at DESC",
        [list(records), list(records)],
    )


def add_links(connection: duckdb.DuckDBPyConnection, proposed: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Stores new links (columns ``exact.PROPOSED``) and returns them with their ids.

    A link that holds already between the same two records is left as it is.
    """
    if proposed.empty:
        return proposed.assign(link_id=pd.Series(dtype=object))
    rows = proposed.assign(link_id=[uuid.uuid4().hex[:12] for _ in range(len(proposed))], linked_by=by)
    connection.register("proposed", rows)
    connection.execute(
        """
        INSERT INTO links
        SELECT link_id, app_a, id_a, name_a, app_b, id_b, name_b, origin, rule, now(), linked_by, NULL, NULL
        FROM proposed p
        WHERE NOT EXISTS (
            SELECT 1 FROM links l WHERE l.ended_at IS NULL AND l.app_a = p.app_a AND l.id_a = p.id_a AND l.id_b = p.id_b
        )
        """
    )
    connection.unregister("proposed")
    return rows


def end_links(
    connection: duckdb.DuckDBPyConnection, app: str, id_a: str, id_b: str, *, by: str, origin: str | None = None
) -> int:
    """Ends the link between two records, keeping its row; with ``origin`` only one of that origin. Returns how many ended."""
    found = connection.execute(
        "UPDATE links SET ended_at = now(), ended_by = ? WHERE ended_at IS NULL AND app_a = ? AND id_a = ? AND id_b = ?"
        " AND (? IS NULL OR origin = ?) RETURNING link_id",
        [by, app, id_a, id_b, origin, origin],
    ).fetchall()
    return len(found)


def count_links(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many links there have ever been, and how many of them have ended."""
    total, ended = connection.execute("SELECT count(*), count(ended_at) FROM links").fetchall()[0]
    return int(total), int(ended)


def read_links_since(connection: duckdb.DuckDBPyConnection, moment: datetime | None) -> list[tuple[Any, ...]]:
    """The links made or ended at that moment or later (None: all of them), oldest first.

    A tuple each: link id, app, id and name of both sides (six values), linked at, ended at, origin.
    """
    sql = "SELECT link_id, app_a, id_a, name_a, app_b, id_b, name_b, linked_at, ended_at, origin FROM links"
    if moment is None:
        return connection.execute(f"{sql} ORDER BY linked_at").fetchall()
    return connection.execute(f"{sql} WHERE linked_at >= $1 OR ended_at >= $1 ORDER BY linked_at", [moment]).fetchall()


def read_all_links(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every link that there has ever been, oldest first: ``LINK_COLUMNS``, ``ended_at``, ``ended_by``."""
    columns = ", ".join(LINK_COLUMNS)
    return frames.query(connection, f"SELECT {columns}, ended_at, ended_by FROM links ORDER BY linked_at")  # noqa: S608 - our own names
