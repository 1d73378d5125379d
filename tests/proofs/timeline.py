"""One schedule of an apply: at which point the program dies, what becomes of its write, and when somebody edits.

Everything that happens passes a point: a call to an app on its way out and on its way back, a line of the journal before and
after it is written, a pause. Points are counted through crashes and restarts, so a schedule is three numbers and two words, and
all schedules can be gone through.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from reconcile.plans.journal import Journal

NEVER = 0
"""The point at which nothing happens: points are counted from one."""

FINE, LOST_REQUEST, LOST_ANSWER, LATE = "fine", "lost request", "lost answer", "late"
FATES = (FINE, LOST_REQUEST, LOST_ANSWER, LATE)
"""What may become of a write: it goes through; it never arrives; it arrives and nobody hears of it; it arrives later."""


class Crash(BaseException):
    """The program dies here."""


@dataclass(frozen=True)
class Schedule:
    """``crash`` is the point of the crash, ``delay`` the points that a late write still waits, ``edit`` the point of an edit.

    The fate meets the first write, or with ``always`` every one. ``edit`` of a foreign hand is done in the way ``kind``.
    """

    crash: int = NEVER
    fate: str = FINE
    delay: int = NEVER
    edit: int = NEVER
    kind: str = ""
    always: bool = False


@dataclass
class Timeline:
    """The points that have passed, and what is still to happen. ``edits`` are the foreign hands, by kind."""

    schedule: Schedule = field(default_factory=Schedule)
    edits: dict[str, Callable[[], None]] = field(default_factory=dict)
    now: int = 0
    edited_at: int = NEVER
    crashed_at: int = NEVER
    labels: list[str] = field(default_factory=list)
    _later: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    _writes: int = 0

    def point(self, label: str) -> None:
        """Time goes on by one: what is due arrives just before, somebody edits, and then perhaps the program dies."""
        self._deliver(self.now + 1)
        self.now += 1
        self.labels.append(label)
        if self.schedule.edit == self.now:
            self.edited_at = self.now
            self.edits[self.schedule.kind]()
        if self.schedule.crash == self.now:
            self.crashed_at = self.now
            raise Crash(label)

    def fate(self) -> str:
        """What becomes of the write that leaves now."""
        self._writes += 1
        return self.schedule.fate if self._writes == 1 or self.schedule.always else FINE

    def later(self, effect: Callable[[], None]) -> None:
        """A write that arrives after the schedule's delay, or at the very end."""
        self._later.append((self.now + self.schedule.delay if self.schedule.delay else 1_000_000, effect))

    def end(self) -> None:
        """Everything that was on its way arrives, after the run."""
        self._deliver(2_000_000)

    def _deliver(self, until: int) -> None:
        due = [effect for at, effect in self._later if at <= until]
        self._later = [(at, effect) for at, effect in self._later if at > until]
        for effect in due:
            effect()

    @contextlib.contextmanager
    def watching_the_journal(self) -> Iterator[None]:
        """Inside it, a point passes before and after each line of a journal; the line itself is the real one."""
        write = Journal.write

        def pointed(journal: Journal, event: str, **detail: Any) -> None:
            try:
                self.point(f"before {event}")
                write(journal, event, **detail)
                self.point(f"after {event}")
            except Crash:
                journal.__exit__()  # the system closes the files of a program that died
                raise

        with mock.patch.object(Journal, "write", pointed):
            yield
