"""When a value came to be what it is: between which two snapshots, as far as the snapshots at hand tell (SYN-13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reconcile.model import App
from reconcile.snapshots.store import Snapshot, read_value


@dataclass(frozen=True, slots=True)
class Interval:
    """A change happened after ``after`` (None: before the first snapshot, nobody knows when) and not later than ``until``."""

    after: datetime | None
    until: datetime

    def is_later_than(self, other: Interval) -> bool:
        """Certainly later: the two do not overlap."""
        return self.after is not None and self.after >= other.until

    def __str__(self) -> str:
        if self.after is None:
            return f"before {self.until:%d %b %Y %H:%M} UTC"
        return f"between {self.after:%d %b %Y %H:%M} and {self.until:%d %b %Y %H:%M} UTC"


class Moments:
    """Looks values up in the earlier snapshots of a practice (oldest first)."""

    def __init__(self, history: Sequence[Snapshot]) -> None:
        self._history = {app: [one for one in history if one.app is app] for app in App}

    def of(
        self, app: App, client_id: str, field: str, same: Callable[[str | None], bool], *, contact_id: str = ""
    ) -> Interval | None:
        """When the field of a client (or of one of its contacts) took the value that it has in the newest snapshot.

        ``same`` says whether an earlier value is that value. None where the app has no snapshot.
        """
        snapshots = self._history[app]
        if not snapshots:
            return None
        until = snapshots[-1].taken_at
        for snapshot in reversed(snapshots[:-1]):
            found = read_value(snapshot.path, client_id, field, contact_id=contact_id)
            if not found or not same(found[0]):
                return Interval(snapshot.taken_at, until)
            until = snapshot.taken_at
        return Interval(None, until)
