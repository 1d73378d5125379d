"""Keeps tokens between two runs of any program: a small file per grant, for its owner alone, sealed where there is a keyring.

A write is on the disk, whole, before it returns. Whoever renews a grant holds its lock meanwhile, so that a refresh token that
can be used once is used once, by whatever number of programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from reconcile.apps.private_file import private_folder, remove_private, sweep, write_private
from reconcile.apps.signin.seal import Seal
from reconcile.apps.signin.tokens import Tokens
from reconcile.errors import NeedsUser, NotAllowed, TryAgain

FOLDER = "tokens"
LOCK_SECONDS = 90.0
"""Seconds to wait for another program that renews the same grant."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")


class TokenStore:
    """The tokens of one practice, in ``tokens`` of its folder."""

    def __init__(self, practice: Path) -> None:
        self.folder = practice / FOLDER
        self._seal = Seal(self.folder)

    def __repr__(self) -> str:
        return f"TokenStore({self.folder.parent.name!r})"

    @contextmanager
    def lock(self, name: str, timeout: float = LOCK_SECONDS) -> Iterator[None]:
        """Alone with a grant (or with ``connections``), among threads and programs; raises ``TryAgain`` where it takes too long."""
        private_folder(self.folder)
        # a lock object of our own each time, so that threads shut one another out like programs do
        lock = FileLock(self.folder / f"{_checked(name)}.lock", timeout=timeout)
        try:
            lock.acquire()
        except Timeout:
            raise TryAgain(
                "Another program is signing in or renewing the same connection.", hint="Wait, then repeat.", sent=False
            ) from None
        try:
            yield
        finally:
            lock.release()

    def read(self, name: str) -> Tokens | None:
        """The tokens of a grant, None where there are none. Raises ``NotAllowed`` where they cannot be understood any more."""
        data = self.read_record(name)
        try:
            return None if data is None else Tokens.from_dict(data)
        except (ValueError, TypeError):
            raise _damaged() from None

    def write(self, name: str, tokens: Tokens) -> None:
        """Keeps the tokens; when this returns they are on the disk. Raises ``NeedsUser``, and the old ones are still there then."""
        self.write_record(name, tokens.to_dict())

    def forget(self, name: str) -> None:
        """Removes the tokens of a grant."""
        if self.folder.is_dir():
            sweep(self._path(name))
            remove_private(self._path(name))

    def names(self) -> list[str]:
        """The names under which something is kept."""
        return sorted(path.stem for path in self.folder.glob("*.json") if path.name != "keyring.json")

    def is_sealed(self, name: str) -> bool:
        """Whether the tokens of a grant are sealed with a key of the keyring."""
        try:
            return "sealed" in json.loads(self._path(name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False

    def read_record(self, name: str) -> dict[str, Any] | None:
        """A record as it was written, None where there is none."""
        try:
            text = self._path(name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _refused("read", error) from None
        try:
            record = json.loads(text)
            held = json.loads(self._seal.open(record["sealed"])) if "sealed" in record else record["plain"]
            return dict(held)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _damaged() from None

    def write_record(self, name: str, record: Mapping[str, Any]) -> None:
        """Keeps a record; the lock of its name is the caller's."""
        path = self._path(name)
        try:
            private_folder(self.folder)
            text = json.dumps(record)
            sealed = self._seal.close(text)
            kept: dict[str, Any] = {"plain": dict(record)} if sealed is None else {"sealed": sealed}
            sweep(path)
            write_private(path, json.dumps(kept).encode())
        except OSError as error:
            raise _refused("kept", error) from None

    def _path(self, name: str) -> Path:
        return self.folder / f"{_checked(name)}.json"


def _checked(name: str) -> str:
    """A name out of a file must not lead out of the folder."""
    if not _NAME.fullmatch(name):
        raise NeedsUser("A connection names its tokens in a way that cannot be.", title="This connection is damaged")
    return name


def _damaged() -> NotAllowed:
    return NotAllowed(
        "The tokens of this connection cannot be read any more.", title="Sign in again", hint="Connect the app again."
    )


def _refused(what: str, error: OSError) -> NeedsUser:
    return NeedsUser(
        f"The tokens could not be {what}: {error.strerror or type(error).__name__}.",
        title="This machine refused the file of the tokens",
        hint="Check the free space and the permissions of the practice's folder, then repeat.",
    )
