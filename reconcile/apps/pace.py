"""Keeps an app's limits per minute and per day, as its own answers tell them (REL-14)."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reconcile.errors import TryAgain
from reconcile.model import App

CALLS_PER_MINUTE: Mapping[App, int] = {App.XPM: 60, App.IGNITION: 60, App.GUSTO: 200}
"""What each app grants one practice per minute: Xero's and Gusto's limits pages, Ignition's for its MCP server."""

CALLS_PER_DAY: Mapping[App, int | None] = {App.XPM: 5_000, App.IGNITION: None, App.GUSTO: None}
"""What each app grants one practice per day, where it says."""

MINUTE_LEFT = ("X-MinLimit-Remaining", "X-RateLimit-Remaining")
DAY_LEFT = ("X-DayLimit-Remaining",)
_WINDOW = 60.0


@dataclass
class Pace:
    """Counts calls, and holds the next one back where the app has said that none is left."""

    label: str
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    minute_left: int | None = None
    day_left: int | None = None
    calls: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _recent: deque[float] = field(default_factory=deque, repr=False)

    def before_call(self) -> None:
        """Wait until the minute has room, and count the call; ``TryAgain`` where the day has none left."""
        with self._lock:
            if self.day_left is not None and self.day_left <= 0:
                self.day_left = None  # ask again next time: a new day may have begun
                raise TryAgain(
                    f"{self.label} has no calls left for today.",
                    title="The day's calls are used up",
                    hint="Go on tomorrow: what is done stays done.",
                    sent=False,
                )
            wait = self._until_room()
            self.calls += 1
        if wait > 0:
            self.sleep(wait)
        with self._lock:
            self._recent.append(self.clock())

    def _until_room(self) -> float:
        now = self.clock()
        while self._recent and now - self._recent[0] > _WINDOW:
            self._recent.popleft()
        if self.minute_left is None or self.minute_left > 0 or not self._recent:
            return 0.0
        self.minute_left = None
        return _WINDOW - (now - self._recent[0])

    def after_answer(self, headers: Mapping[str, str]) -> None:
        """Take note of how many calls the answer's headers say are left."""
        with self._lock:
            self.minute_left = _number(headers, MINUTE_LEFT, self.minute_left)
            self.day_left = _number(headers, DAY_LEFT, self.day_left)


def _number(headers: Mapping[str, str], names: tuple[str, ...], otherwise: int | None) -> int | None:
    for name in names:
        value = headers.get(name, "").strip()
        if value.isascii() and value.removeprefix("-").isdigit():
            return int(value)
    return otherwise
