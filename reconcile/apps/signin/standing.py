"""How each connection stands: whose it is, since when, how long its token lasts, and whether somebody has to sign in again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from reconcile.apps.connections import Connections
from reconcile.apps.signin.accounts import Account
from reconcile.apps.signin.flow import Desk
from reconcile.apps.signin.grant import Grant
from reconcile.apps.signin.provider import ProviderName
from reconcile.apps.signin.tokens import Tokens
from reconcile.errors import ReconcileError

SEALED = "tokens sealed by this machine's keyring"
OWN_FILE = "tokens in a file that only you can read"
PLAIN = "a token in connections.json"


class State(StrEnum):
    """How a connection stands."""

    CONNECTED = "connected"
    SIGN_IN_AGAIN = "sign in again"
    UNFINISHED = "not finished"


@dataclass(frozen=True, slots=True)
class Standing:
    """One connection. ``since`` and ``until`` are moments (UTC) where they are known; ``kept`` says where its tokens are.

    ``until`` is when the token at hand runs out, after which the next call renews it; it is no end of the connection.
    """

    provider: ProviderName
    key: str
    name: str
    address: str
    state: State
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    kept: str = ""
    why: str = ""


def standings(desk: Desk, now: dt.datetime) -> list[Standing]:
    """Every connection of a practice, in the order of the apps; those that were not finished last."""
    connections = desk.connections()
    found = [_of_grant(desk, connections, name, grant, now) for name, grant in connections.grants]
    found += _plain(connections)
    open_ones = [
        Standing(each.provider, each.key, "", "", State.UNFINISHED, since=_moment(each.started_at))
        for each in desk.sign_ins.unfinished()
        if each.key not in connections.grant_keys
    ]
    order = list(ProviderName)
    return sorted(found, key=lambda each: (order.index(each.provider), each.name.casefold())) + open_ones


def choices(desk: Desk, key: str) -> tuple[Account, ...]:
    """What an unfinished sign-in can connect; finishes it where there is nothing to choose, and returns nothing then."""
    return desk.finish(desk.sign_ins.find(key)).choices


def _of_grant(desk: Desk, connections: Connections, name: ProviderName, grant: Grant, now: dt.datetime) -> Standing:
    try:
        tokens = desk.store.read(grant.key)
        why = ""
    except ReconcileError as error:
        tokens, why = None, error.message
    again = tokens is None or tokens.needs_sign_in(now.timestamp())
    return Standing(
        provider=name,
        key=grant.key,
        name=grant.name,
        address=_address(connections, name),
        state=State.SIGN_IN_AGAIN if again else State.CONNECTED,
        since=_parsed(grant.connected_at),
        until=_until(tokens),
        kept=SEALED if desk.store.is_sealed(grant.key) else OWN_FILE,
        why=why or ("The provider does not renew the access any more." if again else ""),
    )


def _plain(connections: Connections) -> list[Standing]:
    """Connections by a plain token."""
    found = []
    xpm, gusto, ignition = connections.xpm, connections.gusto, connections.ignition
    if xpm and xpm.grant is None:
        found.append((ProviderName.XPM, xpm.tenant_name))
    if gusto and gusto.tokens:
        number = len(gusto.tokens)
        found.append((ProviderName.GUSTO, f"{number} {'company' if number == 1 else 'companies'}"))
    if ignition and ignition.token.get_secret_value():
        found += [(ProviderName.IGNITION, "")] if ignition.grant is None else []
        found += [(ProviderName.IGNITION_MCP, "")] if ignition.mcp_url and ignition.writing is None else []
    return [
        Standing(name, "", label, _address(connections, name), State.CONNECTED, kept=PLAIN) for name, label in found
    ]


def _address(connections: Connections, name: ProviderName) -> str:
    connection = getattr(connections, name.app.value)
    return str(connection.mcp_url if name is ProviderName.IGNITION_MCP else connection.base_url)


def _until(tokens: Tokens | None) -> dt.datetime | None:
    return None if tokens is None or tokens.expires_at is None else _moment(tokens.expires_at)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _parsed(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
