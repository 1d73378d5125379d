"""The sandbox's credentials and ``connections.json``, which tells a program how to reach the three apps.

The tokens open nothing but the sandbox. They are the same in every sandbox and through restarts.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reconcile.sandbox.state import NAMESPACE, SandboxState

GUSTO_VERSION = "2026-06-15"


@dataclass(frozen=True)
class Credentials:
    """What the sandbox accepts: XPM's token and tenant, Ignition's token; Gusto's tokens are its companies' own."""

    xpm_token: str
    tenant_id: str
    connection_id: str
    ignition_token: str


def sandbox_credentials() -> Credentials:
    """The credentials of every sandbox; they are no secrets, because nothing else accepts them."""

    def made(what: str) -> str:
        return str(uuid.uuid5(NAMESPACE, what))

    return Credentials(
        xpm_token=f"xpm-demo-{made('xpm-token')}",
        tenant_id=made("xpm-tenant"),
        connection_id=made("xpm-connection"),
        ignition_token=f"ignition-demo-{made('ignition-token')}",
    )


def connections(url: str, state: SandboxState, credentials: Credentials) -> dict[str, Any]:
    """How to reach the three apps of a sandbox at this address: a dict of ``xpm``, ``gusto`` and ``ignition``."""
    ignition = f"{url}/ignition"
    return {
        "xpm": {
            "base_url": f"{url}/xero",
            "token": credentials.xpm_token,
            "tenant_id": credentials.tenant_id,
        },
        "gusto": {
            "base_url": f"{url}/gusto",
            "tokens": [company["token"] for company in state.gusto_companies()],
            "version": GUSTO_VERSION,
        },
        "ignition": {
            "base_url": ignition,
            "token": credentials.ignition_token,
            "mcp_url": f"{ignition}/mcp",
            "export_url": f"{ignition}/exports/clients.csv",
        },
    }


def write_connections(path: Path, content: dict[str, Any]) -> None:
    """Write ``connections.json`` for its owner alone, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
