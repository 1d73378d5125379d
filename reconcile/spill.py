"""Where DuckDB puts what does not fit in memory: a private folder that goes with its process, however that ends.

Client values may lie in it. A process that ends takes its folder away; one that is killed cannot, so the next one does it: a
folder whose lock nobody holds any more has no owner.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "reconcile-spill-"
_LOCK = "owner.lock"
_SETTLED = 60.0
"""Seconds after which a folder's owner has certainly taken its lock."""


def spill_folder() -> Path:
    """A new folder that only the user of this process may read; taken away when the process ends, or after it was killed."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK, thread_local=False)
    lock.acquire()
    atexit.register(_leave, folder, lock, os.getpid())
    return folder


def sweep(parent: Path) -> int:
    """Takes away the folders of processes that were killed, and says how many.

    Those of other users and those of the last minute stay, and what cannot be removed waits for another time.
    """
    return sum(_ownerless(folder) and _removed(folder) for folder in sorted(parent.glob(f"{_PREFIX}*")))


def _ownerless(folder: Path) -> bool:
    try:
        if time.time() - folder.stat().st_mtime < _SETTLED:
            return False
        with FileLock(folder / _LOCK, timeout=0):
            return True
    except (Timeout, OSError):
        return False


def _removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _leave(folder: Path, lock: FileLock, owner: int) -> None:
    """At the end of the process that made the folder, and not of a forked child."""
    if os.getpid() == owner:
        lock.release(force=True)
        shutil.rmtree(folder, ignore_errors=True)
