"""The read-write database: one unit of work at a time, nothing lost, and clear words when it cannot be opened."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import duckdb
import pytest

from reconcile.database import VERSION, Database
from reconcile.errors import NeedsUser, TryAgain
from reconcile.workspace import open_workspace

ADD = "INSERT INTO settings VALUES (now(), ?, '{}')"


def count(database: Database) -> int:
    with database.open() as connection:
        return int(connection.execute("SELECT count(*) FROM settings").fetchall()[0][0])


def test_a_unit_of_work_is_kept_or_not_at_all(tmp_path: Path) -> None:
    database = Database(tmp_path / "workspace.duckdb")
    with database.open() as connection:
        connection.execute(ADD, ["ann"])

    def break_off(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(ADD, ["bob"])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(break_off)
    assert count(database) == 1


def _write(path: Path, times: int) -> None:
    database = Database(path, wait=60)
    for _ in range(times):
        with database.open() as connection:
            connection.execute(ADD, ["somebody"])


def test_three_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "workspace.duckdb"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write, args=(path, 12)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert count(Database(path)) == 36


def test_threads_sharing_one_object_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "workspace.duckdb"
    threads = [threading.Thread(target=_write, args=(path, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(Database(path)) == 40


def _hold(path: Path, ready: multiprocessing.synchronize.Event, done: multiprocessing.synchronize.Event) -> None:
    with duckdb.connect(str(path)):
        ready.set()
        done.wait(30)


def test_a_second_process_at_work_is_said(tmp_path: Path) -> None:
    path = tmp_path / "workspace.duckdb"
    count(Database(path))
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(path, ready, done))
    holder.start()
    assert ready.wait(30)
    with pytest.raises(TryAgain, match="Another program") as busy:
        count(Database(path, wait=0.3))
    assert busy.value.hint
    done.set()
    holder.join()
    assert count(Database(path)) == 0


def test_a_newer_workspace_is_said_and_left_alone(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "practice")
    with workspace._database.open() as connection:
        connection.execute("UPDATE meta SET version = 99")
    before = (workspace.folder / "workspace.duckdb").stat().st_mtime_ns
    with pytest.raises(NeedsUser, match="newer version"):
        open_workspace(tmp_path / "practice")
    assert (workspace.folder / "workspace.duckdb").stat().st_mtime_ns == before


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "workspace.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(NeedsUser, match="not a database") as unreadable:
        open_workspace(tmp_path)
    assert "backup" in unreadable.value.hint


def test_a_workspace_folder_is_the_owners_alone(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "practice")
    assert workspace.folder.stat().st_mode & 0o077 == 0


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(NeedsUser, match="is a file"):
        open_workspace(tmp_path / "file")


def test_a_file_of_the_first_layout_is_brought_up_to_date_once_and_kept(tmp_path: Path) -> None:
    """Afterwards a program of that layout refuses it: it would forget what is kept record by record."""
    path = tmp_path / "workspace.duckdb"
    with Database(path).open() as connection:
        connection.execute(ADD, ["ann"])
        connection.execute("DELETE FROM meta")
        connection.execute("INSERT INTO meta VALUES (1, now())")
        connection.execute("DROP TABLE agreed_records")
    for _ in range(2):
        assert count(Database(path)) == 1
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT version FROM meta ORDER BY version").fetchall() == [(1,), (VERSION,)]
        assert connection.execute("SELECT count(*) FROM agreed_records").fetchall() == [(0,)]
