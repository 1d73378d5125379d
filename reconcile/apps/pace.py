"""One session's pace: it counts the session's calls, and lets each out only when its grant's budget has room (REL-14)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reconcile.apps.budget import Budget


@dataclass(slots=True)
class Pace:
    """Counts calls, and holds the next one back until its budget has room for it.

    ``budget`` is that of calls that name none; without one nothing is held back before the app says what is left.
    """

    label: str
    sleep: Callable[[float], None] = time.sleep
    budget: Budget = field(default_factory=lambda: Budget(""), repr=False)
    calls: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def before_call(self, budget: Budget | None = None) -> None:
        """Wait for room and count the call; ``TryAgain(sent=False)`` where the day has none left."""
        (budget or self.budget).take(self.sleep)
        with self._lock:
            self.calls += 1

    def after_answer(self, headers: Mapping[str, str], budget: Budget | None = None) -> None:
        """Take note of how many calls the answer's headers say are left."""
        (budget or self.budget).answered(headers)
