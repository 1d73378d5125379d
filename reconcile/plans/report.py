"""The report of a run that can be filed: who approved what, when and on what evidence, how each change ended, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.causes import causes_of
from reconcile.plans.plan import Plan
from reconcile.plans.run import OUTCOME_COLUMNS, Run
from reconcile.plans.sheets import Sheet, workbook
from reconcile.snapshots import Snapshot

REPORT_COLUMNS = (*OUTCOME_COLUMNS, "source_app", "source_id", "rule", "why")
"""Every change with its outcome, and the evidence that it was planned on."""

_CHANGES: Mapping[str, tuple[str, int]] = {
    "Outcome": ("outcome", 14),
    "App": ("app", 10),
    "Client": ("client_name", 32),
    "Field": ("field_label", 20),
    "Before": ("before", 28),
    "After": ("after", 28),
    "Now in the app": ("now", 28),
    "Reason": ("reason", 44),
    "How": ("way", 10),
    "Rule": ("rule", 9),
    "Planned because": ("why", 60),
    "From": ("source_app", 10),
    "From record": ("source_id", 20),
    "Record": ("record_id", 20),
    "Change": ("change_id", 15),
}
_CAUSES: Mapping[str, tuple[str, int]] = {
    "Outcome": ("outcome", 14),
    "App": ("app", 10),
    "Cause": ("cause", 60),
    "Changes": ("changes", 10),
    "Clients": ("clients", 10),
    "What to do": ("todo", 60),
}
_FACTS: Mapping[str, tuple[str, int]] = {"What": ("what", 40), "Value": ("value", 70)}


@dataclass(frozen=True)
class RunReport:
    """``facts`` are rows of ``what`` and ``value``, ``changes`` has ``REPORT_COLUMNS``, ``causes`` ``causes.CAUSE_COLUMNS``."""

    run: Run
    facts: pd.DataFrame
    changes: pd.DataFrame
    causes: pd.DataFrame

    def excel(self) -> bytes:
        """The report as an Excel workbook with the sheets Summary, Changes and Causes."""
        sheets = (
            Sheet("Summary", self.facts, _FACTS),
            Sheet("Changes", _named(self.changes), _CHANGES),
            Sheet("Causes", _named(self.causes), _CAUSES),
        )
        return workbook(f"Run {self.run.run_id}", sheets)

    def _repr_html_(self) -> str:
        facts = dict(zip(self.facts["what"], self.facts["value"], strict=True))
        return frames.in_html("Report of a run", facts, self.causes if len(self.causes) else None)


def run_report(run: Run, plan: Plan, practice: str, snapshots: Mapping[str, Snapshot]) -> RunReport:
    """The report of a run; ``snapshots`` are those that are still there, by their id."""
    planned = {row["change_id"]: row for row in frames.rows_of(plan.changes)}
    rows: list[dict[str, Any]] = [{**planned[row["change_id"]], **row} for row in frames.rows_of(run.outcomes)]
    facts = frames.frame(("what", "value"), _facts(run, plan, practice, snapshots))
    return RunReport(run, facts, frames.frame_of_dicts(REPORT_COLUMNS, rows), causes_of(run.outcomes))


def _facts(run: Run, plan: Plan, practice: str, snapshots: Mapping[str, Snapshot]) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        ("Practice", practice),
        ("Run", run.run_id),
        ("Approved by", run.by),
        ("Approved and begun", _moment(run.started_at)),
        ("Ended", _moment(run.finished_at) if run.finished_at else f"not yet ({run.state})"),
        ("Plan built", _moment(plan.built_at)),
        ("Changes approved", f"{run.total:,} of {len(plan.changes):,} in the plan"),
    ]
    rows += [("Takes back run", plan.undo_of)] if plan.undo_of else []
    rows += [("Tries again what failed in run", plan.retry_of)] if plan.retry_of else []
    rows += [("Brake released", sentence) for sentence in run.released]
    rows += [
        (f"Evidence: snapshot of {App(app).label}", _snapshot(one, snapshots)) for app, one in plan.snapshots.items()
    ]
    rows += [("Evidence: settings", plan.settings_digest), ("Evidence: field rules", plan.policy_digest)]
    rows += [(f"Ended {ending}", number) for ending, number in run.summary()["outcomes"].items()]
    for app, used in run.calls.items():
        fewest = f"; {run.least[app]:,} are the least possible" if app in run.least else ""
        rows.append((f"Calls to {App(app).label}", f"{used:,}{fewest}"))
    return rows


def _snapshot(snapshot_id: str, known: Mapping[str, Snapshot]) -> str:
    taken = known.get(snapshot_id)
    if taken is None:
        return snapshot_id
    return f"{snapshot_id}, taken {_moment(taken.taken_at)} from {taken.origin_place}, {taken.clients:,} clients"


def _moment(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    labels = {app.value: app.label for app in App}
    columns = [name for name in ("app", "source_app") if name in rows]
    return rows.assign(**{name: [labels.get(value, value) for value in rows[name]] for name in columns})
