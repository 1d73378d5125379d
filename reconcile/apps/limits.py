"""What each interface grants a caller: how many calls in how long, how many at once, and in which headers it says so.

These are the numbers that the vendors publish, for an app that keeps silent. An app that tells in its answers what is left
is believed instead (``budget``). Sources: Xero's limits page; Gusto's documentation; public code that runs against Ignition's
Reporting API; one public description of Ignition's MCP server. How sure each is stands in the README.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reconcile.model import App

Service = Literal["xpm", "gusto", "reporting", "mcp"]
"""An interface with limits of its own: Ignition has two, its Reporting API and its MCP server."""

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``calls`` in any ``seconds``."""

    name: str
    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The windows of one interface, the calls at once (None: not limited), and header → window for what is left."""

    windows: tuple[Window, ...] = ()
    at_once: int | None = None
    told: Mapping[str, str] = field(default_factory=dict)


LIMITS: Mapping[Service, Limits] = {
    "xpm": Limits(
        (Window("minute", 60, MINUTE), Window("day", 5_000, DAY)),
        at_once=5,
        told={"X-MinLimit-Remaining": "minute", "X-DayLimit-Remaining": "day"},
    ),
    "gusto": Limits((Window("minute", 200, MINUTE),), told={"X-RateLimit-Remaining": "minute"}),
    "reporting": Limits((Window("hour", 1_000, HOUR),), told={"X-RateLimit-Remaining": "hour"}),
    "mcp": Limits((Window("minute", 60, MINUTE), Window("hour", 600, HOUR)), told={"X-RateLimit-Remaining": "minute"}),
}

GUSTO_COUNTS_PER_GRANT = True
"""Gusto's newer pages count per grant, an older one per user and app; with False all grants of a list share one budget."""

SERVICE: Mapping[App, Service] = {App.XPM: "xpm", App.GUSTO: "gusto", App.IGNITION: "reporting"}
"""The interface that an app's records are read through."""

PROBLEM = "X-Rate-Limit-Problem"
"""XPM's header beside a 429: which of the limits was met (``minute``, ``day`` …)."""
