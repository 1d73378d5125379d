"""The small read-write DuckDB file of a practice: opened for one unit of work, then closed again.

DuckDB lets one process write a file and shuts every other out meanwhile, so nobody holds it open between two units. A lock
file of our own beside it orders the waiting; the database file itself is never opened by other means, because closing
any other handle of it would drop DuckDB's lock.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import filelock
import tenacity

from reconcile import engine
from reconcile.errors import NeedsUser, TryAgain

VERSION = 2
"""The layout of ``workspace.duckdb`` that this toolkit writes."""

_LAYOUT = """
CREATE TABLE meta (version INTEGER, created_at TIMESTAMPTZ);
CREATE TABLE settings (saved_at TIMESTAMPTZ, saved_by VARCHAR, document JSON);
CREATE TABLE links (
    link_id VARCHAR PRIMARY KEY, app_a VARCHAR, id_a VARCHAR, name_a VARCHAR, app_b VARCHAR, id_b VARCHAR, name_b VARCHAR,
    origin VARCHAR, rule VARCHAR, linked_at TIMESTAMPTZ, linked_by VARCHAR, ended_at TIMESTAMPTZ, ended_by VARCHAR
);
CREATE SEQUENCE decision_number;
CREATE TABLE decisions (
    number BIGINT DEFAULT nextval('decision_number'), pair_id VARCHAR, verdict VARCHAR, decided_by VARCHAR,
    decided_at TIMESTAMPTZ, note VARCHAR, evidence JSON
);
CREATE TABLE agreed (
    app_a VARCHAR, id_a VARCHAR, id_b VARCHAR, entity VARCHAR, entity_id VARCHAR, field VARCHAR,
    value_a VARCHAR, value_b VARCHAR, agreed_at TIMESTAMPTZ
);
CREATE TABLE first_import (snapshot_id VARCHAR, run_id VARCHAR, done_at TIMESTAMPTZ);
"""

_ADDED = """
CREATE SEQUENCE IF NOT EXISTS choice_number;
CREATE TABLE IF NOT EXISTS choices (
    number BIGINT DEFAULT nextval('choice_number'), app VARCHAR, client_id VARCHAR, ignition_id VARCHAR, entity VARCHAR,
    entity_id VARCHAR, field VARCHAR, side VARCHAR, value_there VARCHAR, value_here VARCHAR, name VARCHAR,
    decided_by VARCHAR, decided_at TIMESTAMPTZ, note VARCHAR
);
"""
"""Tables that older files of this layout may lack; who does not know them is not disturbed by them."""

_SINCE_2 = """
CREATE TABLE IF NOT EXISTS agreed_records (
    app_a VARCHAR, id_a VARCHAR, id_b VARCHAR, entity_id VARCHAR, fields VARCHAR, held VARCHAR[], agreed_at TIMESTAMPTZ
);
"""
"""What files of the first layout lack; who does not know it would forget last common values, and may not open the file any more."""


class Database:
    """One practice's ``workspace.duckdb``. Safe to share between threads: every use is a connection of its own."""

    def __init__(self, path: Path, *, wait: float = 15.0) -> None:
        """``wait`` is how many seconds a unit of work waits for another one to end."""
        self.path = path
        self._wait = wait
        self._prepared = False
        self._lock_path = path.with_name(path.name + ".lock")

    @contextlib.contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection inside one transaction: committed at the end, rolled back on any error.

        Raises ``TryAgain`` when another program keeps the file for longer than ``wait`` seconds, and ``NeedsUser`` for a
        file of a newer layout or one that is no database.
        """
        lock = filelock.FileLock(self._lock_path, timeout=self._wait, thread_local=False)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise _busy(self.path) from error
        try:
            with contextlib.ExitStack() as stack:
                connection = self._connect(stack)
                connection.execute("BEGIN")
                if not self._prepared:
                    self._prepare(connection)
                    self._prepared = True
                yield connection
                connection.execute("COMMIT")
        finally:
            lock.release()

    def write(self, unit: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        """Runs one unit of work in a transaction of its own."""
        with self.open() as connection:
            unit(connection)

    def _connect(self, stack: contextlib.ExitStack) -> duckdb.DuckDBPyConnection:
        @tenacity.retry(
            retry=tenacity.retry_if_exception(_is_held),
            wait=tenacity.wait_random_exponential(multiplier=0.02, max=0.5),
            stop=tenacity.stop_after_delay(self._wait),
            reraise=True,
        )
        def connect() -> duckdb.DuckDBPyConnection:
            return stack.enter_context(engine.attached(self.path, read_only=False))

        try:
            return connect()
        except duckdb.IOException as error:
            if _is_held(error):
                raise _busy(self.path) from error
            raise _unreadable(self.path) from error
        except duckdb.Error as error:
            raise _unreadable(self.path) from error

    def _prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        if not connection.execute("SELECT 1 FROM information_schema.tables WHERE table_name = 'meta'").fetchall():
            connection.execute(_LAYOUT)
            connection.execute("INSERT INTO meta VALUES (?, now())", [VERSION])
            connection.execute(_ADDED + _SINCE_2)
            return
        # fetchall throughout: an answer that is not fetched to its end blocks the connection
        version = connection.execute("SELECT max(version) FROM meta").fetchall()[0][0]
        if version > VERSION:
            raise NeedsUser(
                f"{self.path.parent.name!r} was written by a newer version of this toolkit"
                f" (layout {version}, known here: {VERSION}).",
                title="This workspace is newer than the toolkit",
                hint="Update the toolkit, or open another workspace. Nothing was changed.",
            )
        connection.execute(_ADDED)
        if version < VERSION:
            connection.execute(_SINCE_2)
            connection.execute("INSERT INTO meta VALUES (?, now())", [VERSION])


def _is_held(error: BaseException) -> bool:
    """Whether DuckDB says that another process has the file, rather than that it cannot read it."""
    return isinstance(error, duckdb.IOException) and "lock" in str(error).lower()


def _busy(path: Path) -> TryAgain:
    return TryAgain(
        f"Another program is using the workspace {path.parent.name!r}.",
        title="The workspace is busy",
        hint="Wait for it to finish, or close the notebook or program that holds it, and try again.",
        sent=False,
    )


def _unreadable(path: Path) -> NeedsUser:
    return NeedsUser(
        f"{path.name} in {path.parent.name!r} is not a database that can be opened.",
        title="The workspace cannot be read",
        hint="Restore workspace.duckdb from a backup; the snapshots and the run journals beside it are not affected.",
    )
