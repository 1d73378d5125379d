"""Which notebooks are reports, and the documents that were made of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reconcile.errors import NeedsUser
from reconcile.frames import Shown

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
_KEPT = re.compile(r"(?P<name>\w+?)(-(?P<run_id>[0-9a-z]+))?-(?P<made>\d{8}T\d{6})\.html")


@dataclass(frozen=True, slots=True)
class Report(Shown):
    """A notebook that makes a document: ``name`` is its file's, ``title`` and ``about`` are what people read.

    ``of_run`` says that it tells of one run.
    """

    name: str
    title: str
    about: str
    path: Path
    of_run: bool = False


@dataclass(frozen=True, slots=True)
class Kept(Shown):
    """A document that was made: of which report and run, when, and where it lies."""

    name: str
    made_at: datetime
    path: Path
    run_id: str = ""


def reports(folder: Path = NOTEBOOKS) -> list[Report]:
    """The notebooks that say in their metadata (``reconcile.report``) that they are reports, in the order of their names.

    Those that tell of one run come last.
    """
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        said = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("reconcile", {})
        if said.get("report"):
            of_run = said.get("of") == "run"
            found.append(Report(path.stem, str(said["report"]), str(said.get("about", "")), path, of_run))
    return sorted(found, key=lambda report: report.of_run)


def report_named(name: str, folder: Path = NOTEBOOKS) -> Report:
    """One of ``reports``; raises ``NeedsUser`` for another name."""
    for report in reports(folder):
        if report.name == name:
            return report
    raise NeedsUser(f"There is no report {name!r}.", title="No such report")


def place_for(practice: Path, name: str, now: datetime | None = None, *, run_id: str = "") -> Path:
    """Where a document made now is kept, in the practice's folder."""
    of = f"{name}-{run_id}" if run_id else name
    return practice / "reports" / f"{of}-{(now or datetime.now(UTC)):%Y%m%dT%H%M%S}.html"


def kept_reports(practice: Path) -> list[Kept]:
    """The documents in the practice's folder, newest first."""
    found = []
    for path in (practice / "reports").glob("*.html"):
        match = _KEPT.fullmatch(path.name)
        if match:
            made = datetime.strptime(match["made"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            found.append(Kept(match["name"], made, path, match["run_id"] or ""))
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)
