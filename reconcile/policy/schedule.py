"""When the apps sync by themselves, and how long a sync may take (SYN-10, SYN-12)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

NORMAL = timedelta(minutes=30)
"""A sync may take this long when the apps are busy (SYN-12)."""

FAULT = timedelta(hours=1)
"""One that takes longer is a fault to raise with support (SYN-12)."""


def next_nightly_sync(timezone: str, now: datetime) -> datetime:
    """The next midnight of the practice's own time zone, in UTC (SYN-10); ``now`` is an aware time.

    Through daylight saving the day may have 23 or 25 hours. Where midnight itself is skipped, the first moment after it counts.
    """
    zone = ZoneInfo(timezone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), tzinfo=zone).astimezone(UTC)


def sync_health(started: datetime, now: datetime) -> Literal["normal", "slow", "fault"]:
    """How a sync that is still running does: up to half an hour is normal, more than an hour is a fault (SYN-12)."""
    elapsed = now - started
    if elapsed > FAULT:
        return "fault"
    return "slow" if elapsed > NORMAL else "normal"
