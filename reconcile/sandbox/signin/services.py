"""Where each app lets people sign in, whom it knows as a client, and how long its tokens last."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from reconcile.sandbox.connections import sandbox_credentials
from reconcile.sandbox.state import NAMESPACE


@dataclass(frozen=True)
class Service:
    """One authorization server. ``clients`` maps a client id to its secret (``""``: it has none and must use PKCE).

    ``grace_seconds`` is how long a used refresh token may be used again; with ``until_used`` it lasts until the access token that
    it was changed for is used for the first time. With neither its second use ends the whole grant.
    """

    name: str
    app: str
    label: str
    authorize: str
    token: str
    revoke: str
    clients: dict[str, str]
    access_seconds: float
    grace_seconds: float = 0
    until_used: bool = False
    json_body: bool = False


SERVICES = {
    service.name: service
    for service in (
        Service(
            "xpm",
            "xpm",
            "Xero",
            "/xero/identity/connect/authorize",
            "/xero/identity/connect/token",
            "/xero/identity/connect/revocation",
            {"demo-xpm-app": "", "demo-xpm-web-app": "demo-xpm-secret"},
            access_seconds=1_800,
            grace_seconds=1_800,
        ),
        Service(
            "gusto",
            "gusto",
            "Gusto",
            "/gusto/oauth/authorize",
            "/gusto/oauth/token",
            "/gusto/oauth/revoke",
            {"demo-gusto-app": "demo-gusto-secret"},
            access_seconds=7_200,
            until_used=True,
            json_body=True,
        ),
        Service(
            "ignition",
            "ignition",
            "Ignition",
            "/ignition/oauth2/authorize",
            "/ignition/oauth2/token",
            "/ignition/oauth2/revoke",
            {"demo-ignition-app": ""},
            access_seconds=3_600,
        ),
        Service(
            "ignition-mcp",
            "ignition",
            "Ignition (MCP)",
            "/ignition/mcp-oauth/authorize",
            "/ignition/mcp-oauth/token",
            "/ignition/mcp-oauth/revoke",
            {"demo-ignition-mcp-app": ""},
            access_seconds=3_600,
        ),
    )
}


@dataclass(frozen=True)
class Tenant:
    """One of the tenants that Xero's consent page offers."""

    id: str
    name: str
    kind: str
    connection_id: str


def _made(what: str) -> str:
    return str(uuid.uuid5(NAMESPACE, what))


TENANTS = (
    Tenant(sandbox_credentials().tenant_id, "Demo practice", "PRACTICEMANAGER", sandbox_credentials().connection_id),
    Tenant(_made("xpm-branch"), "Demo practice, branch office", "PRACTICE", _made("xpm-branch-connection")),
    Tenant(_made("xero-books"), "Demo practice's own books", "ORGANISATION", _made("xero-books-connection")),
)
"""Two practices, which hold the same clients, and the books of one, which are no practice."""


def registrations(url: str) -> dict[str, dict[str, str]]:
    """How a practice's ``connections.json`` names the sandbox's authorization servers and its registered app."""
    interfaces = {"xpm": "/xero", "gusto": "/gusto", "ignition": "/ignition", "ignition-mcp": "/ignition/mcp"}
    found = {}
    for name, service in SERVICES.items():
        client_id, secret = next(iter(service.clients.items()))
        found[name] = {
            "client_id": client_id,
            "base_url": url + interfaces[name],
            "authorize_url": url + service.authorize,
            "token_url": url + service.token,
            "revoke_url": url + service.revoke,
        } | ({"client_secret": secret} if secret else {})
    found["ignition"]["export_url"] = f"{url}/ignition/exports/clients.csv"
    return found
