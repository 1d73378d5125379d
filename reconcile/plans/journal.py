"""The journal of a run: a file that only grows, one line an event, safe through a crash at any byte.

Lines are JSON. A line that says a write is about to be sent is on the disk before the write leaves; a torn last line is
ignored when reading, because what it would have said had not happened yet. The file's name is the plan's id and it is created
exclusively, so a plan can be applied once, by one process, even where the workspace was restored from a backup (REL-5).
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import filelock

from reconcile.errors import NotAllowed, TryAgain

_PATIENCE = 5.0
"""Seconds to wait for another program that adds to a journal."""


def journal_path(folder: Path, plan_id: str) -> Path:
    """Where the journal of a plan's run lies."""
    return folder / f"{plan_id}.jsonl"


def is_begun(folder: Path, plan_id: str) -> bool:
    """Whether a plan is used: its journal has a whole first line. Before that is on the disk nothing was sent."""
    path = journal_path(folder, plan_id)
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.readline().endswith(b"\n")


class Journal:
    """A journal open for writing. Use as a context manager."""

    def __init__(self, path: Path, file: IO[str]) -> None:
        self.path = path
        self._file = file

    @classmethod
    def begin(cls, folder: Path, plan_id: str, **header: Any) -> Journal:
        """Claims the plan. Raises ``NotAllowed`` when it was applied before, by anybody."""
        folder.mkdir(parents=True, exist_ok=True)
        path = journal_path(folder, plan_id)
        # a program may have died between creating the file and its first line
        unborn = path.exists() and not is_begun(folder, plan_id)
        try:
            file = path.open("w" if unborn else "x", encoding="utf-8")
        except FileExistsError as error:
            raise NotAllowed(
                f"Plan {plan_id} has been applied already; a plan is used once.",
                title="This plan was used",
                hint="Take fresh snapshots and build a new plan; what is done already will not be in it.",
            ) from error
        journal = cls(path, file)
        journal.write("begin", durable=True, plan_id=plan_id, **header)
        _sync_folder(folder)
        return journal

    @classmethod
    def resume(cls, path: Path) -> Journal:
        """Opens the journal of an interrupted run; a torn last line is ended so that it cannot swallow the next one."""
        torn = not path.read_bytes().endswith(b"\n")
        file = path.open("a", encoding="utf-8")
        if torn:
            file.write("\n")
        journal = cls(path, file)
        journal.write("resume", durable=True)
        return journal

    @classmethod
    @contextlib.contextmanager
    def adding(cls, path: Path) -> Iterator[Journal]:
        """Opens the journal of a run that has ended, to add what became known since; one program at a time.

        Raises ``TryAgain`` where another program keeps it for longer than a few seconds.
        """
        lock = filelock.FileLock(path.with_name("adding.lock"), timeout=_PATIENCE, thread_local=False)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise TryAgain("Another program is noting something about this run.", title="Busy", sent=False) from error
        try:
            torn = not path.read_bytes().endswith(b"\n")
            with path.open("a", encoding="utf-8") as file:
                if torn:
                    file.write("\n")
                yield cls(path, file)
                file.flush()
                os.fsync(file.fileno())
        finally:
            lock.release()

    def write(self, event: str, *, durable: bool = False, **detail: Any) -> None:
        """Adds a line; with ``durable`` it is on the disk when this returns."""
        line = json.dumps({"event": event, "at": datetime.now(UTC).isoformat(), **detail}, ensure_ascii=False)
        self._file.write(line + "\n")
        self._file.flush()
        if durable:
            os.fsync(self._file.fileno())

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *problem: object) -> None:
        self._file.close()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@dataclass(frozen=True)
class Story:
    """What a journal tells: the header, what was sent, the outcomes by change, and whether the run ended.

    ``handed`` are the changes that were handed over to a person, ``ticks`` who ticked which of them off; both by change id.
    ``calls`` are the calls that the run made, by app, ``least`` the fewest that would have done (``calls.least_calls``).
    ``waits`` is the last wait for an app's limit: until when (ISO), and why.
    """

    header: dict[str, Any]
    sending: dict[str, dict[str, Any]]
    outcomes: dict[str, dict[str, Any]]
    created: dict[str, dict[str, Any]]
    ended_at: str | None
    handed: dict[str, dict[str, Any]] = field(default_factory=dict)
    ticks: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)
    waits: tuple[str, str] = ("", "")

    @property
    def run_id(self) -> str:
        return str(self.header["plan_id"])


def read_events(path: Path) -> Iterator[dict[str, Any]]:
    """The events of a journal in order, without a torn line."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event


def read_story(path: Path) -> Story | None:
    """The journal as one story; None where not even its first line is whole, so that nothing was sent.

    Of several lines about one change the last one counts: what was handed over gets its ending from a later snapshot.
    """
    header: dict[str, Any] | None = None
    ended_at = None
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in _KEYS}
    calls: Counter[str] = Counter()
    least: dict[str, int] = {}
    waits = ("", "")
    for event in read_events(path):
        kind = event["event"]
        calls.update(event.get("calls", {}))
        if kind == "begin":
            header = event
        elif kind == "end":
            ended_at, least = event["at"], event.get("least", {})
        elif kind == "waits":
            waits = (event["until"], event["why"])
        elif kind in _KEYS:
            found[kind][event[_KEYS[kind]]] = event
    if header is None:
        return None
    return Story(
        header,
        found["sending"],
        found["outcome"],
        found["created"],
        ended_at,
        found["handed"],
        found["ticked"],
        dict(calls),
        least,
        waits,
    )


_KEYS = {
    "sending": "op_id",
    "created": "record_id",
    "outcome": "change_id",
    "handed": "change_id",
    "ticked": "change_id",
}
"""What each kind of event is kept by."""
