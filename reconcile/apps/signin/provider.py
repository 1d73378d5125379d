"""Who a practice signs in with: addresses, scopes and habits of each provider, and how sure each fact is."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconcile.model import App

if TYPE_CHECKING:
    from reconcile.apps.signin.grant import Registration

TABLE = Path(__file__).with_name("providers.toml")


class ProviderName(StrEnum):
    """The four sign-ins; Ignition has two, because its MCP server is another service than its Reporting API."""

    XPM = "xpm"
    GUSTO = "gusto"
    IGNITION = "ignition"
    IGNITION_MCP = "ignition-mcp"

    @property
    def app(self) -> App:
        """The app that the sign-in opens."""
        return App(self.value.removesuffix("-mcp"))


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. ``unsure`` maps a fact's name to where it is from, for those facts that are not sure.

    ``base_url`` is the app's own interface; ``client_auth`` says how the client names itself (``basic``, ``body``, ``json``);
    ``grace_seconds`` is how long a refresh token that was just used may be used again.
    """

    name: ProviderName
    label: str
    opens: str
    secret_required: bool
    client_auth: str
    base_url: str
    authorize_url: str
    token_url: str
    revoke_url: str
    scopes: str
    pkce: bool
    grace_seconds: int
    unsure: tuple[tuple[str, str], ...] = ()

    @property
    def app(self) -> App:
        """The app that the sign-in opens."""
        return self.name.app

    def at(self, registration: Registration) -> Provider:
        """The provider at the addresses, and with the scopes, that the practice's registration names instead."""
        names = ("base_url", "authorize_url", "token_url", "revoke_url")
        named = {name: getattr(registration, name) for name in names if getattr(registration, name)}
        if registration.authorize_url and not registration.revoke_url:
            named["revoke_url"] = ""  # another place than the table's: a token must not go to the table's
        if registration.scopes is not None:
            named["scopes"] = registration.scopes
        return replace(self, **named)


@functools.cache
def providers() -> dict[ProviderName, Provider]:
    """The table ``providers.toml``."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: _provider(name, table[name.value]) for name in ProviderName}


def _provider(name: ProviderName, entry: dict[str, Any]) -> Provider:
    facts = entry["facts"]
    return Provider(
        name=name,
        label=entry["label"],
        opens=entry["opens"],
        secret_required=entry["secret"] == "required",  # noqa: S105 - a word of the table, no secret
        client_auth=entry["client_auth"],
        unsure=tuple((fact, held["source"]) for fact, held in facts.items() if not held["sure"]),
        **{fact: held["value"] for fact, held in facts.items()},
    )
