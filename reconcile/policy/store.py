"""A practice's settings in ``workspace.duckdb``; earlier ones are kept."""

from __future__ import annotations

from datetime import datetime

import duckdb

from reconcile.policy.settings import Settings, recommended_settings


def read_settings(connection: duckdb.DuckDBPyConnection) -> Settings:
    """The settings saved last, or the recommended ones (SET-4) where none were."""
    rows = connection.execute(
        "SELECT CAST(document AS VARCHAR) FROM settings ORDER BY saved_at DESC LIMIT 1"
    ).fetchall()
    return Settings.model_validate_json(rows[0][0]) if rows else recommended_settings()


def save_settings(connection: duckdb.DuckDBPyConnection, settings: Settings, *, by: str) -> None:
    """Adds settings after checking them. Raises ``NotAllowed`` for what SET-2, SET-3, SET-6 and SET-8 forbid."""
    settings.check()
    connection.execute("INSERT INTO settings VALUES (now(), ?, ?)", [by, settings.model_dump_json()])


def read_settings_history(connection: duckdb.DuckDBPyConnection) -> list[tuple[datetime, str, str]]:
    """All settings that were ever saved, oldest first: when, by whom, and the document as JSON."""
    return connection.execute(
        "SELECT saved_at, saved_by, CAST(document AS VARCHAR) FROM settings ORDER BY saved_at"
    ).fetchall()
