"""Sign-ins that were begun and are not done: kept in the practice's folder, so that any tab or program may receive the answer.

A state is used once and only for some minutes. What is kept of it is its hash, and the proof (PKCE) that only this practice has.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from reconcile.apps.private_file import private_folder, remove_private, write_private
from reconcile.apps.signin.provider import ProviderName
from reconcile.apps.signin.store import TokenStore
from reconcile.errors import NotAllowed

MINUTES_TO_ANSWER = 15
ASKED, ANSWERED, GRANTED, DONE = "asked", "answered", "granted", "done"
"""The phases: the person is at the provider; the answer came (and can come no more); the tokens are kept; it is connected.

What is done stays for some minutes, so that the same answer again (a browser's way back) is told from a strange one.
"""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in that is under way. ``key`` is the name under which its tokens will be kept; ``started_at`` is in Unix seconds.

    ``into`` is the older grant of the same account whose tokens they replace.
    """

    key: str
    provider: ProviderName
    state_hash: str = field(repr=False)
    verifier: str = field(repr=False)
    client_id: str = field(repr=False)
    redirect_uri: str = ""
    started_at: float = 0.0
    phase: str = ASKED
    into: str = ""


class SignIns:
    """The sign-ins of one practice that are under way."""

    def __init__(self, store: TokenStore, *, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._folder = store.folder / "under-way"

    def begin(self, provider: ProviderName, client_id: str, redirect_uri: str) -> tuple[SignIn, str]:
        """A new one, and its state for the address."""
        state = secrets.token_urlsafe(32)
        key = f"{provider.value}-{secrets.token_hex(6)}"
        begun = SignIn(key, provider, _hash(state), secrets.token_urlsafe(64), client_id, redirect_uri, self._clock())
        with self._store.lock("under-way"):
            self._forget_old()
            self._save(begun)
        return begun, state

    def claim(self, state: str) -> SignIn:
        """The sign-in that a state belongs to, for the one caller who comes first. Raises ``NotAllowed`` for everything else."""
        with self._store.lock("under-way"):
            wanted = _hash(state)
            found = next((each for each in self._all() if hmac.compare_digest(each.state_hash, wanted)), None)
            if found is None or self._is_old(found):
                raise NotAllowed(
                    "This answer belongs to no sign-in that was begun here in the last minutes.",
                    title="Not connected",
                    hint="Connect again, and finish it in one go.",
                )
            if found.phase != ASKED:
                raise NotAllowed(
                    "This answer was used already.", title="Used already", hint="Look under Settings, Connections."
                )
            claimed = replace(found, phase=ANSWERED)
            self._save(claimed)
            return claimed

    def granted(self, sign_in: SignIn) -> SignIn:
        """Notes that its tokens are kept; the proof is not needed any more."""
        noted = replace(sign_in, phase=GRANTED, verifier="")
        with self._store.lock("under-way"):
            self._save(noted)
        return noted

    def goes_into(self, sign_in: SignIn, key: str) -> SignIn:
        """Notes, before it is done, that its tokens take the place of an older grant's."""
        noted = replace(sign_in, into=key)
        with self._store.lock("under-way"):
            self._save(noted)
        return noted

    def is_waiting(self, key: str) -> bool:
        """Whether it is still under way: the person has to answer, or to choose."""
        return any(each.key == key and each.phase != DONE and not self._is_old(each) for each in self._all())

    def unfinished(self) -> list[SignIn]:
        """Those whose tokens are kept, but of which it is not settled what they open; oldest first."""
        kept = set(self._store.names())
        found = [each for each in self._all() if each.key in kept and each.phase in (ANSWERED, GRANTED)]
        return sorted(found, key=lambda each: each.started_at)

    def find(self, key: str) -> SignIn:
        """One of them. Raises ``NotAllowed`` where it is not there (any more)."""
        for each in self.unfinished():
            if each.key == key:
                return each
        raise NotAllowed("This sign-in is not open any more.", title="Done already", hint="Reload the page.")

    def done(self, sign_in: SignIn) -> None:
        """Notes that it is connected; nothing of it is needed any more but that it was answered."""
        with self._store.lock("under-way"):
            self._save(replace(sign_in, phase=DONE, verifier="", client_id=""))

    def end(self, key: str) -> None:
        """Forgets a sign-in, not its tokens."""
        if self._folder.is_dir():
            remove_private(self._folder / f"{key}.json")

    def _forget_old(self) -> None:
        kept = set(self._store.names())
        for each in self._all():
            if self._is_old(each) and (each.phase == DONE or each.key not in kept):
                self.end(each.key)

    def _is_old(self, sign_in: SignIn) -> bool:
        return not 0 <= self._clock() - sign_in.started_at <= MINUTES_TO_ANSWER * 60

    def _save(self, sign_in: SignIn) -> None:
        private_folder(self._folder)
        write_private(self._folder / f"{sign_in.key}.json", json.dumps(asdict(sign_in)).encode())

    def _all(self) -> list[SignIn]:
        return [found for path in sorted(self._folder.glob("*.json")) if (found := _read(path)) is not None]


def _read(path: Path) -> SignIn | None:
    """A sign-in out of its file; a damaged one is none, because it can only be begun again."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return SignIn(**{**data, "provider": ProviderName(data["provider"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", errors="replace")).hexdigest()
