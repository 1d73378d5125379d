"""When the apps sync by themselves, and how long a sync may take (SYN-10, SYN-12)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Health = Literal["normal", "slow", "fault"]

NORMAL = timedelta(minutes=30)
"""A sync may take this long when the apps are busy (SYN-12)."""

FAULT = timedelta(hours=1)
"""One that takes longer is a fault to raise with support (SYN-12)."""


def next_nightly_sync(timezone: str, now: datetime) -> datetime:
    """The next midnight of the practice's own time zone, in UTC (SYN-10); ``now`` is an aware time.

    Through daylight saving the day may have 23 or 25 hours. Where midnight itself is skipped, the first moment after it counts.
    """
    return _midnight(timezone, now, days=1)


def last_nightly_sync(timezone: str, now: datetime) -> datetime:
    """The midnight with which the practice's present day began, in UTC: the sync that is due, if it has not run yet."""
    return _midnight(timezone, now, days=0)


def _midnight(timezone: str, now: datetime, *, days: int) -> datetime:
    zone = ZoneInfo(timezone)
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


def sync_health(started: datetime, now: datetime) -> Health:
    """How a sync that is still running does: up to half an hour is normal, more than an hour is a fault (SYN-12)."""
    elapsed = now - started
    if elapsed > FAULT:
        return "fault"
    return "slow" if elapsed > NORMAL else "normal"
