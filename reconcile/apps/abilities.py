"""What a practice's connections can write: kept beside the practice with the time at which it was learnt.

Ignition's MCP server says itself which tools it has and what they take. That is read when the app is connected, with each of its
snapshots and when a plan is built; and once more, from the server, before the first write.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconcile.apps.http import without_secrets
from reconcile.apps.ignition_mcp import McpTools
from reconcile.apps.retries import Patience
from reconcile.model import App

if TYPE_CHECKING:
    from reconcile.apps.connections import Connections

QUICK = Patience(attempts=1, connect_timeout=3.0, read_timeout=10.0)
"""For a look that nobody should wait long for: what is not answered now is asked again before the first write."""


@dataclass(frozen=True)
class Abilities:
    """The tools of Ignition's MCP server: name → input schema, where they were read and when (UTC)."""

    tools: Mapping[str, Mapping[str, Any]]
    place: str
    read_at: datetime

    def save(self, path: Path) -> None:
        """Writes them to a file, whole or not at all."""
        part = path.with_suffix(".part")
        body = {"place": self.place, "read_at": self.read_at.isoformat(), "tools": self.tools}
        part.write_text(json.dumps({App.IGNITION.value: body}, indent=1), encoding="utf-8")
        part.replace(path)


def load_abilities(path: Path) -> Abilities | None:
    """What was kept; None where nothing was, or where it cannot be understood (it is simply read again then)."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))[App.IGNITION.value]
        return Abilities(dict(body["tools"]), str(body["place"]), datetime.fromisoformat(body["read_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_abilities(target: object) -> Abilities | None:
    """Asks the server of an ``IgnitionTarget``; None for any other target. Raises ``TryAgain`` or ``NotAllowed``."""
    tools = getattr(target, "tools", None)
    if not isinstance(tools, McpTools):
        return None
    return Abilities(tools.schemas(), without_secrets(tools.place), datetime.now(UTC))


def reading_only(connections: Connections, app: App) -> str:
    """Why an app cannot be written through its interface, in a sentence; nothing where it can."""
    if app not in connections.apps:
        return f"{app.label} is not connected."
    if app is App.IGNITION and connections.ignition is not None and not connections.ignition.mcp_url:
        return "Ignition is connected for reading only."
    return ""


def age(abilities: Abilities) -> float:
    """How many seconds ago they were read."""
    return (datetime.now(UTC) - abilities.read_at).total_seconds()
