"""Disconnecting: withdraws the access at the provider where it can be withdrawn there, then forgets it here."""

from __future__ import annotations

from dataclasses import dataclass

from reconcile.apps.signin.accounts import end_connection
from reconcile.apps.signin.authority import Refused
from reconcile.apps.signin.clients import authority_of
from reconcile.apps.signin.flow import Desk
from reconcile.apps.signin.grant import Grant
from reconcile.apps.signin.provider import Provider, ProviderName
from reconcile.apps.signin.renewal import AuthorityOf, RenewingToken
from reconcile.apps.signin.store import TokenStore
from reconcile.errors import NeedsUser, NotAllowed


@dataclass(frozen=True, slots=True)
class Ended:
    """What was disconnected; ``withdrawn`` is whether all of the access was withdrawn at the provider too."""

    provider: Provider
    names: tuple[str, ...]
    withdrawn: bool


def disconnect(desk: Desk, name: ProviderName, *, key: str = "", forget: bool = False) -> Ended:
    """Ends all that a provider opened, or one grant of it by its ``key``.

    The access is withdrawn at the provider first, so that a failure leaves it as it was. With ``forget`` it is only forgotten
    here. Raises ``NeedsUser`` where nothing is connected, ``TryAgain`` where the provider gives no answer.
    """
    connections = desk.connections()
    authorities = authority_of(name, connections.registrations, desk.store)
    provider = authorities("").provider
    found = [grant for each, grant in connections.grants if each is name and key in ("", grant.key)]
    if not found and (key or getattr(connections, name.app.value) is None):
        raise NeedsUser(f"{provider.label} is not connected.", title="Not connected", hint="There is nothing to end.")
    withdrawn = bool(found)
    for grant in found:
        withdrawn &= not forget and _withdraw(desk.store, grant, provider, authorities)
        desk.change(lambda now, gone=grant.key: now.without(name, gone))  # type: ignore[misc]  # mypy knows no default here
        desk.store.forget(grant.key)
    if not key:
        desk.change(lambda now: now.without(name))
    return Ended(provider, tuple(grant.name or provider.label for grant in found), withdrawn)


def _withdraw(store: TokenStore, grant: Grant, provider: Provider, authorities: AuthorityOf) -> bool:
    """Whether the provider has withdrawn it. What it does not accept any more is withdrawn already."""
    try:
        tokens = store.read(grant.key)
        if tokens is None:
            return False
        if provider.name is ProviderName.XPM:
            # Revoking would end all connections of whoever signed in, other practices' too: only when this was the last one.
            credential = RenewingToken(store, grant.key, authorities)
            if not end_connection(provider, credential, grant.connection_id):
                return True
            tokens = store.read(grant.key) or tokens
        if not provider.revoke_url:
            return False
        kind = "refresh_token" if tokens.refresh else "access_token"
        authorities(tokens.client_id).revoke(tokens.refresh or tokens.access, kind)
    except (NotAllowed, Refused):
        return True
    return True
