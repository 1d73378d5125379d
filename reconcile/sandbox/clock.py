"""The sandbox's clock and the two ways it writes a time: sortable text for itself, seconds for Ignition's answers."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The clock, unless the state is given another."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """A time as the state keeps it: UTC, to the microsecond, sortable as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def wire_time(moment: datetime) -> str:
    """A time as Ignition writes it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def parse_time(text: str) -> datetime:
    """A time out of ISO text; without a zone it is UTC. Raises ``ValueError``."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
