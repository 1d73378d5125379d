"""A plan as an Excel workbook for people: its changes, what it holds back, its counts. The JSON file alone can be loaded back."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.plan import Plan
from reconcile.plans.sheets import Sheet, workbook

CHANGES: Mapping[str, tuple[str, int]] = {
    "Ticked": ("ticked", 8),
    "App": ("app", 10),
    "Client": ("client_name", 32),
    "What": ("kind", 15),
    "Field": ("field_label", 20),
    "Before": ("before", 28),
    "After": ("after", 28),
    "Rule": ("rule", 9),
    "Why": ("why", 60),
    "Risk": ("risk", 9),
    "Record": ("record_id", 20),
    "From": ("source_app", 10),
    "From record": ("source_id", 20),
    "Change": ("change_id", 15),
    "Call": ("op_id", 15),
}
"""Heading → the plan's column and the width in characters."""

HELD: Mapping[str, tuple[str, int]] = {
    "App": ("app", 10),
    "Client": ("client_name", 32),
    "Held because": ("reason", 26),
    "Field": ("field", 20),
    "Here": ("value_here", 28),
    "There": ("value_there", 28),
    "Rule": ("rule", 9),
    "What to do": ("why", 60),
    "Record": ("record_id", 20),
    "Other app": ("other_app", 10),
    "Other record": ("other_id", 20),
    "Item": ("item_id", 15),
}

SUMMARY: Mapping[str, tuple[str, int]] = {"What": ("what", 34), "Value": ("value", 44)}


def plan_workbook(plan: Plan) -> bytes:
    """An ``.xlsx`` with the sheets Changes, Held and Summary."""
    sheets = (
        Sheet("Changes", _named(plan.changes), CHANGES),
        Sheet("Held", _named(plan.held), HELD),
        Sheet("Summary", plan_facts(plan), SUMMARY),
    )
    return workbook(f"Plan {plan.plan_id}", sheets)


def plan_facts(plan: Plan) -> pd.DataFrame:
    """What a plan is and how much it holds: rows of ``what`` and ``value``."""
    counts = plan.summary()
    rows: list[tuple[str, object]] = [("Plan", plan.plan_id), ("Built", f"{plan.built_at:%Y-%m-%d %H:%M} UTC")]
    rows += [("Takes back run", plan.undo_of)] if plan.undo_of else []
    rows += [("Tries again what failed in run", plan.retry_of)] if plan.retry_of else []
    rows += [(f"Snapshot of {App(app).label}", taken) for app, taken in sorted(plan.snapshots.items())]
    rows += [
        ("Changes", counts["changes"]),
        ("… of them ticked", counts["ticked"]),
        ("Calls that carry them", counts["operations"]),
        ("New clients", counts["creates"]),
        ("Cleared values", counts["clears"]),
    ]
    rows += [(f"Changes in {App(app).label}", number) for app, number in counts["by_app"].items()]
    rows += [(f"Changes of kind {kind}", number) for kind, number in counts["by_kind"].items()]
    rows += [("Held back", counts["held"])]
    rows += [(f"Held: {reason}", number) for reason, number in counts["held_by_reason"].items()]
    return frames.frame(("what", "value"), rows)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The apps by the names that people write."""
    labels = {app.value: app.label for app in App}
    columns = [name for name in ("app", "source_app", "other_app") if name in rows]
    return rows.assign(**{name: [labels.get(value, value) for value in rows[name]] for name in columns})
