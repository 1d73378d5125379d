"""A run: one plan being applied or applied, as its journal tells it."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.plans.journal import Story, journal_path, read_story
from reconcile.plans.outcome import Ending
from reconcile.plans.plan import Plan
from reconcile.plans.ways import DIRECTLY

OUTCOME_COLUMNS = (
    "change_id", "app", "record_id", "client_name", "kind", "entity", "field", "field_label", "before", "after",
    "outcome", "reason", "now", "way",
)  # fmt: skip

RUNNING, INTERRUPTED, DONE = "running", "interrupted", "done"


@dataclass(frozen=True)
class Run:
    """``outcomes`` has the columns ``OUTCOME_COLUMNS``, a row for each approved change that has ended so far.

    Its ``way`` says whether a change went directly, by file or by hand (``plans.ways``). ``state`` is running, interrupted (the
    program that ran it is gone: resume it) or done. ``total`` counts approved changes. ``calls`` are the calls that it made, by
    app, and ``least`` the fewest that would have done (``calls.least_calls``), once it is done. ``waits`` is until when it stands
    still for an app's limit, and why. ``released`` are the brakes that whoever started it went past.
    """

    run_id: str
    plan_id: str
    by: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    total: int
    outcomes: pd.DataFrame
    undo_of: str = ""
    retry_of: str = ""
    calls: dict[str, int] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)
    waits: tuple[datetime, str] | None = None
    released: tuple[str, ...] = ()

    @property
    def waiting(self) -> int:
        """How many changes were handed over and have not been seen in a snapshot so far."""
        return int(self.outcomes["outcome"].isin([Ending.WAITING, Ending.NOT_SEEN]).sum())

    def summary(self) -> dict[str, Any]:
        """Counts of the outcomes by ending, with ``total``, ``done`` and ``state``."""
        counts = self.outcomes["outcome"].value_counts()
        by_ending = {ending.value: int(counts.get(ending.value, 0)) for ending in Ending if counts.get(ending.value, 0)}
        return {
            "run_id": self.run_id,
            "state": self.state,
            "total": self.total,
            "done": len(self.outcomes),
            "outcomes": by_ending,
            "calls": {app: {"used": used, "least": self.least.get(app)} for app, used in self.calls.items()},
        }

    def _repr_html_(self) -> str:
        endings = ", ".join(f"{count:,} {ending}" for ending, count in self.summary()["outcomes"].items())
        told = f" by {self.by}, {self.state}: {endings or 'nothing yet'} of {self.total:,} changes"
        return f"<b>Run {html.escape(self.run_id)}</b>{html.escape(told)}"


def read_run(folder: Path, plan: Plan, *, alive: bool) -> Run | None:
    """The run of a plan; None where it never began. ``alive`` says whether some program holds the apply lock now."""
    path = journal_path(folder, plan.plan_id)
    story = read_story(path) if path.exists() else None
    if story is None:
        return None
    return run_of(story, plan, alive=alive)


def run_of(story: Story, plan: Plan, *, alive: bool) -> Run:
    """The run that a journal's story tells."""
    rows = []
    for row in frames.rows_of(plan.changes):
        outcome = story.outcomes.get(row["change_id"])
        if outcome is not None:
            way = story.header.get("ways", {}).get(row["change_id"], (DIRECTLY,))[0]
            end = {"outcome": outcome["ending"], "reason": outcome["reason"], "now": outcome["now"], "way": way}
            rows.append({**row, **end, "record_id": outcome["record_id"] or row["record_id"]})
    ended = datetime.fromisoformat(story.ended_at) if story.ended_at else None
    return Run(
        run_id=story.run_id,
        plan_id=plan.plan_id,
        by=story.header["by"],
        started_at=datetime.fromisoformat(story.header["at"]),
        finished_at=ended,
        state=DONE if ended else (RUNNING if alive else INTERRUPTED),
        total=len(story.header["approved"]),
        outcomes=frames.frame_of_dicts(OUTCOME_COLUMNS, rows),
        undo_of=plan.undo_of,
        retry_of=plan.retry_of,
        released=tuple(story.header.get("released", ())),
        calls=story.calls,
        least=story.least,
        waits=_waits(story) if ended is None and alive else None,
    )


def _waits(story: Story) -> tuple[datetime, str] | None:
    until, why = story.waits
    moment = datetime.fromisoformat(until) if until else None
    return (moment, why) if moment is not None and moment > datetime.now(UTC) else None
