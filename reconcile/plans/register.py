"""What was handed over, noted again outside of its run: a lost journal or a restored backup hands nothing over twice.

What the toolkit writes itself is compared with the app first, so a plan whose journal is gone writes nothing again. A file that a
person uploads and a checklist that a person works through are compared with nothing. So every hand-over is noted beside the runs,
in the practice's folder, and outside of that folder too, in this user's own place for such things on this machine: there it
outlasts a restored folder. The notes hold ids and times, no client's values.

A copy of a folder beside the one that it was made of is another practice as far as this goes, and a folder that is restored on
*another* machine, with journal and notes both older than the hand-over, cannot be told from one that never handed anything over.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

INSIDE = "handed-over.jsonl"
"""The notes in the practice's folder."""

PLACE = "RECONCILE_STATE"
"""The environment's variable that names another folder for the notes outside of it."""


@dataclass(frozen=True, slots=True)
class Note:
    """One run's hand-over: when it was, out of which folder, and change id → app."""

    run_id: str
    at: datetime
    folder: str
    changes: Mapping[str, str]


@dataclass(frozen=True)
class Register:
    """The notes of the practice in ``folder``; ``places`` are the files that hold them, the one in the folder first."""

    folder: Path
    places: Sequence[Path]

    def notes(self) -> list[Note]:
        """All notes, whichever place has them; the same note in two places once."""
        found: dict[tuple[str, str], Note] = {}
        for number, place in enumerate(self.places):
            for note in _read(place):
                if number == 0 or not self._is_of_another(note):
                    found[note.run_id, note.at.isoformat()] = note
        return list(found.values())

    def _is_of_another(self, note: Note) -> bool:
        """Whether a note is of a folder that is still there and not this one: the two are copies of one another."""
        return note.folder != str(self.folder) and Path(note.folder).is_dir()

    def handed_by(self, run_id: str) -> set[str]:
        """The changes that a run handed over."""
        return {change_id for note in self.notes() if note.run_id == run_id for change_id in note.changes}

    def note(self, run_id: str, changes: Mapping[str, str]) -> None:
        """Notes a hand-over, on the disk when this returns; what is noted already is not noted again.

        Where the place outside cannot be written, the one inside has to do.
        """
        fresh = {one: app for one, app in changes.items() if one not in self.handed_by(run_id)}
        if not fresh:
            return
        at = datetime.now(UTC).isoformat()
        event = {"run_id": run_id, "at": at, "folder": str(self.folder), "changes": fresh}
        for number, place in enumerate(self.places):
            with contextlib.suppress(OSError) if number else contextlib.nullcontext():
                _append(place, json.dumps(event))


def outside(practice: str) -> Path:
    """Where the notes of a practice lie outside of its folder; ``practice`` names it (``plan_file.Seal.practice``)."""
    return _place() / "handed-over" / f"{practice}.jsonl"


def _place() -> Path:
    named = os.environ.get(PLACE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "reconcile"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "reconcile"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "reconcile"


def _read(place: Path) -> Iterator[Note]:
    """The notes in a file, without what a crash has torn."""
    try:
        lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
            event = json.loads(line)
            at = datetime.fromisoformat(event["at"])
            yield Note(event["run_id"], at, event["folder"], dict(event["changes"]))


def _append(place: Path, line: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")  # the empty line ends a torn one
        file.flush()
        os.fsync(file.fileno())
