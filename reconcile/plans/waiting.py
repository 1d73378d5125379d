"""What was handed over stays out of the next plan until a snapshot has shown it, and what follows from it with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reconcile.model import App
from reconcile.plans.change import CONTACT_CREATE, CREATE, Held
from reconcile.plans.handed import Waiting

REASON = "waiting"


def without_waiting(changes: pd.DataFrame, waiting: Mapping[str, Waiting]) -> tuple[pd.DataFrame, list[Held]]:
    """The changes (``CHANGE_COLUMNS``) without those that wait already and what follows from them; these are held instead."""
    if not waiting:
        return changes, []
    rows: list[Any] = list(changes.itertuples(index=False, name="Change"))
    found: dict[str, Waiting] = {}
    while True:
        before = len(found)
        records = {row.record_id: found[row.change_id] for row in rows if _makes_client(row, found)}
        people = {_person(row): found[row.change_id] for row in rows if _makes_contact(row, found)}
        for row in rows:
            wait = (
                waiting.get(row.change_id)
                or found.get(row.depends_on)
                or records.get(row.record_id)
                or records.get(row.after_from)
                or people.get(_person(row))
            )
            if wait is not None:
                found.setdefault(row.change_id, wait)
        if len(found) == before:
            break
    held = [_held(row, found[row.change_id], waiting) for row in rows if row.change_id in found]
    return changes[~changes["change_id"].isin(list(found))].reset_index(drop=True), held


def _person(change: Any) -> tuple[str, str, str]:
    return (change.app, change.record_id, change.entity_id) if change.entity == "contact" else ("", "", "")


def _makes_client(change: Any, found: Mapping[str, Waiting]) -> bool:
    return change.change_id in found and (change.kind, change.entity, change.field) == (CREATE, "client", "name")


def _makes_contact(change: Any, found: Mapping[str, Waiting]) -> bool:
    return change.change_id in found and (change.kind, change.field) == (CONTACT_CREATE, "name")


def _held(change: Any, wait: Waiting, waiting: Mapping[str, Waiting]) -> Held:
    app = App(change.app)
    why = f"It was handed over ({wait.way}, run {wait.run_id}); take a snapshot of {app.label} once it is done there."
    own = waiting.get(change.change_id)
    if own is None:
        why = f"It follows from a change that was handed over (run {wait.run_id}) and that no snapshot has shown yet."
    elif own.after is not None and own.after != change.after and not change.after_from:
        why = f"It was handed over as “{own.after}” and would be “{change.after}” now. {why}"
    return Held(
        app,
        change.record_id,
        change.client_name,
        REASON,
        "REL-5",
        why,
        field=_field(change),
        value_here=change.before,
        value_there=None if change.kind == CREATE else change.after,
        other_app=change.source_app,
        other_id=change.source_id,
    )


def _field(change: Any) -> str:
    """What is named beside the client: nothing for a new one, which waits as a whole; a contact's field with the contact."""
    if change.kind == CREATE:
        return ""
    return f"{change.field_label} ({change.entity_id})" if change.entity == "contact" else change.field_label
