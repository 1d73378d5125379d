"""The record of the nightly syncs: a file that only grows, two lines a night, without a client's data (SYN-10, SYN-12)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from reconcile.frames import Shown
from reconcile.policy.schedule import Health, sync_health

RUNNING, DONE, FAILED, INTERRUPTED = "running", "done", "failed", "interrupted"


@dataclass(frozen=True, slots=True)
class Night(Shown):
    """One nightly sync. ``due`` is the midnight that it is of; ``failed`` names the apps that could not be read, and why.

    ``state`` is running, done, failed, or interrupted (the program that ran it is gone). ``applied`` and ``set_aside`` count the
    changes of the run, if there was one; ``reason`` says why nothing was applied, or what failed.
    """

    due: datetime
    started_at: datetime
    finished_at: datetime | None = None
    state: str = RUNNING
    snapshots: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    plan_id: str = ""
    planned: int = 0
    held: int = 0
    applied: int = 0
    set_aside: int = 0
    reason: str = ""

    def health(self, now: datetime) -> Health:
        """Whether it took, or is taking, longer than a sync should (SYN-12)."""
        return sync_health(self.started_at, self.finished_at or now)


def note_night(path: Path, night: Night) -> None:
    """Adds a night as it stands now; the last line of a night is what holds. On the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(night), ensure_ascii=False, default=_plain) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_nights(path: Path, *, alive: bool) -> list[Night]:
    """All nights, oldest first. ``alive`` says whether some program is at a night now; one without an end is broken off else."""
    found: dict[datetime, Night] = {}
    for event in _events(path):
        night = _night(event)
        found[night.started_at] = night
    nights = list(found.values())
    last = nights[-1].started_at if nights else None
    return [
        replace(night, state=INTERRUPTED)
        if night.state == RUNNING and not (alive and night.started_at == last)
        else night
        for night in nights
    ]


def _events(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # a torn line: the program died while it wrote
        if isinstance(event, dict) and "started_at" in event:
            yield event


def _night(event: dict[str, Any]) -> Night:
    times = {name: datetime.fromisoformat(event[name]) for name in ("due", "started_at")}
    finished = datetime.fromisoformat(event["finished_at"]) if event.get("finished_at") else None
    return Night(**{**event, **times, "finished_at": finished, "snapshots": tuple(event["snapshots"])})


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
