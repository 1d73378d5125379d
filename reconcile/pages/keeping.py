"""What is kept between two reruns, and between the visits of different people: the newest value of each kind, with its stamp.

A stamp says what a value was worked out of. While somebody works it out, whoever else asks for it waits for that one answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
Name = tuple[str, str]
"""A practice's folder, and what is kept of it."""


@dataclass
class _Place:
    """Where one kind of thing is kept: its value, its stamp, and what is being worked out beside the pages."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    stamp: str | None = None
    value: Any = None
    coming: tuple[str, Future[Any]] | None = None


_places: dict[Name, _Place] = {}
_places_lock = threading.Lock()


def once(name: Name, read: Callable[[], T], stamp: str) -> T:
    """What is kept under this name, read again where the stamp is another one."""
    place = _place(name)
    with place.lock:
        if place.stamp != stamp:
            place.value, place.stamp = read(), stamp
        found: T = place.value
        return found


def soon(name: Name, work: Callable[[], T], stamp: str, *, beside: bool) -> T | None:
    """The same, worked out ``beside`` the pages where that is asked for: None until it is there. ``work`` must not draw."""
    place = _place(name)
    with place.lock:
        if not beside or place.stamp == stamp:
            return once(name, work, stamp)
        if place.coming is None or place.coming[0] != stamp:
            place.coming = (stamp, _begun(work))
        coming: Future[T] = place.coming[1]
        if not coming.done():
            return None
        place.coming = None
        place.value, place.stamp = coming.result(), stamp
        found: T = place.value
        return found


def _place(name: Name) -> _Place:
    with _places_lock:
        return _places.setdefault(name, _Place())


def _begun(work: Callable[[], T]) -> Future[T]:
    """Begins something beside the pages; the program may end before it does."""
    coming: Future[T] = Future()

    def run() -> None:
        try:
            coming.set_result(work())
        except BaseException as error:
            coming.set_exception(error)  # whoever asks for the outcome is told

    threading.Thread(target=run, name="beside the pages", daemon=True).start()
    return coming
