"""The process's one DuckDB: a file is attached for as long as somebody uses it, and not a moment longer."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from reconcile import engine

COUNT = "SELECT count(*) FROM things"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "it's a file.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE things AS SELECT * FROM range(7)")
    return path


def counted(path: Path) -> int:
    with engine.attached(path, read_only=True) as connection:
        return int(connection.execute(COUNT).fetchall()[0][0])


def test_one_file_is_read_within_its_own_reading_and_in_threads(made: Path) -> None:
    answers: list[int] = []
    with engine.attached(made, read_only=True) as outer:
        threads = [threading.Thread(target=lambda: answers.extend(counted(made) for _ in range(20))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outer.execute(COUNT).fetchall() == [(7,)]
    assert answers == [7] * 80


def test_names_of_two_files_do_not_meet(made: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE things AS SELECT * FROM range(3)")
    with engine.attached(made, read_only=True) as first, engine.attached(other, read_only=True) as second:
        assert (first.execute(COUNT).fetchall(), second.execute(COUNT).fetchall()) == ([(7,)], [(3,)])


def test_a_file_is_let_go_after_use_even_after_an_error(made: Path) -> None:
    with pytest.raises(duckdb.CatalogException), engine.attached(made, read_only=True) as connection:
        connection.execute("SELECT * FROM nothing_of_that_name")
    write = f"import duckdb; duckdb.connect({str(made)!r}).execute('INSERT INTO things VALUES (8)')"
    subprocess.run([sys.executable, "-c", write], check=True, timeout=60)
    assert counted(made) == 8


def test_what_was_committed_is_in_the_file_itself(made: Path) -> None:
    """A copy of the file alone, as backups make it, holds everything: no write-ahead log is left beside it."""
    with engine.attached(made, read_only=False) as connection:
        connection.execute("INSERT INTO things VALUES (8)")
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert counted(made) == 8


def test_a_file_read_only_cannot_be_written(made: Path) -> None:
    with pytest.raises(duckdb.Error), engine.attached(made, read_only=True) as connection:
        connection.execute("INSERT INTO things VALUES (8)")
    assert counted(made) == 7


def test_a_missing_and_a_torn_file_are_errors_and_later_ones_work(made: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.duckdb"
    torn.write_bytes(b"not a database" * 100)
    for path in (torn, tmp_path / "missing.duckdb"):
        with pytest.raises(duckdb.Error), engine.attached(path, read_only=True):
            pass
    assert not (tmp_path / "missing.duckdb").exists()
    assert counted(made) == 7


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_starts_an_engine_of_its_own(made: Path) -> None:
    assert counted(made) == 7
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(counted, (made,)).get(timeout=30) == 7
