"""Sources that a person names on the command line: an app at another address than its connection's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reconcile.errors import NotAllowed
from reconcile.model import App

if TYPE_CHECKING:
    from reconcile.apps import Connections, Source

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def elsewhere(connections: Connections, app: App, url: str, *, token: str = "", tenant: str = "") -> Source:
    """A connected app at another address.

    A kept token goes to the host it was kept for and nowhere else, unless both are this machine; otherwise ``token`` must be
    given. Raises ``NotAllowed`` where it is missing.
    """
    from reconcile.apps import Connections

    kept: dict[str, Any] = connections.to_dict().get(app.value, {})
    base = url.rstrip("/")
    if not token and not _same_place(kept.get("base_url", ""), base):
        raise NotAllowed(
            f"There is no token for {app.label} at this address.",
            title="No token for this address",
            hint="Set RECONCILE_TOKEN (and RECONCILE_TENANT for XPM) in the environment; never write it into a command.",
        )
    moved = {
        name: base + value.removeprefix(kept["base_url"])
        for name, value in kept.items()
        if name in ("mcp_url", "export_url") and value.startswith(kept["base_url"])
    }
    given = {"token": token, "tokens": [token]} if token else {}
    replaced = ("mcp_url", "export_url", *(("grant", "grants", "writing") if token else ()))
    rest = {name: value for name, value in kept.items() if name not in replaced}
    whole = {**rest, **moved, **given, **({"tenant_id": tenant} if tenant else {}), "base_url": base}
    own = {"registrations": connections.to_dict().get("registrations", {})}
    return Connections.from_dict({app.value: whole, **own}, practice=connections.practice).source(app)


def _same_place(kept: str, asked: str) -> bool:
    one, other = urlsplit(kept).hostname, urlsplit(asked).hostname
    return bool(one) and (one == other or (one in _THIS_MACHINE and other in _THIS_MACHINE))
