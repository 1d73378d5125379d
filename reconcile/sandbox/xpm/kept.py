"""Long lists that were rendered once, so that serving one again costs no more than reading a file.

A kept list belongs to one edition of the state: any write makes a new edition, and the next list is rendered anew.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

LEAST = 4 * 2**20
"""Bytes from which on a list is worth keeping; a small practice's is rendered faster than anybody notices."""

PIECE = 256 * 1024


class KeptLists:
    """The rendered lists in one folder, one per name: that of the newest edition."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stream(self, name: str, edition: str, pieces: Iterator[str]) -> Iterator[bytes]:
        """The list's bytes: out of the file where this edition was kept, else out of ``pieces``, which are then kept."""
        path = self._folder / f"{name}-{edition}"
        if path.exists():
            yield from _read(path)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{name}-{secrets.token_hex(4)}"
        try:
            with part.open("wb") as file:
                for piece in pieces:
                    content = piece.encode()
                    file.write(content)
                    yield content
            if part.stat().st_size >= LEAST:
                for old in self._folder.glob(f"{name}-*"):
                    old.unlink(missing_ok=True)
                part.replace(path)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
