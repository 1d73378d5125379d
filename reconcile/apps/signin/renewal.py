"""A credential that renews itself: a little before it runs out, once for all programs, stored before it is used (REL-15).

The steps of a renewal, alone with the grant: read again (somebody else may have renewed), note that an answer is outstanding
(which also proves that the store can be written), ask, store, and only then hand the new token out. What a crash leaves:

- before the provider has the request, or while it is under way: the old refresh token, which is tried again. Xero accepts a
  refresh token again for half an hour after its use, for exactly this case. Of Gusto and Ignition it is not known; there it may
  end in signing in again, and nothing a client could do would change that.
- after the answer is stored: the new tokens. The refresh token before them stays beside them until the next renewal has worked,
  and is tried where the provider refuses the newer one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from reconcile.apps.signin.authority import Authority, Refused
from reconcile.apps.signin.refusals import SignInAgain, sign_in_again
from reconcile.apps.signin.store import TokenStore
from reconcile.apps.signin.tokens import Tokens
from reconcile.errors import ReconcileError, TryAgain

_log = logging.getLogger(__name__)

AuthorityOf = Callable[[str], Authority]
"""The authorization server as the client with this id sees it."""


class RenewingToken:
    """One grant as a `Credential`. Any number of threads and programs may hold one for the same grant.

    ``holder`` is the id and the name of the company or practice that it opens, where they are known.
    """

    def __init__(
        self,
        store: TokenStore,
        key: str,
        authority_of: AuthorityOf,
        *,
        holder: tuple[str, str] = ("", ""),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._key, self._authority_of, self._clock = store, key, authority_of, clock
        self.grant = f"{store.folder}/{key}"
        self.holder = holder
        self._held: Tokens | None = None
        self._unkept: Tokens | None = None
        self._guard = threading.Lock()

    def __repr__(self) -> str:
        return f"RenewingToken({self._key!r})"

    def token(self) -> str:
        """The access token to send now, renewed first where it is about to run out.

        A renewal that fails for the moment is put off while the token at hand still lasts. Raises ``SignInAgain``, or
        ``TryAgain`` where the renewal got no answer.
        """
        with self._guard:
            held = self._held
        if held is not None and not held.due(self._clock()):
            return held.access
        try:
            return self._renewed(lambda found: not found.due(self._clock()))
        except TryAgain:
            found = self._read()
            if not found.access or found.expired(self._clock()):
                raise
            return found.access

    def renewed(self, refused: str) -> str | None:
        """A token other than the one that the app has refused; None where there is none to be had.

        Raises ``SignInAgain`` where the provider does not renew it any more, ``TryAgain`` where it gave no answer.
        """
        with self._guard:
            self._held = None
        found = self._renewed(lambda stored: stored.access != refused and not stored.due(self._clock()))
        return None if found == refused else found

    def _renewed(self, is_good: Callable[[Tokens], bool]) -> str:
        """The stored token if it is good, else a new one; alone with the grant."""
        with self._store.lock(self._key):
            self._keep_unkept()
            stored = self._read()
            if stored.access and (is_good(stored) or not stored.refresh):
                return self._hold(stored)
            if not stored.refresh:
                raise self._lost(stored)
            asked_at = self._clock()
            begun = replace(stored, renewing_since=asked_at)
            self._store.write(self._key, begun)
            fresh = self._asked(begun, asked_at)
            self._keep(fresh)
            return self._hold(fresh)

    def _asked(self, stored: Tokens, asked_at: float) -> Tokens:
        """The provider's answer for the refresh token, or for the one before it."""
        authority = self._authority_of(stored.client_id)
        refusals: list[Refused] = []
        for refresh_token in dict.fromkeys([stored.refresh, stored.previous]):
            if not refresh_token:
                continue
            try:
                answer = authority.refresh(refresh_token, stored.redirect_uri)
            except Refused as refused:
                if refused.code != "invalid_grant":
                    raise refused.error from None
                refusals.append(refused)
                continue
            return replace(stored, refresh=refresh_token).answered(answer, asked_at)
        self._store.write(self._key, replace(stored, renewing_since=None, refused_at=self._clock()))
        _log.info("%s does not renew the grant %s any more", authority.provider.label, self._key)
        raise sign_in_again(authority.provider)

    def _keep(self, fresh: Tokens) -> None:
        """Stores new tokens. Where that fails they are held, used for nothing, and stored before anything else is done."""
        self._unkept = fresh
        self._keep_unkept()

    def _keep_unkept(self) -> None:
        if self._unkept is not None:
            self._store.write(self._key, self._unkept)
            self._unkept = None

    def _read(self) -> Tokens:
        found = self._store.read(self._key)
        if found is None:
            raise self._lost(Tokens(""))
        return found

    def _hold(self, tokens: Tokens) -> str:
        with self._guard:
            self._held = tokens
        return tokens.access

    def _lost(self, tokens: Tokens) -> ReconcileError:
        provider = self._authority_of(tokens.client_id).provider
        error = sign_in_again(provider)
        return SignInAgain(f"There is no access to {provider.opens} any more.", title=error.title, hint=error.hint)
