"""Which version of a client is written over, where its app keeps versions (REL-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconcile.model import Client

if TYPE_CHECKING:
    from reconcile.apps.protocols import Target


def version_of(target: Target, client: Client) -> str:
    """The version of a client as it was read, where its app keeps versions; else nothing."""
    from reconcile.apps.protocols import KeepsVersions  # here: a plan is built without the ways to the apps

    return target.version(client) if isinstance(target, KeepsVersions) else ""


def expecting(target: Target, client_id: str, version: str) -> Target:
    """The target for a write over this version of a client; the app refuses it once that was saved again."""
    from reconcile.apps.protocols import KeepsVersions

    return target.expecting(client_id, version) if version and isinstance(target, KeepsVersions) else target
