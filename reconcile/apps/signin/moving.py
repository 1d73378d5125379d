"""Moves the plain tokens of a hand-written ``connections.json`` into the token store.

The tokens are in the store before the file stops naming them, so that a loss of power between the two leaves them twice and
never not at all. The sandbox's tokens, which open nothing but this machine, stay where they are.
"""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr

from reconcile.apps.addresses import is_loopback
from reconcile.apps.connection import GustoConnection
from reconcile.apps.connections import Connections
from reconcile.apps.signin.clients import keep_secret
from reconcile.apps.signin.flow import Desk
from reconcile.apps.signin.grant import NO_SECRET, Grant
from reconcile.apps.signin.tokens import Tokens


def move_plain_tokens(desk: Desk) -> int:
    """How many tokens and secrets were moved. Repeating it is harmless."""
    connections = desk.connections() if desk.path.exists() else None
    if connections is None or not _plain_in(connections):
        return 0
    moved: list[int] = []

    def edit(now: Connections) -> Connections:
        moved.append(_plain_in(now))
        return _moved(desk, now)

    desk.change(edit)
    return moved[0]


def _plain_in(connections: Connections) -> int:
    xpm, gusto, ignition = connections.xpm, connections.gusto, connections.ignition
    single = [one for one in (xpm, ignition) if one and one.token.get_secret_value() and not is_loopback(one.base_url)]
    many = len(gusto.tokens) if gusto and not is_loopback(gusto.base_url) else 0
    return len(single) + many + len(_secrets(connections))


def _secrets(connections: Connections) -> list[Any]:
    return [
        name
        for name, held in connections.registrations.items()
        if held.client_secret.get_secret_value()
        and held.client_id
        and not is_loopback(held.token_url or "https://x.test")
    ]


def _moved(desk: Desk, connections: Connections) -> Connections:
    changed: dict[str, Any] = {}
    for app in ("xpm", "ignition"):
        held = getattr(connections, app)
        if held and held.token.get_secret_value() and not is_loopback(held.base_url):
            grant = held.grant or _kept(desk, f"{app}-moved", held.token)
            both = {"writing": grant} if app == "ignition" and held.mcp_url and held.writing is None else {}
            changed[app] = held.model_copy(update={"token": NO_SECRET, "grant": grant, **both})
    gusto = connections.gusto
    if gusto and gusto.tokens and not is_loopback(gusto.base_url):
        changed["gusto"] = _companies(desk, gusto)
    registrations = dict(connections.registrations)
    for name in _secrets(connections):
        held = registrations[name]
        keep_secret(name, held.client_id, held.client_secret.get_secret_value(), desk.store)
        registrations[name] = held.model_copy(update={"client_secret": NO_SECRET})
    return connections.model_copy(update={**changed, "registrations": registrations})


def _companies(desk: Desk, gusto: GustoConnection) -> GustoConnection:
    taken = {grant.key for grant in gusto.grants}
    names = (name for number in range(1, 10_000) if (name := f"gusto-moved-{number}") not in taken)
    grants = [_kept(desk, key, token) for key, token in zip(names, gusto.tokens, strict=False)]
    return gusto.model_copy(update={"tokens": (), "grants": (*gusto.grants, *grants)})


def _kept(desk: Desk, key: str, token: SecretStr) -> Grant:
    with desk.store.lock(key):
        desk.store.write(key, Tokens(token.get_secret_value()))
    return Grant(key=key)
