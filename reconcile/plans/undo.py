"""Taking a run back: a plan of its own that restores what was written and is reviewed and applied like any other (REL-7)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from reconcile import frames
from reconcile.model import App
from reconcile.plans.change import CLEAR, CONTACT_UPDATE, LINK, UPDATE, Change, Held, changes_frame, held_frame
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run


def undo_plan(run: Run, plan: Plan) -> Plan:
    """A plan that puts back every value that ``run`` wrote.

    What was created cannot be taken back through the apps' interfaces: it is held, with what to do by hand. A value that was
    edited since is found stale when the undo is applied, and is named then.
    """
    outcomes = {row["change_id"]: row for row in frames.rows_of(run.outcomes) if row["outcome"] == "applied"}
    changes, held = [], []
    for row in frames.rows_of(plan.changes):
        outcome = outcomes.get(row["change_id"])
        if outcome is None:
            continue
        if row["kind"] in (UPDATE, CLEAR, CONTACT_UPDATE, LINK):
            changes.append(_back(row, outcome["now"], run))
        elif row["field"] == "name":
            what = "contact" if row["entity"] == "contact" else "client"
            why = f"This {what} was created by the run. Archive or remove it in {App(row['app']).label} by hand if it should go."
            held.append(
                Held(
                    App(row["app"]),
                    outcome["record_id"],
                    row["client_name"],
                    "created",
                    "REL-7",
                    why,
                    field=row["field_label"],
                )
            )
    return Plan(
        plan_id=uuid.uuid4().hex[:12],
        built_at=datetime.now(UTC),
        snapshots=plan.snapshots,
        settings_digest=plan.settings_digest,
        policy_digest=plan.policy_digest,
        changes=changes_frame(changes),
        held=held_frame(held),
        undo_of=run.run_id,
    )


def _back(row: dict[str, str], now: str | None, run: Run) -> Change:
    before = row["before"] or ""
    kind = row["kind"] if row["kind"] in (CONTACT_UPDATE, LINK) else (UPDATE if before else CLEAR)
    return Change(
        app=App(row["app"]),
        record_id=row["record_id"],
        client_name=row["client_name"],
        kind=kind,
        entity=row["entity"],
        entity_id=row["entity_id"],
        field=row["field"],
        field_label=row["field_label"],
        before=now,
        after=before,
        source_app=App(row["app"]),
        source_id=row["record_id"],
        rule="REL-7",
        why=f"Puts back what run {run.run_id} replaced.",
        risk="medium",
    )
