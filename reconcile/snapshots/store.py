"""Snapshot files: written whole or not at all, then only ever read.

A snapshot is one DuckDB file ``<time>-<app>-<random>.duckdb``. It is written under a temporary name and published by a
rename, so a reader sees all of it or nothing.
"""

from __future__ import annotations

import contextlib
import functools
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from reconcile import frames
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App, Client, Record, Staff
from reconcile.snapshots import schema

BATCH = 2_000
"""Clients held in memory before they are written."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One app's clients as they were at one moment. ``path`` is its file; the counts are of what the app returned."""

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

    def _repr_html_(self) -> str:
        return (
            f"<b>{self.app.label}</b> · {self.taken_at:%d %b %Y %H:%M} UTC · {self.clients:,} clients "
            f"({self.current:,} current), {self.contacts:,} contacts, {self.staff:,} staff"
        )


class SnapshotWriter:
    """Collects the records of one snapshot and publishes them. Use as a context manager: leaving on an error discards all."""

    def __init__(self, folder: Path, app: App) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.app = app
        self.taken_at = datetime.now(UTC)
        self.snapshot_id = f"{self.taken_at:%Y%m%dT%H%M%S%f}"[:-3] + f"Z-{app.value}-{secrets.token_hex(3)}"
        self.path = folder / f"{self.snapshot_id}.duckdb"
        self._part = folder / f".{self.snapshot_id}.part"
        self._connection = duckdb.connect(str(self._part))
        self._connection.execute(schema.LAYOUT)
        self._rows: dict[str, list[tuple[object, ...]]] = {"clients": [], "contacts": [], "staff": [], "items": []}
        self._started = time.monotonic()

    def __enter__(self) -> SnapshotWriter:
        return self

    def __exit__(self, *problem: object) -> None:
        self._connection.close()
        for leftover in (self._part, self._part.with_name(self._part.name + ".wal")):
            leftover.unlink(missing_ok=True)

    def add(self, record: Record) -> None:
        """Takes one record. Raises ``BadInput`` for a record of another app."""
        if record.app is not self.app:
            raise BadInput(f"A record of {record.app.label} came in a list of {self.app.label}.")
        if isinstance(record, Client):
            self._rows["clients"].append(schema.client_row(record))
            self._rows["contacts"].extend(schema.contact_rows(record))
            if len(self._rows["clients"]) >= BATCH:
                self._flush()
        elif isinstance(record, Staff):
            self._rows["staff"].append(schema.staff_row(record))
        else:
            self._rows["items"].append(schema.item_row(record))

    def publish(self, *, kind: str, place: str, detail: str = "", notes: tuple[str, ...] = ()) -> Snapshot:
        """Checks what came and makes the snapshot visible. Raises ``BadInput`` for an id that occurs twice."""
        self._flush()
        self._check()
        self._connection.execute(
            "INSERT INTO meta SELECT ?, ?, ?, ?, ?, ?, ?, (SELECT count(*) FROM clients), (SELECT count(*) FROM contacts),"
            " (SELECT count(*) FROM staff), (SELECT count(*) FROM items), (SELECT count(*) FROM clients WHERE is_current),"
            " (SELECT count(*) FROM clients WHERE NOT is_current), ?, ?",
            [
                schema.VERSION,
                self.snapshot_id,
                self.app.value,
                self.taken_at,
                kind,
                place,
                detail,
                round(time.monotonic() - self._started, 3),
                list(notes),
            ],
        )
        self._connection.execute("CHECKPOINT")
        self._connection.close()
        self._part.replace(self.path)
        return read_meta(self.path)

    def _flush(self) -> None:
        columns = {
            "clients": schema.CLIENT_COLUMNS,
            "contacts": schema.CONTACT_COLUMNS,
            "staff": schema.STAFF_COLUMNS,
            "items": schema.ITEM_COLUMNS,
        }
        for table, rows in self._rows.items():
            if rows:
                batch = pa.table(dict(zip(columns[table], map(list, zip(*rows, strict=True)), strict=True)))
                self._connection.register("batch", batch)
                self._connection.execute(f"INSERT INTO {table} SELECT * FROM batch")  # noqa: S608 - names of our own
                self._connection.unregister("batch")
                rows.clear()

    def _check(self) -> None:
        twice = self._connection.execute(
            "SELECT client_id, count(*) FROM clients GROUP BY client_id HAVING count(*) > 1 ORDER BY 1 LIMIT 3"
        ).fetchall()
        if twice:
            ids = ", ".join(str(row[0]) for row in twice)
            raise BadInput(
                f"The client id {ids} occurs more than once in {self.app.label}'s list.",
                title="Two clients with one id",
                hint="Take the list again; if it is a file, remove the repeated rows. Nothing was stored.",
            )
        blank = self._connection.execute("SELECT count(*) FROM clients WHERE coalesce(client_id, '') = ''").fetchall()[
            0
        ][0]
        if blank:
            raise BadInput(
                f"{blank} of {self.app.label}'s clients came without an id.",
                title="Clients without an id",
                hint="An id is what tells two clients of one name apart. Add the id column and try again. Nothing was stored.",
            )


@contextlib.contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to one snapshot file. Raises ``NeedsUser`` where it is missing, torn or of a newer layout."""
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise NeedsUser(
            f"The snapshot file {path.name} cannot be opened.",
            title="A snapshot cannot be read",
            hint="Take a new snapshot of that app, and move this file out of the snapshots folder.",
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def read_meta(path: Path) -> Snapshot:
    """What a snapshot file says of itself. The answer is remembered: a published snapshot never changes."""
    return _read_meta(path, path.stat().st_mtime_ns if path.exists() else 0)


@functools.lru_cache(maxsize=1024)
def _read_meta(path: Path, _changed: int) -> Snapshot:
    with reading(path) as connection:
        cursor = connection.execute("SELECT * FROM meta")
        names = [entry[0] for entry in cursor.description or []]
        values = dict(zip(names, cursor.fetchall()[0], strict=True))
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


__all__ = ["BATCH", "Snapshot", "SnapshotWriter", "list_snapshots", "read_meta", "read_table", "reading"]
