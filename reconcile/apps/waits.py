"""Who is told when a call waits for an app's limit, and until when: a run that stands still for an hour must say why (REL-14)."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SHORT = 2.0
"""Seconds of a wait that nobody needs to be told of."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A call is held back until a moment; ``why`` is a part of a sentence: “XPM takes no more calls in this minute”."""

    until: datetime
    why: str

    @property
    def is_over(self) -> bool:
        """Whether the moment has come."""
        return datetime.now(UTC) >= self.until


Hears = Callable[[Wait], None]

_hears: contextvars.ContextVar[Hears | None] = contextvars.ContextVar("hears", default=None)


@contextlib.contextmanager
def telling_waits(hears: Hears) -> Iterator[None]:
    """In this block and thread, ``hears`` is told of every wait for a limit as it begins."""
    token = _hears.set(hears)
    try:
        yield
    finally:
        _hears.reset(token)


def waits(seconds: float, why: str) -> None:
    """Says that the caller is about to wait so long; very short waits are not worth a word."""
    hears = _hears.get()
    if hears is not None and seconds >= SHORT:
        hears(Wait(datetime.now(UTC) + timedelta(seconds=seconds), why))
