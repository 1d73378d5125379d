"""How a planned change ended (REL-1): one of seven words, a reason, and the value that the app holds now."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Ending(enum.StrEnum):
    """The seven endings of ``REL-1``."""

    APPLIED = "applied"
    ALREADY_THERE = "already there"
    STALE = "stale"
    CONFLICT = "conflict"
    REFUSED = "refused"
    FAILED = "failed"
    UNCERTAIN = "uncertain"

    @property
    def is_done(self) -> bool:
        """The app holds the planned value."""
        return self in (Ending.APPLIED, Ending.ALREADY_THERE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ending of one change. ``now`` is the app's own spelling where it was read."""

    change_id: str
    ending: Ending
    reason: str = ""
    now: str | None = None
    record_id: str = ""
