"""The sandbox's documents in one SQLite file that outlives restarts and may be used by threads and processes at once.

A document is one record of one app as plain JSON. Transactions are short and writers take the lock before they read,
so a read-modify-write of one document is never lost. Long lists are read in pieces, each in a transaction of its own.
"""

from __future__ import annotations

import json
import queue
import secrets
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Document = dict[str, Any]

EDITION = "edition"
"""The note that every write changes: what was derived from the documents holds as long as it stays the same."""

PIECE = 500
"""Documents read per transaction while a list is streamed."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, app TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    folded_name TEXT NOT NULL, modified TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (app, kind, id));
CREATE INDEX IF NOT EXISTS record_order ON record (app, kind, seq);
CREATE TABLE IF NOT EXISTS alias (
    app TEXT NOT NULL, alias TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (app, alias, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alias_owner ON alias (app, id);
"""


@dataclass(frozen=True)
class Identity:
    """How a document is found: its id, its name, and further ids (aliases), which may be those of several records."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A document, the server's own time of its last change (UTC, ISO) and its place in lists (0: not stored yet)."""

    app: str
    kind: str
    modified: str
    document: Document
    seq: int = 0


class DocumentStore:
    """Rows in one SQLite file; connections are kept in a pool and closed with the store.

    ``identify`` tells how a document of this app and kind is found.
    """

    def __init__(self, path: Path, identify: Callable[[str, str, Document], Identity]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._identify = identify
        self._idle: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self.close = weakref.finalize(self, _close_all, self._idle)
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)

    def get(self, app: str, kind: str, record_id: str) -> Row | None:
        """The row of this id, or of the first record that has it as an alias."""
        with self._connection() as connection:
            return _find(connection, app, kind, record_id)

    def rows(
        self, app: str, kind: str, *, since: str = "", after: int = 0, name_contains: str = "", alias: str = ""
    ) -> Iterator[Row]:
        """Rows in the order of their creation: modified at or after ``since``, behind place ``after``, … ; streamed."""
        where, values = ["app = ?", "kind = ?", "modified >= ?"], [app, kind, since]
        if name_contains:
            where.append("instr(folded_name, ?) > 0")
            values.append(name_contains.casefold())
        if alias:
            where.append("id IN (SELECT id FROM alias WHERE app = ? AND alias = ?)")
            values += [app, alias]
        # The parts are the constants above; every value is bound.
        statement = f"SELECT * FROM record WHERE {' AND '.join(where)} AND seq > ? ORDER BY seq LIMIT {PIECE}"  # noqa: S608
        while True:
            with self._connection() as connection:
                piece = [_row(found) for found in connection.execute(statement, [*values, after])]
            yield from piece
            if len(piece) < PIECE:
                return
            after = piece[-1].seq

    def names(self, app: str, kind: str, ids: Sequence[str]) -> dict[str, str]:
        """The names of these records, by id; ids that are not there are left out."""
        marks = ",".join("?" * len(ids))
        statement = (
            "SELECT id, json_extract(document, '$.Name') FROM record "  # noqa: S608 (the marks are question marks)
            f"WHERE app = ? AND kind = ? AND id IN ({marks})"
        )
        with self._connection() as connection:
            return dict(connection.execute(statement, [app, kind, *ids]).fetchall())

    def count(self, app: str, kind: str) -> int:
        """How many records of one kind an app holds."""
        with self._connection() as connection:
            found = connection.execute("SELECT count(*) FROM record WHERE app = ? AND kind = ?", (app, kind)).fetchone()
        return int(found[0])

    def put(self, rows: Iterable[Row]) -> None:
        """Store rows in one transaction; a row of the same app, kind and id is replaced and keeps its place."""
        with self._writing() as connection:
            for row in rows:
                self._store(connection, row)

    def change(self, app: str, kind: str, record_id: str, edit: Callable[[Row], Row | None]) -> bool:
        """Read, edit and store one document in one transaction; True where the edit returned another row.

        Raises ``KeyError`` where there is no such record. An exception of ``edit`` leaves everything as it was.
        """
        with self._writing() as connection:
            row = _find(connection, app, kind, record_id)
            if row is None:
                raise KeyError(record_id)
            edited = edit(row)
            if edited is None:
                return False
            self._store(connection, edited)
            return True

    def remove(self, app: str, kind: str, record_id: str) -> None:
        """Forget one record; its aliases go with it."""
        with self._writing() as connection:
            connection.execute("DELETE FROM record WHERE app = ? AND kind = ? AND id = ?", (app, kind, record_id))
            connection.execute("DELETE FROM alias WHERE app = ? AND id = ?", (app, record_id))

    def note(self, key: str) -> str:
        """A remembered text, or ``""``."""
        with self._connection() as connection:
            found = connection.execute("SELECT value FROM note WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

    def set_note(self, key: str, value: str) -> None:
        """Remember a text under a key."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, value))

    def count_up(self, key: str) -> int:
        """The next number of a counter; no number is ever given twice."""
        with self._writing() as connection:
            found = connection.execute(
                "INSERT INTO note VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value",
                (key,),
            ).fetchone()
        return int(found[0])

    def clear(self) -> None:
        """Forget every document, alias and note."""
        with self._writing() as connection:
            for table in ("record", "alias", "note"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (the three names above)

    def _store(self, connection: sqlite3.Connection, row: Row) -> None:
        identity = self._identify(row.app, row.kind, row.document)
        text = json.dumps(row.document, ensure_ascii=False)
        connection.execute(
            "INSERT INTO record (app, kind, id, folded_name, modified, document) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (app, kind, id) DO UPDATE SET folded_name = excluded.folded_name, "
            "modified = excluded.modified, document = excluded.document",
            (row.app, row.kind, identity.id, identity.name.casefold(), row.modified, text),
        )
        connection.execute("DELETE FROM alias WHERE app = ? AND id = ?", (row.app, identity.id))
        aliases = [(row.app, alias, identity.id) for alias in identity.aliases]
        connection.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", aliases)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = sqlite3.connect(self._path, timeout=20, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield connection
        finally:
            self._idle.put(connection)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                edition = secrets.token_hex(8)
                connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (EDITION, edition))
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _close_all(idle: queue.SimpleQueue[sqlite3.Connection]) -> None:
    while not idle.empty():
        with closing(idle.get_nowait()):
            pass


def _row(found: tuple[Any, ...]) -> Row:
    seq, app, kind, _, _, modified, text = found
    return Row(app, kind, modified, json.loads(text), seq)


def _find(connection: sqlite3.Connection, app: str, kind: str, record_id: str) -> Row | None:
    found = connection.execute(
        "SELECT * FROM record WHERE app = ? AND kind = ? AND id = ?", (app, kind, record_id)
    ).fetchone()
    if found is None:
        found = connection.execute(
            "SELECT record.* FROM record JOIN alias USING (app, id) WHERE app = ? AND kind = ? AND alias = ? "
            "ORDER BY seq LIMIT 1",
            (app, kind, record_id),
        ).fetchone()
    return None if found is None else _row(found)
