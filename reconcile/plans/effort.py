"""How many calls a plan's changes take in each app: every record is read, written and read back (REL-3, REL-4, REL-14)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.change import CONTACT_CREATE, CREATE

READ, WRITE, READ_BACK = 1, 1, 1

LOOKING_FOR_A_NAME: Mapping[App, int] = {App.XPM: 1, App.IGNITION: 2}
"""Calls that look for a new client's name before it is created; in Ignition also among the archived clients."""

TOGETHER: Mapping[App, int] = {App.XPM: 20}
"""How many writes one list of changed clients reads back, in the apps that have such a list."""

MOVED = 10
"""Updates from which on such a list is asked first for what has moved since the plan's snapshots."""

BEFORE: Mapping[App, int] = {App.XPM: 1, App.IGNITION: 3}
"""Calls before the first operation: XPM's staff list; Ignition's greeting and its list of tools."""


def calls_of(changes: pd.DataFrame) -> dict[App, int]:
    """App → calls, for changes of a plan (columns ``app``, ``op_id``, ``kind``), one operation for each ``op_id``.

    It is what an apply takes where nothing gets lost; a record that has moved, or holds the value already, takes less. A new client
    is created with its contacts in one call; a contact of an existing client is a call of its own in both apps.
    """
    operations = changes.drop_duplicates("op_id").groupby(["app", "kind"]).size().reset_index(name="number")
    kinds: dict[App, dict[str, int]] = {}
    for row in frames.rows_of(operations):
        kinds.setdefault(App(row["app"]), {})[row["kind"]] = int(row["number"])
    return {app: BEFORE.get(app, 0) + _calls(app, numbers) for app, numbers in kinds.items()}


def _calls(app: App, numbers: Mapping[str, int]) -> int:
    creates = numbers.get(CREATE, 0)
    others = sum(numbers.values()) - creates
    calls = creates * (LOOKING_FOR_A_NAME.get(app, 1) + WRITE + READ_BACK) + others * (READ + WRITE)
    if app not in TOGETHER:
        return calls + others * READ_BACK
    return calls + -(-others // TOGETHER[app]) + int(others - numbers.get(CONTACT_CREATE, 0) >= MOVED)
