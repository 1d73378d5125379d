"""Every schedule of the small plans, carried out: how many there are, and how many broke a promise.

`python -m tests.proofs.schedules` goes through all of them and prints the table; the suite goes through those in which each thing
happens at every place that makes a difference.
"""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from reconcile.model import App
from reconcile.plans import drift, job
from reconcile.plans.journal import journal_path, read_story
from reconcile.plans.watch import Watch
from reconcile.policy import load_policy
from tests.proofs.app import ListingApp, PlainApp, VersionedApp
from tests.proofs.cases import CASES, Apps, Case
from tests.proofs.judging import BROKEN, ENDINGS, Finding, judge
from tests.proofs.timeline import FATES, FINE, LATE, LOST_ANSWER, NEVER, Crash, Schedule, Timeline

PLAIN, VERSIONED, LISTING = "without versions", "with versions", "with a list"
POLICY = load_policy()
KINDS: dict[type[PlainApp], str] = {PlainApp: PLAIN, VersionedApp: VERSIONED, ListingApp: LISTING}
"""The kinds of app, and how the table calls them."""


@dataclass
class Tally:
    """How many schedules of one plan ended how, and the first few that broke a promise."""

    endings: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[Schedule, str]] = field(default_factory=list)

    def note(self, schedule: Schedule, finding: Finding) -> None:
        """Counts one."""
        self.endings[finding.ending] += 1
        if finding.ending == BROKEN:
            self.broken.append((schedule, finding.what))


Tallies = dict[tuple[str, str], Tally]
"""By plan and kind of app."""


def carried_out(case: Case, schedule: Schedule, folder: Path, kind: type[PlainApp]) -> tuple[Finding, Timeline]:
    """Carries a plan out under one schedule, restarts the program where it died, and judges what came of it."""
    timeline = Timeline(schedule)
    apps = case.apps(timeline, kind)
    timeline.edits = case.foreign_hands(apps)
    path = journal_path(folder, case.plan.plan_id)
    path.unlink(missing_ok=True)
    with timeline.watching_the_journal(), mock.patch.object(drift, "WORTH", 1):  # a list pays from a first client on
        for _start in range(2):
            try:
                job.carry_out(_order(case, apps, folder), Watch(pause=lambda _seconds: timeline.point("pause")))
                break
            except Crash:
                story = read_story(path) if path.exists() else None
                if story is not None and story.ended_at is not None:
                    break
    timeline.end()
    return judge(case, apps, timeline, read_story(path) if path.exists() else None), timeline


def _order(case: Case, apps: Apps, folder: Path) -> job.Order:
    approved = frozenset(case.plan.changes["change_id"])
    targets: dict[App, Any] = dict(apps)
    begun = dict.fromkeys(App, datetime.now(UTC))
    return job.Order(
        case.plan, approved, "a test", folder, lambda: targets, POLICY, lambda _run_id: None, since=lambda: begun
    )


def every_schedule(case: Case, folder: Path, kind: type[PlainApp]) -> Iterator[Schedule]:
    """All of them: each crash point with each fate, each delay, and an edit at each point; where one is as good as another, once.

    A long plan's late writes arrive at every third point. Edits of the less telling sorts meet every crash and every fate, at every
    point, but not every delay.
    """
    points = len(_labels(case, folder, kind)) + 4
    whenever, crashes = range(1, points), range(points)
    delays = range(1, points, 1 if points < 36 else 3)
    late = [(fate, NEVER) for fate in FATES] + [(LATE, delay) for delay in delays]
    main, *others = case.edits
    for crash, (fate, delay), edit in itertools.product(crashes, late, range(points)):
        yield Schedule(crash, fate, delay, edit, main)
    for crash, fate, edit, other in itertools.product(crashes, FATES, whenever, others):
        yield Schedule(crash, fate, NEVER, edit, other)
    for crash, fate, edit in itertools.product(crashes, FATES[1:], range(points)):
        yield Schedule(crash, fate, NEVER, edit, main, always=True)


def telling_schedules(case: Case, folder: Path, kind: type[PlainApp]) -> Iterator[Schedule]:
    """Each crash point with each fate, and edits before the read, in the gap between read and write, and after."""
    labels = _labels(case, folder, kind)
    sent = next(nth for nth, label in enumerate(labels, 1) if label == "before sending")
    places = (sent - 2, sent + 1, sent + 4)
    fates = [(fate, NEVER) for fate in FATES] + [(LATE, 3)]
    for crash, (fate, delay) in itertools.product(range(len(labels) + 4), fates):
        yield Schedule(crash, fate, delay)
    some = [(FINE, NEVER), (LOST_ANSWER, NEVER), (LATE, 3)]
    for crash, edit, (fate, delay) in itertools.product(range(len(labels) + 4), places, some[:2]):
        yield Schedule(crash, fate, delay, edit, case.edits[0])
    for crash, kind, edit in itertools.product((NEVER, sent + 3, sent + 5), case.edits[1:], places):
        for fate, delay in some:
            yield Schedule(crash, fate, delay, edit, kind)


def _labels(case: Case, folder: Path, kind: type[PlainApp]) -> list[str]:
    """The points of a run in which nothing happens."""
    return carried_out(case, Schedule(), folder, kind)[1].labels


def tallied(case: Case, schedules: Iterable[Schedule], folder: Path, kind: type[PlainApp]) -> Tally:
    """Carries out many."""
    tally = Tally()
    for schedule in schedules:
        tally.note(schedule, carried_out(case, schedule, folder, kind)[0])
    return tally


def report(tallies: Tallies) -> str:
    """The table: a line for each plan and kind of app."""
    lines = [f"{'plan':<18}{'app':<18}{'run':>8}" + "".join(f"{name:>12}" for name in ENDINGS)]
    total: Counter[str] = Counter()
    for (name, kind), tally in tallies.items():
        total.update(tally.endings)
        counts = "".join(f"{tally.endings[ending]:>12,}" for ending in ENDINGS)
        lines.append(f"{name:<18}{kind:<18}{tally.endings.total():>8,}{counts}")
    lines.append(f"{'all':<36}{total.total():>8,}" + "".join(f"{total[ending]:>12,}" for ending in ENDINGS))
    for (name, kind), tally in tallies.items():
        which = f"{name}, {kind}"
        lines += [f"broken: {which}: {what}: {schedule}" for schedule, what in tally.broken[:5]]
    return "\n".join(lines)


def all_tallies(schedules: Any, folder: Path) -> Tallies:
    """Every plan against every kind of app that makes a difference to it; ``schedules`` is one of the two functions above."""
    return {
        (case.name, KINDS[kind]): tallied(case, schedules(case, folder, kind), folder, kind)
        for case in CASES
        for kind in KINDS
        if (kind is ListingApp) == case.several
    }


def quick_folder() -> Path:
    """A new folder, in memory where the system offers that: thousands of journals are written to it."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))


def main() -> None:
    """Goes through all of them, or with ``--quick`` through those of the suite; fails where a promise was broken."""
    started, folder = time.monotonic(), quick_folder()
    try:
        tallies = all_tallies(telling_schedules if "--quick" in sys.argv else every_schedule, folder)
    finally:
        shutil.rmtree(folder)
    sys.stdout.write(f"{report(tallies)}\n{time.monotonic() - started:,.0f} s\n")
    sys.exit(any(tally.broken for tally in tallies.values()))


if __name__ == "__main__":
    main()
