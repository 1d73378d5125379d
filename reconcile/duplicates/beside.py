"""A second process beside this one, for the work that Python does one name at a time: a long list takes half as long.

It is a program of its own that gets functions and their arguments over a pipe and sends the results back. Nothing depends on
it: where it cannot start, breaks or is late, this process does the work itself, with the same results.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Generic, TypeVar

from reconcile.duplicates.answering import LENGTH, READY

LONG_LIST = 8_000
"""Records from which on a second process earns its start, which costs some tenths of a second of the other processor."""
FEWEST = 2_000
"""Items under which sending them is not worth the while."""
ITEMS_AT_ONCE = 250
AHEAD = 2
"""Slices that the other process has at most: while it works on one the next is there, so that it never waits for this one."""
_PROGRAM = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
for name, path in zip(("reconcile", "reconcile.duplicates"), sys.argv[1:]):
    spec = spec_from_file_location(name, path + "/__init__.py", submodule_search_locations=[path])
    sys.modules[name] = module_from_spec(spec)
from reconcile.duplicates.answering import main
main()
"""
"""The packages are there without what they import by themselves: names are taken apart without pandas, DuckDB and workspaces."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class SecondProcess:
    """The other process, with the thread that speaks to it."""

    def __init__(self) -> None:
        here = Path(__file__).parent
        path = os.pathsep.join([str(here.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, with a program that is written here
            [sys.executable, "-c", _PROGRAM, str(here.parent), str(here)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._ready, self.turn = threading.Event(), threading.Lock()
        threading.Thread(target=self._wait, daemon=True).start()
        self.broken = False

    def _wait(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._child.stdout is not None and self._child.stdout.read(1) == READY:
                self._ready.set()

    @property
    def usable(self) -> bool:
        """Whether it has started and never failed."""
        return self._ready.is_set() and not self.broken

    def wait(self, seconds: float) -> bool:
        """Whether it has started, or does so within these seconds."""
        return self._ready.wait(seconds)

    def ask(self, work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any] | None:
        """The results for these items, or None where it could not give them."""
        with self.turn:
            return self.receive() if self.send(work, items) else None

    def send(self, work: Callable[[Any], Any], items: Sequence[Any]) -> bool:
        """Gives it items to work on after those that it has; whether it could be told. Whoever does it has the ``turn``."""
        with self._noting_breaks():
            if self._child.stdin is not None:
                question = pickle.dumps((work, items), pickle.HIGHEST_PROTOCOL)
                self._child.stdin.write(LENGTH.pack(len(question)) + question)
                self._child.stdin.flush()
        return not self.broken

    def receive(self) -> list[Any] | None:
        """The results for the items that were sent first of those that wait, or None where it could not give them."""
        found: list[Any] | None = None
        with self._noting_breaks():
            if self._child.stdout is not None:
                found = pickle.load(self._child.stdout)  # noqa: S301 - from our own child alone
        return found

    @contextlib.contextmanager
    def _noting_breaks(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, EOFError, pickle.PickleError, AttributeError):
            self.broken = True

    def end(self) -> None:
        """Closes the pipes, at which it ends by itself, and waits for that."""
        self._child.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._child.wait()


_ACTIVE: ContextVar[SecondProcess | None] = ContextVar("second process", default=None)


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Keeps the garbage collector away: it goes through all names taken apart again and again, and nothing here is cyclic."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            _age_objects()
            gc.enable()


def _age_objects() -> None:
    """Counts all objects as old: at once after this the collector would go through every object that is new to it."""
    if gc.get_freeze_count() == 0:
        gc.freeze()
        gc.unfreeze()


@contextlib.contextmanager
def second_process(records: int) -> Iterator[None]:
    """Has a second process at hand while the block runs, where the list is long and the machine can run two at once."""
    if records < LONG_LIST or _processors() < 2 or _ACTIVE.get() is not None:
        yield
        return
    try:
        started = SecondProcess()
    except OSError:  # no more processes allowed: then this one does it all
        yield
        return
    token = _ACTIVE.set(started)
    try:
        yield
    finally:
        _ACTIVE.reset(token)
        started.end()


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Callable[[Item], Result], items: Sequence[Item], at_once: int | None = None) -> list[Result]:
    """``work`` of every item, in order; shared with the second process where there is one. ``work`` is a module's function."""
    return Begun(work, items, at_once=at_once).results()


def has_company() -> bool:
    """Whether a second process is at hand."""
    other = _ACTIVE.get()
    return other is not None and not other.broken


class Begun(Generic[Item, Result]):
    """Work that the second process has begun with, while this one does something else until it asks for the results.

    From then on both take slices until none is left; without a second process nothing happens before that.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        *,
        fewest: int | None = None,
        at_once: int | None = None,
    ) -> None:
        """``fewest`` items are worth sending, ``at_once`` of them in one go; large items are worth it one by one."""
        other = _ACTIVE.get()
        self._work, self._items = work, items
        self._at_once = at_once or ITEMS_AT_ONCE
        self._waiting = deque(range(0, len(items), self._at_once))
        self._found: dict[int, list[Result]] = {}
        self._thread: threading.Thread | None = None
        if other is not None and not other.broken and len(items) >= (FEWEST if fewest is None else fewest):
            self._thread = threading.Thread(target=self._send, args=(other,), daemon=True)
            self._thread.start()

    def results(self) -> list[Result]:
        """``work`` of every item, in their order."""
        self._take()
        if self._thread is not None:
            self._thread.join()
        self._take()  # what the other process could not do
        return [result for start in sorted(self._found) for result in self._found[start]]

    def _take(self) -> None:
        with contextlib.suppress(IndexError):
            while True:
                start = self._waiting.popleft()
                self._found[start] = [self._work(item) for item in self._items[start : start + self._at_once]]

    def _send(self, other: SecondProcess) -> None:
        while not other.wait(0.05):
            if other.broken or not self._waiting:
                return
        with other.turn:
            sent, failed = deque[int](), False
            self._send_on(other, sent)
            while sent:
                start, found = sent.popleft(), other.receive()
                if found is None:
                    self._waiting.append(start)
                else:
                    self._found[start] = found
                failed |= found is None
                if not failed:
                    self._send_on(other, sent)

    def _send_on(self, other: SecondProcess, sent: deque[int]) -> None:
        """Sends the last slices that wait, until the other process has ``AHEAD`` of them."""
        with contextlib.suppress(IndexError):
            while len(sent) < AHEAD and not other.broken:
                start = self._waiting.pop()
                if not other.send(self._work, self._items[start : start + self._at_once]):
                    self._waiting.append(start)
                    return
                sent.append(start)
