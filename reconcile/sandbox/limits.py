"""The apps' rate limits: how many calls in a rolling window, and how many at once.

The demo's limits are generous so that nobody waits; `real_limits` are the apps' own numbers.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Window:
    """At most ``calls`` in any ``seconds``; ``name`` is what the app calls it (XPM: ``minute``, ``day``, …)."""

    name: str
    calls: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """The windows of each service (``xpm``, ``gusto``, ``reporting``, ``mcp``, ``sign-in``) and XPM's calls at once."""

    windows: dict[str, tuple[Window, ...]] = field(default_factory=lambda: _windows(100))
    xpm_at_once: int = 50


def real_limits() -> Limits:
    """The apps' own numbers: XPM 60 a minute, 5,000 a day and 5 at once; Gusto 200 a minute; Ignition 1,000 an hour
    for the Reporting API, 60 a minute and 600 an hour for the MCP server."""
    return Limits(_windows(1), xpm_at_once=5)


def _windows(factor: int) -> dict[str, tuple[Window, ...]]:
    return {
        "xpm": (
            Window("minute", 60 * factor, 60),
            Window("day", 5_000 * factor, 86_400),
            Window("appminute", 10_000 * factor, 60),
        ),
        "gusto": (Window("minute", 200 * factor, 60),),
        "reporting": (Window("hour", 1_000 * factor, 3_600),),
        "mcp": (Window("minute", 60 * factor, 60), Window("hour", 600 * factor, 3_600)),
        "sign-in": (Window("minute", 120 * factor, 60),),
    }


@dataclass(frozen=True)
class Usage:
    """What is used and left after a call, by window name; where it was refused, which window is full, for how long."""

    used: dict[str, int]
    remaining: dict[str, int]
    full: str = ""
    wait_seconds: float = 0.0


class Meter:
    """Counts calls per service and caller. Safe to use from several threads; ``clock`` gives seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._calls: defaultdict[tuple[str, str, str], deque[float]] = defaultdict(deque)
        self._running: defaultdict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def take(self, service: str, caller: str) -> Usage:
        """Count one call of a caller, unless a window is full; a refused call is not counted."""
        with self._lock:
            now = self._clock()
            windows = self.limits.windows[service]
            counts = {window.name: self._recent(service, caller, window, now) for window in windows}
            full = next((window for window in windows if len(counts[window.name]) >= window.calls), None)
            if full is not None:
                wait = counts[full.name][0] + full.seconds - now
                return _usage(windows, counts, full.name, wait)
            for calls in counts.values():
                calls.append(now)
            return _usage(windows, counts)

    @contextmanager
    def running(self, service: str, caller: str) -> Iterator[bool]:
        """Hold a place while a call runs; False where XPM has too many of them at once."""
        key = f"{service} {caller}"
        with self._lock:
            allowed = service != "xpm" or self._running[key] < self.limits.xpm_at_once
            self._running[key] += 1
        try:
            yield allowed
        finally:
            with self._lock:
                self._running[key] -= 1

    def _recent(self, service: str, caller: str, window: Window, now: float) -> deque[float]:
        calls = self._calls[service, caller, window.name]
        while calls and calls[0] <= now - window.seconds:
            calls.popleft()
        return calls


def _usage(windows: tuple[Window, ...], counts: dict[str, deque[float]], full: str = "", wait: float = 0.0) -> Usage:
    used = {window.name: len(counts[window.name]) for window in windows}
    remaining = {window.name: window.calls - used[window.name] for window in windows}
    return Usage(used, remaining, full, wait)
