"""How many calls one grant has left, counted for all sessions of this process together, so that limits are kept, not hit (REL-14).

A call reserves its moment before it leaves. As long as an app is silent, the numbers of ``limits`` hold; from its first answer
with a header on, only what the app tells holds, less the calls that are still under way.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from reconcile.apps.limits import LIMITS, MINUTE, Limits, Service, Window
from reconcile.apps.waits import waits
from reconcile.errors import TryAgain

LONGEST_PAUSE = 3_900.0
"""Seconds that a call waits for room: an hour's window, but not a day's."""

MARGIN = 0.5
"""Seconds that a window is taken for longer than it is: a call may be quicker on its way than the one that it waits for was."""

SECONDS_PER_CALL, ON_THIS_MACHINE = 0.5, 0.02
"""What a call is expected to take, over the internet and to the sandbox: only for estimates."""

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")

ASK_AGAIN = 900.0
"""Seconds after which a used-up day is asked about once more: where a day begins, no app says."""


class _Rolling:
    """One window: the moments of the calls in it, and how many more it takes (below 0: so many wait for room)."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.seconds = window.seconds + MARGIN
        self.left = window.calls
        self.told_at: float | None = None
        self.sent: deque[float] = deque()

    def opens(self, now: float, calls: int = 1) -> float:
        """The moment at which one more call has room, or so many at once."""
        while self.sent and self.sent[0] + self.seconds <= now:
            self.sent.popleft()
            self.left += 1
        calls = min(calls, max(1, self.window.calls))
        if self.left >= calls:
            return now
        if self.told_at is not None and now - self.told_at >= ASK_AGAIN:
            return now
        place = calls - 1 - self.left
        if place < len(self.sent):
            return self.sent[place] + self.seconds
        return (now if self.told_at is None else self.told_at) + self.seconds

    def told(self, left: int, now: float) -> None:
        """Take over what the app says; the calls that are out of its window by now are in that number already."""
        while self.sent and self.sent[0] + self.window.seconds <= now:
            self.sent.popleft()
        self.left, self.told_at = left, now

    def reserve(self, moment: float) -> None:
        self.sent.append(moment)
        self.left -= 1


class Budget:
    """The calls of one grant of one interface. Safe to use from several threads; ``clock`` gives seconds."""

    def __init__(
        self, label: str, limits: Limits | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.label = label
        self.limits = limits or Limits()
        self.seconds_per_call = SECONDS_PER_CALL
        self.expects_published = True
        self.slots: contextlib.AbstractContextManager[object] = (
            threading.BoundedSemaphore(self.limits.at_once) if self.limits.at_once else contextlib.nullcontext()
        )
        self._clock = clock
        self._lock = threading.Lock()
        self._windows = {window.name: _Rolling(window) for window in self.limits.windows}
        self._told = False
        self._under_way = 0
        self._held_until = 0.0
        self._waits_by_itself: int | None = None

    def take(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """Reserve a call and wait for its moment; ``TryAgain(sent=False)`` where that is more than an hour away."""
        with self._lock:
            now = self._clock()
            opens, why = self._opening(now, 1, self._counted())
            if opens - now > LONGEST_PAUSE:
                raise self._used_up(opens - now)
            for rolling in self._windows.values():
                rolling.reserve(opens)
            self._under_way += 1
        if opens > now:
            waits(opens - now, why)
            sleep(opens - now)

    def make_room(self, calls: int, sleep: Callable[[float], None] = time.sleep) -> None:
        """Wait until so many calls can leave one right after the other, without reserving them; never for a day's window."""
        with self._lock:
            now = self._clock()
            counted = [rolling for rolling in self._counted() if rolling.window.seconds <= LONGEST_PAUSE]
            opens, why = self._opening(now, calls, counted)
        if now < opens <= now + LONGEST_PAUSE:
            waits(opens - now, why)
            sleep(opens - now)

    def short_of(self, calls: int) -> int | None:
        """How many calls the day has left where it has fewer than these; None where it has enough, or may have by now."""
        with self._lock:
            now = self._clock()
            day = next((rolling for rolling in self._counted() if rolling.window.name == "day"), None)
            if day is None or (day.told_at is not None and now - day.told_at >= ASK_AGAIN):
                return None
            day.opens(now)
            return max(0, day.left) if day.left < calls else None

    def answered(self, headers: Mapping[str, str]) -> None:
        """Note what an answer's headers say is left."""
        with self._lock:
            self._under_way -= 1
            for header, name in self.limits.told.items():
                left = _whole_number(headers.get(header, ""))
                if left is not None:
                    self._told = True
                    self._windows[name].told(left - self._under_way, self._clock())

    def unanswered(self) -> None:
        """Note that no answer will come to a call."""
        with self._lock:
            self._under_way -= 1

    def hold(self, seconds: float) -> None:
        """Hold back what all the other threads send: the app has asked this one to wait, and it does so by itself."""
        with self._lock:
            self._held_until = self._clock() + seconds
            self._waits_by_itself = threading.get_ident() if seconds <= 2 * MINUTE else None

    def a_day(self) -> int | None:
        """How many calls a whole day has, as published or more where more are left; None without a limit a day."""
        published = next((window.calls for window in self.limits.windows if window.name == "day"), None)
        left = self.left("day")
        return None if published is None or left is None else max(published, left)

    def left(self, name: str) -> int | None:
        """The calls left in a window (``minute``, ``hour``, ``day``); None where nobody counts such a window."""
        with self._lock:
            found = [rolling for rolling in self._counted() if rolling.window.name == name]
            for rolling in found:
                rolling.opens(self._clock())
            return max(0, found[0].left) if found else None

    def wait_for(self, calls: int) -> float:
        """About how many seconds so many further calls have to wait for room, the day's window left out."""
        waits = [0.0]
        if not self._told and not self.expects_published:
            return 0.0
        for rolling in self._counted():
            left = self.left(rolling.window.name) or 0
            if rolling.window.seconds <= LONGEST_PAUSE and calls > left:
                waits.append(rolling.window.seconds * -(-(calls - left) // max(rolling.window.calls, left)))
        return max(waits)

    @property
    def day_told(self) -> int | None:
        """What is left of the day as the app itself has told it, None where it has not."""
        return self.left("day") if self._told else None

    def knows_the_day(self, left: int) -> None:
        """Take over what was left of the day when another process looked last."""
        with self._lock:
            if "day" in self._windows and not self._told:
                self._windows["day"].left = left

    def _opening(self, now: float, calls: int, counted: list[_Rolling]) -> tuple[float, str]:
        """When so many calls may leave, and what keeps them back until then."""
        moments = [(now, ""), (self._held(now), f"{self.label} has asked to wait")]
        words = f"{self.label} takes no more calls in this"
        moments += [(rolling.opens(now, calls), f"{words} {rolling.window.name}") for rolling in counted]
        return max(moments, key=lambda moment: moment[0])

    def _counted(self) -> list[_Rolling]:
        """The windows that hold now: those that the app tells of, or the published ones of an app that tells of none."""
        return [rolling for rolling in self._windows.values() if rolling.told_at is not None or not self._told]

    def _held(self, now: float) -> float:
        return now if self._waits_by_itself == threading.get_ident() else self._held_until

    def _used_up(self, seconds: float) -> TryAgain:
        return TryAgain(
            f"{self.label} has no calls left for today.",
            title="The day's calls are used up",
            hint="Go on tomorrow: what is done stays done.",
            retry_after=seconds,
            sent=False,
        )


def budget_of(service: Service, label: str, url: str, grant: str) -> Budget:
    """The one budget of this process for a grant at an address; ``grant`` tells grants apart and is no secret."""
    key = (service, urlsplit(url).netloc, grant)
    with _registry_lock:
        found = _registry.get(key)
        if found is None:
            found = _registry[key] = Budget(label, LIMITS[service])
            if urlsplit(url).hostname in THIS_MACHINE:
                found.seconds_per_call = ON_THIS_MACHINE
                found.expects_published = (
                    False  # the sandbox has limits of its own, and tells them with its first answer
                )
        return found


_registry: dict[tuple[str, str, str], Budget] = {}
_registry_lock = threading.Lock()


def _whole_number(value: str) -> int | None:
    value = value.strip()
    return int(value) if value.isascii() and value.removeprefix("-").isdigit() else None
