"""A practice's own key: what its plans are sealed with, and what names it among other practices."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import filelock

from reconcile.errors import BadInput
from reconcile.plans.plan_file import Seal

KEY = "practice.key"
"""The file of the key, readable by its owner alone. It stays in the folder: whoever has it could seal a plan of their own."""

_BYTES = 32


def practice_seal(folder: Path) -> Seal:
    """The key of the practice in this folder; made at its first use, by one program. Raises ``BadInput`` for a spoilt one."""
    path = folder / KEY
    if not path.exists():
        from reconcile.apps.private_file import write_private  # here: the ways into the apps take a while to import

        with filelock.FileLock(folder / f".{KEY}.lock"):
            if not path.exists():
                write_private(path, secrets.token_hex(_BYTES).encode())
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise _broken() from error
    if len(key) != _BYTES:
        raise _broken()
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)  # a restored backup may have opened it
    return Seal(key)


def _broken() -> BadInput:
    hint = "Take it from a backup, or remove it: plans that were handed on cannot be loaded any more then, all else goes on."
    return BadInput(f"{KEY} cannot be understood.", title="The practice's key is broken", hint=hint)
