"""DuckDB's spill folder is private and does not outlive its process, even one that is killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reconcile.spill import sweep

SPILLING = """
import sys
from reconcile.spill import spill_folder
folder = spill_folder()
(folder / "values.tmp").write_text("a client's name")
print(folder, flush=True)
sys.stdin.readline()
"""


@contextmanager
def spilling(parent: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process with a spill folder, settled for longer than the sweep waits."""
    child = subprocess.Popen(
        [sys.executable, "-c", SPILLING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(parent)},
    )
    with child:
        assert child.stdout is not None
        folder = Path(child.stdout.readline().strip())
        an_hour_ago = time.time() - 3600
        os.utime(folder, (an_hour_ago, an_hour_ago))
        yield child, folder
        child.kill()


def test_a_killed_process_folder_is_taken_away_by_the_next(tmp_path: Path) -> None:
    with spilling(tmp_path) as (child, folder):
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert (folder / "values.tmp").exists()
        assert sweep(tmp_path) == 1
        assert not folder.exists()


def test_the_folder_of_a_process_that_runs_stays(tmp_path: Path) -> None:
    with spilling(tmp_path) as (_child, folder):
        assert sweep(tmp_path) == 0
        assert (folder / "values.tmp").exists()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_process_that_ends_leaves_nothing(tmp_path: Path) -> None:
    with spilling(tmp_path) as (child, _folder):
        child.communicate("\n")
        assert list(tmp_path.iterdir()) == []


def test_a_folder_just_made_is_not_taken_from_under_its_owner(tmp_path: Path) -> None:
    (tmp_path / "reconcile-spill-new").mkdir()
    assert sweep(tmp_path) == 0
