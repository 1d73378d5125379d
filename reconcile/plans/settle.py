"""What a finished run settles: the values on which two linked records agree from now on."""

from __future__ import annotations

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.journal import Story
from reconcile.plans.plan import Plan
from reconcile.plans.store import AGREED_COLUMNS


def agreed_after(plan: Plan, story: Story, done: set[str]) -> pd.DataFrame:
    """The last common value of each client field that a run brought into both apps, columns ``AGREED_COLUMNS``.

    The written side is kept in the app's own spelling, as read back (REL-4).
    """
    rows = []
    for row in frames.rows_of(plan.changes):
        if (
            row["change_id"] not in done
            or row["entity"] != "client"
            or row["kind"] not in ("create", "update", "clear")
        ):
            continue
        made = story.created.get(row["record_id"])
        record_id = made["client_id"] if made else row["record_id"]
        now = story.outcomes[row["change_id"]]["now"]
        if row["app"] == App.IGNITION.value:
            rows.append((row["source_app"], row["source_id"], record_id, "client", "", row["field"], row["after"], now))
        elif row["source_app"] == App.IGNITION.value:
            rows.append((row["app"], record_id, row["source_id"], "client", "", row["field"], now, row["after"]))
    return frames.frame(AGREED_COLUMNS, rows)
