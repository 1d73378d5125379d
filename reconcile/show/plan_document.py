"""A plan as one page to print or to hand on: its counts, every change with its reason, and what is held back."""

from __future__ import annotations

from datetime import UTC, tzinfo

from reconcile import frames
from reconcile.plans.plan import Plan
from reconcile.plans.plan_sheet import plan_facts
from reconcile.show import printed
from reconcile.show.changes import shown_changes, shown_held
from reconcile.show.words import app_label, count, when


def plan_document(plan: Plan, practice: str, zone: tzinfo = UTC) -> str:
    """A whole HTML page; everything in it is escaped, nothing is loaded."""
    facts = [(row["what"], row["value"]) for row in frames.rows_of(plan_facts(plan)) if row["what"] != "Built"]
    parts = [printed.facts([("Practice", practice), ("Built", when(plan.built_at, zone)), *facts])]
    for app, changes in plan.changes.groupby("app", sort=False):
        shown = shown_changes(changes).drop(columns="App")
        shown.insert(0, "Ticked", ["✓" if ticked else "–" for ticked in changes["ticked"]])
        title = f"{app_label(str(app))}: {count(len(changes), 'change')}"
        parts.append(
            printed.section(
                title, printed.table([str(name) for name in shown], shown.itertuples(index=False, name=None))
            )
        )
    if plan.is_empty:
        parts.append(printed.sentence("Nothing would change."))
    for reason, rows in plan.held.groupby("reason", sort=False):
        shown = shown_held(rows)
        title = f"Held back, {reason}: {len(rows):,}"
        parts.append(
            printed.section(
                title, printed.table([str(name) for name in shown], shown.itertuples(index=False, name=None))
            )
        )
    lead = "What would change in which app, and why. Nothing is written before it is applied."
    return printed.document(f"{practice}: plan {plan.plan_id}", lead, parts)
