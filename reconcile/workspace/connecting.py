"""Connecting a practice to its apps, and ending it: what the pages and the command line share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.workspace.people import Role, needs
from reconcile.workspace.practice import Practice

if TYPE_CHECKING:
    from reconcile.apps.signin.accounts import Account
    from reconcile.apps.signin.ending import Ended
    from reconcile.apps.signin.flow import Begun, Desk, Finished
    from reconcile.apps.signin.provider import Provider, ProviderName

CONNECTION_COLUMNS = ("provider", "app", "name", "state", "since", "until", "address", "kept", "why", "key")


class Connecting(Practice):
    """A practice that signs its own accounts in. Nothing here shows or returns a token."""

    def connection_states(self) -> pd.DataFrame:
        """Every connection, columns ``CONNECTION_COLUMNS``.

        ``state`` is *connected*, *sign in again* or *not finished* (signed in, but several practices to choose from, or no answer
        yet); ``until`` is when the token at hand is renewed, not an end; ``key`` names the connection, ``""`` for a plain token.
        """
        from reconcile.apps.signin.standing import standings

        found = standings(self._desk, dt.datetime.now(dt.UTC))
        rows = [
            {"provider": each.provider.value, "app": each.provider.app.value, "state": each.state.value}
            | {name: getattr(each, name) for name in ("name", "since", "until", "address", "kept", "why", "key")}
            for each in found
        ]
        return frames.frame_of_dicts(CONNECTION_COLUMNS, rows)

    def apps_to_sign_in_again(self) -> tuple[App, ...]:
        """The apps with a connection that only a person can bring back."""
        if not (self.folder / "connections.json").exists():
            return ()
        states = self.connection_states()
        again = set(states.loc[states["state"] == "sign in again", "app"])
        return tuple(app for app in App if app.value in again)

    def provider(self, name: ProviderName | str) -> Provider:
        """A provider, at the addresses that count for this practice."""
        from reconcile.apps.signin.clients import provider_at

        return provider_at(_named(name), self._desk.connections().registrations)

    def client_id(self, name: ProviderName | str) -> str:
        """The id of the app that the practice has registered with a provider; ``""`` where there is none."""
        return self._desk.client_id(_named(name))

    def redirect_uri(self, name: ProviderName | str) -> str:
        """The redirect URI that the practice has set for the pages, where it is another than their own address; else ``""``."""
        registration = self._desk.connections().registrations.get(_named(name))
        return registration.redirect_uri if registration else ""

    def has_client_secret(self, name: ProviderName | str) -> bool:
        """Whether the secret of that app is known."""
        from reconcile.apps.signin.clients import has_secret

        desk = self._desk
        return has_secret(_named(name), self.client_id(name), desk.connections().registrations, desk.store)

    @needs(Role.APPROVER)
    def register_client(
        self, name: ProviderName | str, client_id: str, secret: str = "", *, redirect_uri: str | None = None
    ) -> None:
        """Keeps the id of the practice's registered app, and with the tokens its secret; ``""`` keeps the secret that is known.

        Raises ``NeedsUser`` for an id or a redirect URI that cannot be used.
        """
        from pydantic import ValidationError

        from reconcile.apps.signin.clients import keep_secret
        from reconcile.apps.signin.grant import NO_SECRET, Registration

        provider, client_id, secret = _named(name), client_id.strip(), secret.strip()
        desk = self._desk
        before = desk.connections().registrations.get(provider, Registration())
        held = before.client_secret.get_secret_value() if before.client_id == client_id else ""
        wanted = {"client_id": client_id, "client_secret": NO_SECRET}
        wanted |= {} if redirect_uri is None else {"redirect_uri": redirect_uri.strip()}
        try:
            registration = Registration.model_validate({**before.model_dump(), **wanted})
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            raise NeedsUser(f"{first['loc'][0]}: {first['msg']}.", title="This cannot be used") from None
        if secret or held:
            keep_secret(provider, client_id, secret or held, desk.store)
        desk.change(lambda now: now.model_copy(update={"registrations": {**now.registrations, provider: registration}}))

    @needs(Role.APPROVER)
    def connect(self, name: ProviderName | str, redirect_uri: str) -> Begun:
        """Begins a sign-in. A person opens ``.address``; the provider's answer comes back to the redirect URI (``answer_sign_in``).

        Raises ``NeedsUser`` where no app is registered with the provider.
        """
        return self._desk.begin(_named(name), redirect_uri)

    @needs(Role.APPROVER)
    def answer_sign_in(self, callback: str | Mapping[str, str]) -> Finished:
        """Takes the provider's answer, an address or its parameters, and connects.

        ``.account`` is what was connected; where there are several practices it is None and one of ``.choices`` has to be chosen
        (``choose_account``). An answer is used once. Raises ``NotAllowed``, ``NeedsUser`` or ``TryAgain``, and then whatever was
        connected before still is.
        """
        return self._desk.answer(callback)

    def is_waiting_for(self, key: str) -> bool:
        """Whether a sign-in that was begun is still under way: the person has to answer, or to choose."""
        return self._desk.sign_ins.is_waiting(key)

    def account_choices(self, key: str) -> tuple[Account, ...]:
        """What an unfinished sign-in can connect; it is finished where there is nothing to choose, and the answer empty then."""
        from reconcile.apps.signin.standing import choices

        return choices(self._desk, key)

    @needs(Role.APPROVER)
    def choose_account(self, key: str, account_id: str) -> Finished:
        """Connects one of the choices of an unfinished sign-in."""
        desk = self._desk
        return desk.finish(desk.sign_ins.find(key), account_id)

    @needs(Role.APPROVER)
    def cancel_sign_in(self, key: str) -> None:
        """Forgets an unfinished sign-in and its tokens."""
        self._desk.cancel(self._desk.sign_ins.find(key).key)

    @needs(Role.APPROVER)
    def disconnect(self, name: ProviderName | str, *, key: str = "", forget: bool = False) -> Ended:
        """Ends what a provider opened, or one company of Gusto's by its ``key``: withdrawn at the provider, then forgotten here.

        ``forget`` does without the provider. Raises ``NeedsUser`` where nothing is connected, ``TryAgain`` where the provider gives
        no answer, and then everything is as it was.
        """
        from reconcile.apps.signin.ending import disconnect

        return disconnect(self._desk, _named(name), key=key, forget=forget)

    def move_plain_tokens(self) -> int:
        """Moves tokens that stand in ``connections.json`` to where tokens are kept; returns how many there were."""
        from reconcile.apps.signin.moving import move_plain_tokens

        return move_plain_tokens(self._desk)

    @property
    def _desk(self) -> Desk:
        from reconcile.apps.signin.flow import Desk

        return Desk(self.folder)


def _named(name: ProviderName | str) -> ProviderName:
    from reconcile.apps.signin.provider import ProviderName

    try:
        return ProviderName(name)
    except ValueError:
        known = ", ".join(each.value for each in ProviderName)
        raise NeedsUser(f"There is no sign-in of this name; there are {known}.", title="No such app") from None
