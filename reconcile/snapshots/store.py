"""Snapshot files, as they are read: each is one DuckDB file ``<time>-<app>-<random>.duckdb`` that never changes again."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from reconcile import engine, frames
from reconcile.errors import Bug, NeedsUser
from reconcile.model import App
from reconcile.snapshots import schema


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One app's clients as they were at one moment. ``path`` is its file; the counts are of what the app returned.

    ``unread`` counts the clients that could not be read this time, e.g. behind a revoked grant: they have not vanished.
    """

    snapshot_id: str
    app: App
    taken_at: datetime
    origin_kind: str
    origin_place: str
    origin_detail: str
    clients: int
    contacts: int
    staff: int
    items: int
    current: int
    archived: int
    seconds: float
    notes: tuple[str, ...]
    path: Path
    unread: int = 0

    def _repr_html_(self) -> str:
        return (
            f"<b>{self.app.label}</b> · {self.taken_at:%d %b %Y %H:%M} UTC · {self.clients:,} clients "
            f"({self.current:,} current), {self.contacts:,} contacts, {self.staff:,} staff"
        )


@contextlib.contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to one snapshot file. Raises ``NeedsUser`` where it is missing, torn or of a newer layout."""
    with contextlib.ExitStack() as stack:
        try:
            connection = stack.enter_context(engine.attached(path, read_only=True))
        except duckdb.Error as error:
            raise NeedsUser(
                f"The snapshot file {path.name} cannot be opened.",
                title="A snapshot cannot be read",
                hint="Take a new snapshot of that app, and move this file out of the snapshots folder.",
            ) from error
        yield connection


def read_meta(path: Path) -> Snapshot:
    """What a snapshot file says of itself. The answer is remembered: a published snapshot never changes."""
    return _read_meta(path, path.stat().st_mtime_ns if path.exists() else 0)


@functools.lru_cache(maxsize=1024)
def _read_meta(path: Path, _changed: int) -> Snapshot:
    with reading(path) as connection:
        cursor = connection.execute("SELECT * FROM meta")
        names = [entry[0] for entry in cursor.description or []]
        values = dict(zip(names, cursor.fetchall()[0], strict=True))
        values["unread"] = len(_unread(connection))
    if values.pop("version") > schema.VERSION:
        raise NeedsUser(
            f"The snapshot {path.stem} was written by a newer version of this toolkit.",
            title="This snapshot is newer than the toolkit",
            hint="Update the toolkit, or take a new snapshot with this one.",
        )
    values["app"] = App(values["app"])
    values["notes"] = tuple(values["notes"] or ())
    return Snapshot(**values, path=path)


def list_snapshots(folder: Path) -> list[Snapshot]:
    """All snapshots of a practice, oldest first."""
    return sorted((read_meta(path) for path in folder.glob("[0-9]*.duckdb")), key=lambda snapshot: snapshot.taken_at)


def read_table(path: Path, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A table of a snapshot as a DataFrame of plain objects, with ``raw`` as JSON text and ``groups`` as lists.

    ``table`` is ``clients``, ``contacts``, ``staff`` or ``items``; the columns are those of ``snapshots.schema``, or the ones
    asked for. Absent values are ``None``, empty ones ``""``.
    """
    order = {"clients": "client_id", "contacts": "client_id, position_no", "staff": "name", "items": "kind, name"}[
        table
    ]
    wanted = ", ".join(columns) if columns else "*"
    with reading(path) as connection:
        return frames.query(connection, f"SELECT {wanted} FROM {table} ORDER BY {order}")  # noqa: S608 - our own names


def read_unread(path: Path) -> pd.DataFrame:
    """The clients that a snapshot could not read: columns ``schema.UNREAD_COLUMNS``, by name."""
    with reading(path) as connection:
        return _unread(connection)


def _unread(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    tables = {str(row[0]) for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "unread" not in tables:  # a snapshot from before such clients were noted
        return frames.frame(schema.UNREAD_COLUMNS)
    return frames.query(connection, "SELECT * FROM unread ORDER BY name, client_id")


def read_value(path: Path, client_id: str, field: str, *, contact_id: str = "") -> list[str | None]:
    """One field of one client of a snapshot, or of one of its contacts; an empty list where it has no such record."""
    table, columns = ("contacts", schema.CONTACT_COLUMNS) if contact_id else ("clients", schema.CLIENT_COLUMNS)
    if field not in columns:
        raise Bug(f"A snapshot has no column {field!r}.")
    condition = "client_id = ? AND contact_id = ?" if contact_id else "client_id = ?"
    wanted = [client_id, contact_id] if contact_id else [client_id]
    with reading(path) as connection:
        rows = connection.execute(f"SELECT {field} FROM {table} WHERE {condition} LIMIT 1", wanted).fetchall()  # noqa: S608 - our own names
    return [row[0] for row in rows]


__all__ = [
    "Snapshot",
    "list_snapshots",
    "read_meta",
    "read_table",
    "read_unread",
    "read_value",
    "reading",
]
