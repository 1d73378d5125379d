"""How many calls a plan's changes take in each app: every record is read, written and read back (REL-3, REL-4, REL-14)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.change import CONTACT_CREATE, CONTACT_UPDATE, CREATE

READ_WRITE_READ = 3

CALLS: Mapping[App, Mapping[str, int]] = {
    App.XPM: {CREATE: 3, CONTACT_CREATE: READ_WRITE_READ, CONTACT_UPDATE: READ_WRITE_READ},
    App.IGNITION: {CREATE: 4, CONTACT_CREATE: READ_WRITE_READ, CONTACT_UPDATE: READ_WRITE_READ},
}
"""Calls of one operation by its kind, the others ``READ_WRITE_READ``. A new client's name is searched for first (in Ignition also
among the archived clients), then it is created with its contacts, then read back; a contact of an existing client is a call of its
own in both apps."""

BEFORE: Mapping[App, int] = {App.XPM: 1, App.IGNITION: 3}
"""Calls before the first operation: XPM's staff list; Ignition's greeting and its list of tools."""


def calls_of(changes: pd.DataFrame) -> dict[App, int]:
    """App → calls, for changes of a plan (columns ``app``, ``op_id``, ``kind``), one operation for each ``op_id``.

    It is what an apply takes where nothing gets lost; a record that has moved, or holds the value already, takes less.
    """
    operations = changes.drop_duplicates("op_id").groupby(["app", "kind"]).size().reset_index(name="number")
    found: dict[App, int] = {}
    for row in frames.rows_of(operations):
        app = App(row["app"])
        calls = CALLS.get(app, {}).get(row["kind"], READ_WRITE_READ) * int(row["number"])
        found[app] = found.get(app, BEFORE.get(app, 0)) + calls
    return found
