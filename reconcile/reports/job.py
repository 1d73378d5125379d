"""Making a report in the background: the page that asked may be left, and finds it when somebody comes back."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from reconcile.errors import Bug, ReconcileError
from reconcile.frames import Shown
from reconcile.reports.shelf import Report, place_for


@dataclass
class Making(Shown):
    """How far a report has come: cells ``done`` of ``total``; at the end its ``path``, or the ``problem``.

    ``run_id`` is the run that it tells of, where it tells of one.
    """

    report: Report
    run_id: str = ""
    done: int = 0
    total: int = 0
    path: Path | None = None
    problem: ReconcileError | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was made or failed."""
        return self.path is not None or self.problem is not None

    def note(self, done: int, total: int) -> None:
        """Counts the cells."""
        self.done, self.total = done, total


_lock = threading.Lock()
_making: dict[Path, Making] = {}


def start(practice: Path, report: Report, run_id: str = "") -> Making:
    """Begins to make a report (of this run), or returns the one that is being made: one at a time for each practice."""
    with _lock:
        now = _making.get(practice)
        if now is not None and not now.is_over:
            return now
        making = _making[practice] = Making(report, run_id)
    threading.Thread(target=_make, args=(practice, making), name="report", daemon=True).start()
    return making


def made_by(practice: Path) -> Making | None:
    """The report of this practice that is being made or was made last by this program."""
    return _making.get(practice)


def _make(practice: Path, making: Making) -> None:
    try:
        from reconcile.reports.document import document  # here: what runs notebooks takes seconds to import
        from reconcile.reports.run import executed

        made = executed(making.report.path, practice, run_id=making.run_id, tell=making.note)
        making.path = _keep(
            place_for(practice, making.report.name, run_id=making.run_id), document(made, making.report.title)
        )
    except ReconcileError as error:
        making.problem = error
    except Exception as error:  # whatever it is, the page has to tell it
        making.problem = Bug(f"Making it ended with {type(error).__name__}.", title="The report was not made")


def _keep(path: Path, text: str) -> Path:
    """Writes the document, whole or not at all, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
    return path
