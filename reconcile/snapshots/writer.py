"""Writes a snapshot file: all of it, or nothing.

Rows are gathered in batches and handed to DuckDB through Arrow while the next ones are still being read. Nothing is
visible until the whole file is there: it is written under a temporary name and renamed at the end.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from reconcile.errors import BadInput
from reconcile.model import App, Client, Record, Staff
from reconcile.snapshots import schema
from reconcile.snapshots.store import Snapshot, read_meta

BATCH = 512
"""Clients held in memory before they are written; as many again may be on their way into the file."""

ROW_GROUP = 4 * BATCH
"""Rows that DuckDB packs at a time. Its own 122,880 are more than most practices have clients: all of a snapshot would
stay in memory until its end."""

SPILL = ".tmp"
"""What the folder's name ends in that DuckDB may need beside the file for a list beyond all measure."""

_POOL = pa.system_memory_pool()  # the default one keeps what it was given for all of the process's life


class SnapshotWriter:
    """Collects the records of one snapshot and publishes them. Use as a context manager: leaving on an error discards all."""

    def __init__(self, folder: Path, app: App) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.app = app
        self.taken_at = datetime.now(UTC)
        self.snapshot_id = f"{self.taken_at:%Y%m%dT%H%M%S%f}"[:-3] + f"Z-{app.value}-{secrets.token_hex(3)}"
        self.path = folder / f"{self.snapshot_id}.duckdb"
        self._part = folder / f".{self.snapshot_id}.part"
        self._connection = _connected(self._part)
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in schema.TABLES}
        # one thread and one batch at a time: a connection that two threads share gives wrong rows without a word
        self._background = ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._written: Future[None] | None = None
        self._started = time.monotonic()

    def __enter__(self) -> SnapshotWriter:
        return self

    def __exit__(self, *problem: object) -> None:
        self._background.shutdown(wait=True)
        self._connection.close()
        for leftover in (self._part, self._part.with_name(self._part.name + ".wal")):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(self._part.with_name(self._part.name + SPILL), ignore_errors=True)

    def add(self, record: Record) -> None:
        """Takes one record. Raises ``BadInput`` for a record of another app."""
        if record.app is not self.app:
            raise BadInput(f"A record of {record.app.label} came in a list of {self.app.label}.")
        if isinstance(record, Client):
            clients = self._rows["clients"]
            clients.append(schema.client_row(record))
            self._rows["contacts"].extend(schema.contact_rows(record))
            if len(clients) >= BATCH:
                self._flush()
        elif isinstance(record, Staff):
            self._rows["staff"].append(schema.staff_row(record))
        else:
            self._rows["items"].append(schema.item_row(record))

    def add_columns(self, table: str, rows: pa.Table) -> None:
        """Takes many records column by column, from a source that reads so; a column that is not there is absent."""
        layout = schema.arrow(table)
        absent = [
            pa.nulls(rows.num_rows, field.type) if field.name not in rows.column_names else None for field in layout
        ]
        columns = [rows[field.name] if empty is None else empty for field, empty in zip(layout, absent, strict=True)]
        self._flush()
        self._wait()
        _insert(self._connection, {table: pa.Table.from_arrays(columns, schema=layout)})

    def client_ids(self) -> set[str]:
        """The ids of the clients taken so far."""
        self._flush()
        self._wait()
        return {str(row[0]) for row in self._connection.execute("SELECT client_id FROM clients").fetchall()}

    def add_unread(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Notes clients that could not be read: ``schema.UNREAD_COLUMNS``."""
        self._wait()
        self._connection.executemany("INSERT INTO unread VALUES (?, ?, ?)", [list(row) for row in rows])

    def publish(self, *, kind: str, place: str, detail: str = "", notes: tuple[str, ...] = ()) -> Snapshot:
        """Checks what came and makes the snapshot visible. Raises ``BadInput`` for an id that occurs twice."""
        self._flush()
        self._wait()
        _check(self._connection, self.app)
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
        """Hand the gathered rows over, once the batch before is written."""
        batches = {table: _batch(table, rows) for table, rows in self._rows.items() if rows}
        for rows in self._rows.values():
            rows.clear()
        self._wait()
        if batches:
            self._written = self._background.submit(_insert, self._connection, batches)

    def _wait(self) -> None:
        if self._written is not None:
            self._written.result()
            self._written = None


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to a new snapshot file with empty tables. Each batch is a transaction, or all would stay in memory."""
    spill = str(path.with_name(path.name + SPILL))
    # one thread: more would only pack several batches at once; the limit holds however long the list is
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "64MB", "temp_directory": spill})
    place = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{place}' AS snapshot (ROW_GROUP_SIZE {ROW_GROUP})")
    connection.execute("USE snapshot")
    connection.execute(schema.LAYOUT)
    return connection


def _batch(table: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows as an Arrow table. Raises ``BadInput`` for text that is not Unicode, such as half of a character."""
    layout = schema.arrow(table)
    try:
        columns = [
            pa.array(values, kind, memory_pool=_POOL)
            for values, kind in zip(zip(*rows, strict=True), layout.types, strict=True)
        ]
    except UnicodeEncodeError as error:
        raise BadInput(
            "A value holds half of a character, which no file can hold.",
            title="Text that is not text",
            hint="Correct the record in the app, or save the file again as UTF-8.",
        ) from error
    return pa.Table.from_arrays(columns, schema=layout)


def _insert(connection: duckdb.DuckDBPyConnection, batches: dict[str, pa.Table]) -> None:
    for table, batch in batches.items():
        connection.register("batch", batch)
        connection.execute(f"INSERT INTO {table} SELECT * FROM batch")  # noqa: S608 - names of our own
        connection.unregister("batch")


def _check(connection: duckdb.DuckDBPyConnection, app: App) -> None:
    twice = connection.execute(
        "SELECT client_id, count(*) FROM clients GROUP BY client_id HAVING count(*) > 1 ORDER BY 1 LIMIT 3"
    ).fetchall()
    if twice:
        ids = ", ".join(str(row[0]) for row in twice)
        raise BadInput(
            f"The client id {ids} occurs more than once in {app.label}'s list.",
            title="Two clients with one id",
            hint="Take the list again; if it is a file, remove the repeated rows. Nothing was stored.",
        )
    blank = connection.execute("SELECT count(*) FROM clients WHERE coalesce(client_id, '') = ''").fetchall()[0][0]
    if blank:
        raise BadInput(
            f"{blank} of {app.label}'s clients came without an id.",
            title="Clients without an id",
            hint="An id is what tells two clients of one name apart. Add the id column and try again. Nothing was stored.",
        )
