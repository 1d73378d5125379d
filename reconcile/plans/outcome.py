"""How a planned change ended (REL-1): one of seven words, or of two for what was handed over, a reason, and what is there now."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from reconcile.frames import Shown


class Ending(enum.StrEnum):
    """The seven endings of ``REL-1``, and the two of a change that was handed over to a person.

    No interface answers for what was handed over, so it is *waiting* until a snapshot that was taken later shows it; then it is
    *applied*. While a later snapshot does not show it, it is *not seen yet*. A change has exactly one ending at any time.
    """

    APPLIED = "applied"
    ALREADY_THERE = "already there"
    STALE = "stale"
    CONFLICT = "conflict"
    REFUSED = "refused"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    WAITING = "waiting"
    NOT_SEEN = "not seen yet"

    @property
    def is_done(self) -> bool:
        """The app holds the planned value."""
        return self in (Ending.APPLIED, Ending.ALREADY_THERE)

    @property
    def is_open(self) -> bool:
        """Handed over, and no snapshot has shown it so far: a later one may."""
        return self in (Ending.WAITING, Ending.NOT_SEEN)


@dataclass(frozen=True, slots=True)
class Outcome(Shown):
    """The ending of one change. ``now`` is the app's own spelling where it was read."""

    change_id: str
    ending: Ending
    reason: str = ""
    now: str | None = None
    record_id: str = ""

    def plain(self) -> dict[str, Any]:
        """As a journal keeps it."""
        return {
            "change_id": self.change_id,
            "ending": self.ending.value,
            "reason": self.reason,
            "now": self.now,
            "record_id": self.record_id,
        }
