"""Files for their owner alone, written whole or not at all, and on the disk before the writer goes on (REL-15)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_private(path: Path, data: bytes) -> None:
    """Replaces the file (mode 0600); when this returns, a loss of power cannot take it back. Raises ``OSError``."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_private(path: Path) -> None:
    """Removes the file if it is there, for good."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sweep(path: Path) -> None:
    """Removes the drafts of a file that a killed writer left; only for the one who may write it now."""
    for draft in path.parent.glob(f".{path.name}-*"):
        draft.unlink(missing_ok=True)


def private_folder(path: Path) -> Path:
    """The folder, made for its owner alone (mode 0700) where there is none."""
    if not path.is_dir():
        path.mkdir(mode=0o700, exist_ok=True)
        sync_folder(path.parent)
    return path


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last; Windows cannot open folders, and does it by itself."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
