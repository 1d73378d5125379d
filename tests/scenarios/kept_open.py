"""Keeps a practice's database files open while a scenario plays: opening them again and again would be most of its time.

The files, the statements and the transactions are the real ones; only the moment of closing moves to the end. That nothing stays
open between two calls is tested elsewhere, on the database itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import duckdb

from reconcile.database import Database
from reconcile.snapshots import store


@contextlib.contextmanager
def kept_open() -> Iterator[None]:
    """Inside it, each file is opened once."""
    connections: dict[Path, duckdb.DuckDBPyConnection] = {}

    @contextlib.contextmanager
    def unit(database: Database) -> Iterator[duckdb.DuckDBPyConnection]:
        fresh = database.path not in connections
        if fresh:
            connections[database.path] = database._connect()
        connection = connections[database.path]
        connection.execute("BEGIN")
        try:
            if fresh:
                database._prepare(connection)
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @contextlib.contextmanager
    def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        if path not in connections:
            connections[path] = duckdb.connect(str(path), read_only=True)
        yield connections[path]

    with mock.patch.object(Database, "open", unit), mock.patch.object(store, "reading", reading):
        try:
            yield
        finally:
            for connection in connections.values():
                connection.close()
