"""A part of a plan: what concerns one app, or one kind of change; nothing that hangs on what is left out (SYN-11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.plans.change import HELD_COLUMNS, KINDS, Held, held_frame
from reconcile.plans.plan import Plan

REASON = "follows from a change left out"


def part_of(app: App | str | None, kind: str | None) -> Callable[[Plan], Plan]:
    """The cut that keeps one app, one kind, or everything. Raises ``NeedsUser`` for an app or a kind that is not known."""
    if app is not None and app not in [each.value for each in App]:
        raise NeedsUser(
            f"{app!r} is no app.", title="Unknown app", hint=f"One of: {', '.join(each.value for each in App)}."
        )
    if kind is not None and kind not in KINDS:
        raise NeedsUser(f"{kind!r} is no kind of change.", title="Unknown kind", hint=f"One of: {', '.join(KINDS)}.")

    def cut(plan: Plan) -> Plan:
        if app is None and kind is None:
            return plan
        changes, held = plan.changes, plan.held
        keep = pd.Series(True, index=changes.index)
        if app is not None:
            keep &= (changes["app"] == app) | (changes["source_app"] == app)
            held = held[(held["app"] == app) | (held["other_app"] == app)]
        if kind is not None:
            keep &= changes["kind"] == kind
        return _cut(replace(plan, held=held), keep)

    return cut


def _cut(plan: Plan, keep: pd.Series[bool]) -> Plan:
    """The chosen changes without those that hang on others, which are held; a created client brings its link along."""
    changes = plan.changes
    made = set(changes.loc[keep & (changes["kind"] == "create"), "record_id"])
    keep = keep | changes["after_from"].isin(list(made))
    chosen, left_out = set(changes.loc[keep, "change_id"]), []
    records = {row["record_id"] for row in frames.rows_of(changes[keep]) if row["kind"] == "create"}
    for row in frames.rows_of(changes[keep]):
        waits = (row["depends_on"] and row["depends_on"] not in chosen) or (
            row["after_from"] and row["after_from"] not in records
        )
        if waits:
            chosen.discard(row["change_id"])  # in the plan's order, so what follows from this one sees that it is gone
            left_out.append(_held(row))
    held = pd.concat([plan.held, held_frame(left_out)], ignore_index=True) if left_out else plan.held
    kept = changes[changes["change_id"].isin(list(chosen))]
    return replace(plan, changes=kept.reset_index(drop=True), held=held[list(HELD_COLUMNS)].reset_index(drop=True))


def _held(row: dict[str, str]) -> Held:
    why = "Its value comes from another change of the whole plan, which this part leaves out. Build the whole plan."
    return Held(
        App(row["app"]),
        row["record_id"],
        row["client_name"],
        REASON,
        row["rule"],
        why,
        field=row["field_label"],
        value_here=row["before"],
        value_there=row["after"],
        other_app=row["source_app"],
        other_id=row["source_id"],
    )
