"""Seals the tokens with a key that the operating system's keyring keeps, where this machine has a keyring.

The keyring holds one small key for each practice and the file holds what it seals. A keyring by itself could promise neither
that a token is on the disk before it is used (REL-15) nor, on Windows, hold a token as long as Xero's.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from reconcile.apps.private_file import write_private
from reconcile.errors import NeedsUser, NotAllowed

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

SERVICE = "reconcile"
NAME_FILE = "keyring.json"
SWITCH = "RECONCILE_KEYRING"
"""``off`` in the environment keeps tokens in files even where there is a keyring."""

_keys: dict[str, str] = {}
"""Keys that this process has asked the keyring for: it may be locked again between a question and its answer."""


class Seal:
    """The seal of the tokens in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def close(self, text: str) -> str | None:
        """The text sealed, or None where no keyring is to be had and the file's own mode has to do.

        Raises ``NeedsUser`` where there is a keyring that does not open.
        """
        fernet = self._fernet(make=True)
        return None if fernet is None else fernet.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text again. Raises ``NeedsUser`` where the keyring does not open, ``NotAllowed`` where its key is gone."""
        from cryptography.fernet import InvalidToken

        fernet = self._fernet(make=False)
        if fernet is None:
            raise _locked()
        try:
            return fernet.decrypt(sealed.encode("ascii", errors="replace")).decode()
        except InvalidToken:
            raise key_is_gone() from None

    def _fernet(self, *, make: bool) -> Fernet | None:
        from cryptography.fernet import Fernet  # here: most runs need no key

        key = self._key(make=make)
        return None if key is None else Fernet(key)

    def _key(self, *, make: bool) -> str | None:
        import keyring.errors

        name = self._name()
        if name in _keys:
            return _keys[name]
        if not has_keyring():
            return None
        try:
            key = keyring.get_password(SERVICE, name) if name else None
            if key is None and make:
                with FileLock(self._folder / "keyring.lock"):  # two programs must not seal with two keys
                    key = keyring.get_password(SERVICE, self._name()) if self._name() else None
                    name, key = (self._name(), key) if key else self._new_key()
        except keyring.errors.KeyringError:
            raise _locked() from None
        if key is None:
            raise key_is_gone()
        _keys[name] = key
        return key

    def _new_key(self) -> tuple[str, str]:
        import keyring
        from cryptography.fernet import Fernet

        name, key = f"tokens-{secrets.token_hex(8)}", Fernet.generate_key().decode("ascii")
        keyring.set_password(SERVICE, name, key)
        if keyring.get_password(SERVICE, name) != key:
            raise _locked()
        write_private(self._folder / NAME_FILE, json.dumps({"key": name}).encode())
        return name, key

    def _name(self) -> str:
        try:
            return str(json.loads((self._folder / NAME_FILE).read_text(encoding="utf-8"))["key"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""


def has_keyring() -> bool:
    """Whether this machine has a keyring of its own; stand-ins that keep plain text or nothing do not count."""
    import keyring
    import keyring.core

    if os.environ.get(SWITCH, "").strip().casefold() == "off":
        return False
    return bool(keyring.core.recommended(keyring.get_keyring()))


def _locked() -> NeedsUser:
    return NeedsUser(
        "The key to this practice's tokens is in this machine's keyring, which does not open here.",
        title="The keyring is locked",
        hint="Unlock it, or run this in your own desktop session, then repeat. "
        "With RECONCILE_KEYRING=off new sign-ins are kept in files that only you can read.",
    )


def key_is_gone() -> NotAllowed:
    """The tokens are there, but nothing opens them any more."""
    return NotAllowed(
        "The tokens of this connection were sealed with a key that this machine's keyring no longer has.",
        title="Sign in again",
        hint="Open Settings, Connections, and press Re-connect; on the command line it is `connect`.",
    )
