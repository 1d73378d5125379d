"""The process's one DuckDB, to which a file is attached while it is used.

Starting a DuckDB costs twenty times as much as attaching a file to one that runs, and a page reads a dozen files. So each use of
a file is a connection of its own to one engine in memory; the file is attached for the first user and let go after the
last, so that nothing holds it in between.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from reconcile.spill import spill_folder


@dataclass(slots=True)
class _Use:
    """How many connections use an attached file, and its name in the engine."""

    name: str
    count: int = 0


@dataclass(slots=True)
class _Engine:
    root: duckdb.DuckDBPyConnection
    uses: dict[str, _Use] = field(default_factory=dict)
    attached: int = 0


_lock = threading.Lock()
_running: _Engine | None = None
_parents: list[_Engine] = []


@contextlib.contextmanager
def attached(path: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables are those of one DuckDB file. Safe in any thread, and for one file in several at once.

    Raises ``duckdb.Error`` as ``duckdb.connect`` would: ``IOException`` for a file that is missing (``read_only``), torn, no
    database, or held by another process.
    """
    key = str(path.resolve())
    with _lock:
        engine = _engine()
        connection = engine.root.cursor()
        try:
            name = _attach(engine, key, read_only)
        except BaseException:
            connection.close()
            raise
    try:
        connection.execute(f"USE {name}")
        yield connection
    finally:
        connection.close()
        with _lock:
            _let_go(engine, key)


@contextlib.contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for tables of one's own, which are gone afterwards; the files that others of the process attach can be read."""
    with _lock:
        connection = _engine().root.cursor()
    try:
        yield connection
    finally:
        connection.close()


def _forked() -> None:
    """A forked child starts an engine of its own: of its parent's it has the memory and none of the threads.

    The parent's is kept and not used, because ending it would wait for those threads for ever.
    """
    global _lock, _running
    _lock = threading.Lock()
    if _running is not None:
        _parents.append(_running)
        _running = None


def _engine() -> _Engine:
    global _running
    if _running is None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(spill_folder()),
            "autoinstall_known_extensions": "false",
        }
        _running = _Engine(duckdb.connect(":memory:", config=config))
    return _running


def _attach(engine: _Engine, key: str, read_only: bool) -> str:
    use = engine.uses.get(key)
    if use is None:
        engine.attached += 1
        use = _Use(f"file_{engine.attached}")
        quoted = key.replace("'", "''")
        mode = "READ_ONLY" if read_only else "READ_WRITE"
        engine.root.execute(f"ATTACH '{quoted}' AS {use.name} (TYPE duckdb, {mode})")
        engine.uses[key] = use
    use.count += 1
    return use.name


def _let_go(engine: _Engine, key: str) -> None:
    use = engine.uses[key]
    use.count -= 1
    if not use.count:
        del engine.uses[key]
        engine.root.execute(f"DETACH {use.name}")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
