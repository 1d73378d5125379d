"""Connecting: from the address that a person signs in at to a grant in ``connections.json``.

At any moment of it the practice holds what it held before, or more: an earlier connection is replaced only once the new one is
whole, and a grant whose tokens are kept but of which nothing else is known yet is finished later.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from reconcile.apps.addresses import safe_url
from reconcile.apps.signin.accounts import Account, accounts
from reconcile.apps.signin.authority import Refused
from reconcile.apps.signin.clients import authority_of, client_id_of, client_of
from reconcile.apps.signin.grant import Grant
from reconcile.apps.signin.pending import SignIn, SignIns
from reconcile.apps.signin.provider import Provider, ProviderName
from reconcile.apps.signin.refusals import refusal
from reconcile.apps.signin.renewal import RenewingToken
from reconcile.apps.signin.store import TokenStore
from reconcile.apps.signin.tokens import NO_TOKENS
from reconcile.errors import BadInput, NeedsUser

if TYPE_CHECKING:
    from reconcile.apps.connections import Connections

CONNECTIONS = "connections.json"


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in for a person to finish at ``address``; ``key`` names it. The address holds the state: it is shown, never logged."""

    key: str
    provider: ProviderName
    redirect_uri: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """How far a sign-in has come: connected to ``account``, or, where that is None, to be chosen from ``choices``."""

    key: str
    provider: Provider
    account: Account | None
    choices: tuple[Account, ...] = ()


class Desk:
    """Where a practice signs in; ``practice`` is its folder. Any number of programs may work on the same one."""

    def __init__(self, practice: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.path = practice / CONNECTIONS
        self.store = TokenStore(practice)
        self.sign_ins = SignIns(self.store, clock=clock)
        self._clock = clock

    def connections(self) -> Connections:
        """What ``connections.json`` holds now; nothing where there is none."""
        from reconcile.apps.connections import Connections  # it builds on this package

        return Connections.load(self.path) if self.path.exists() else Connections(practice=self.path.parent)

    def change(self, edit: Callable[[Connections], Connections]) -> Connections:
        """Reads, edits and writes ``connections.json``, alone among all programs."""
        with self.store.lock("connections"):
            before = self.connections()
            after = edit(before)
            if after != before or not self.path.exists():
                after.save(self.path)
        return after

    def begin(self, name: ProviderName, redirect_uri: str) -> Begun:
        """A sign-in, and the address to open in a browser. Raises ``NeedsUser`` where no app is registered with the provider."""
        registrations = self.connections().registrations
        authority = client_of(name, registrations, self.store)
        try:
            safe_url(redirect_uri)
        except ValueError as error:
            raise BadInput(
                f"The redirect URI cannot be used: {error}.", title="No way back from the provider"
            ) from None
        begun, state = self.sign_ins.begin(name, authority.client_id, redirect_uri)
        return Begun(begun.key, name, redirect_uri, authority.address(redirect_uri, state, begun.verifier))

    def answer(self, callback: str | Mapping[str, str]) -> Finished:
        """The answer that came back, as an address or as its parameters: checks it, gets the tokens, keeps them, connects.

        Raises ``NotAllowed`` for an answer that belongs to no sign-in of this practice or was used, and what the provider's refusal
        means.
        """
        said = _parameters(callback)
        if not said.get("state"):
            raise BadInput("It has no state.", title="This is no answer of a sign-in", hint="Connect again.")
        sign_in = self.sign_ins.claim(said["state"])
        registrations = self.connections().registrations
        authority = authority_of(sign_in.provider, registrations, self.store)(sign_in.client_id)
        if said.get("error") or not said.get("code"):
            self.sign_ins.end(sign_in.key)
            words = said.get("error_description", "")
            raise refusal(authority.provider, said.get("error") or "no_code", words, [said["state"]])
        asked_at = self._clock()
        try:
            answer = authority.exchange(said["code"], sign_in.verifier, sign_in.redirect_uri)
        except Refused as refused:
            self.sign_ins.end(sign_in.key)
            raise refused.error from None
        blank = replace(NO_TOKENS, client_id=sign_in.client_id, redirect_uri=sign_in.redirect_uri)
        with self.store.lock(sign_in.key):
            self.store.write(sign_in.key, blank.answered(answer, asked_at))
        return self.finish(self.sign_ins.granted(sign_in))

    def finish(self, sign_in: SignIn, chosen: str = "") -> Finished:
        """Finds out what a grant opens and connects it; with several practices the one that was connected before, or ``chosen``.

        Raises ``NeedsUser`` where it opens nothing (its tokens are forgotten then) or ``chosen`` is not among it.
        """
        connections = self.connections()
        if sign_in.into and self._is_handed_over(sign_in):
            return self._already_there(sign_in, connections)
        credential = self._credential(sign_in, connections)
        provider = authority_of(sign_in.provider, connections.registrations, self.store)(sign_in.client_id).provider
        try:
            found = accounts(provider, credential, version=_gusto_version(connections))
        except NeedsUser:
            self.cancel(sign_in.key)
            raise
        wanted = chosen or (
            connections.xpm.tenant_id if connections.xpm and sign_in.provider is ProviderName.XPM else ""
        )
        account = found[0] if len(found) == 1 and not chosen else _by_id(found, wanted)
        if account is None and chosen:
            raise NeedsUser(
                "It is not among the practices that Xero shows.", title="No such practice", hint="Choose again."
            )
        if account is not None:
            self._connect(sign_in, provider, account)
        return Finished(sign_in.key, provider, account, tuple(found) if account is None else ())

    def cancel(self, key: str) -> None:
        """Forgets a sign-in that is not finished, and its tokens."""
        self.store.forget(key)
        self.sign_ins.end(key)

    def client_id(self, name: ProviderName) -> str:
        """The id of the practice's registered app, from the settings or the environment."""
        return client_id_of(name, self.connections().registrations)

    def _credential(self, sign_in: SignIn, connections: Connections) -> RenewingToken:
        authorities = authority_of(sign_in.provider, connections.registrations, self.store)
        return RenewingToken(self.store, sign_in.key, authorities, clock=self._clock)

    def _connect(self, sign_in: SignIn, provider: Provider, account: Account) -> None:
        moment = dt.datetime.fromtimestamp(self._clock(), dt.UTC).isoformat(timespec="seconds")
        before = self.connections()
        grant = Grant(
            key=self._same_account(before, sign_in, account) or sign_in.key,
            id=account.id,
            name=account.name,
            connection_id=account.connection_id,
            connected_at=moment,
        )
        if grant.key != sign_in.key:
            sign_in = self.sign_ins.goes_into(sign_in, grant.key)
            self._hand_over(sign_in)
        after = self.change(lambda now: now.granted(provider, grant))
        self.sign_ins.done(sign_in)
        kept = set(after.grant_keys)
        for key in (*before.grant_keys, sign_in.key):  # those that the new one has replaced
            if key not in kept:
                self.store.forget(key)

    def _same_account(self, connections: Connections, sign_in: SignIn, account: Account) -> str:
        """The key of the grant that opens the same account: a run at work goes on with it. Ignition does not tell which it is."""
        same = (
            grant.key
            for name, grant in connections.grants
            if name is sign_in.provider and account.id and grant.id == account.id
        )
        return next(same, "")

    def _hand_over(self, sign_in: SignIn) -> None:
        """Puts fresh tokens in the place of older ones, and keeps no second copy: a refresh token can be used once."""
        with self.store.lock(sign_in.key), self.store.lock(sign_in.into):
            fresh = self.store.read(sign_in.key)
            if fresh is not None:
                self.store.write(sign_in.into, fresh)
        self.store.forget(sign_in.key)

    def _is_handed_over(self, sign_in: SignIn) -> bool:
        """Whether the power went when the fresh tokens had taken their place already, and may have been renewed since."""
        fresh = self.store.read(sign_in.key)
        try:
            held = self.store.read(sign_in.into)
        except NeedsUser:
            return False  # what cannot be read can be replaced
        if fresh is None or held is None:
            return False
        return fresh.refresh in (held.refresh, held.previous) or held.received_at >= fresh.received_at

    def _already_there(self, sign_in: SignIn, connections: Connections) -> Finished:
        found = next((grant for _, grant in connections.grants if grant.key == sign_in.into), Grant(key=sign_in.into))
        self.cancel(sign_in.key)
        provider = authority_of(sign_in.provider, connections.registrations, self.store)(sign_in.client_id).provider
        return Finished(sign_in.key, provider, Account(found.id, found.name, found.connection_id))


def _parameters(callback: str | Mapping[str, str]) -> dict[str, str]:
    """The parameters of an answer; of one that is given twice the first counts, and neither is long."""
    if isinstance(callback, str):
        query = urlsplit(callback.strip()).query or callback.strip().lstrip("?")
        pairs: Iterable[tuple[str, str]] = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
        return dict(reversed(list(pairs)))
    return dict(callback)


def _by_id(found: list[Account], wanted: str) -> Account | None:
    return next((account for account in found if wanted and account.id == wanted), None)


def _gusto_version(connections: Connections) -> str:
    from reconcile.apps.gusto import VERSION

    return connections.gusto.version if connections.gusto else VERSION
