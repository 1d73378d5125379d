"""What was handed over stays out of the next plan until a snapshot has shown it, and what follows from it with it."""

from __future__ import annotations

from collections.abc import Mapping

from reconcile.model import App
from reconcile.plans.change import CONTACT_CREATE, CREATE, Change, Held
from reconcile.plans.draft import Draft
from reconcile.plans.handed import Waiting

REASON = "waiting"


def without_waiting(draft: Draft, waiting: Mapping[str, Waiting]) -> list[Change]:
    """The draft's changes without those that wait already and what follows from them; these are held instead, and told."""
    changes = draft.changes
    if not waiting:
        return changes
    found: dict[str, Waiting] = {}
    while True:
        before = len(found)
        records = {change.record_id: found[change.change_id] for change in changes if _makes_client(change, found)}
        people = {_person(change): found[change.change_id] for change in changes if _makes_contact(change, found)}
        for change in changes:
            wait = (
                waiting.get(change.change_id)
                or found.get(change.depends_on)
                or records.get(change.record_id)
                or records.get(change.after_from)
                or people.get(_person(change))
            )
            if wait is not None:
                found.setdefault(change.change_id, wait)
        if len(found) == before:
            break
    for change in changes:
        if change.change_id in found:
            draft.held.append(_held(change, found[change.change_id], waiting))
    return [change for change in changes if change.change_id not in found]


def _person(change: Change) -> tuple[str, str, str]:
    return (change.app.value, change.record_id, change.entity_id) if change.entity == "contact" else ("", "", "")


def _makes_client(change: Change, found: Mapping[str, Waiting]) -> bool:
    return change.change_id in found and (change.kind, change.entity, change.field) == (CREATE, "client", "name")


def _makes_contact(change: Change, found: Mapping[str, Waiting]) -> bool:
    return change.change_id in found and (change.kind, change.field) == (CONTACT_CREATE, "name")


def _held(change: Change, wait: Waiting, waiting: Mapping[str, Waiting]) -> Held:
    app = App(change.app).label
    why = f"It was handed over ({wait.way}, run {wait.run_id}); take a snapshot of {app} once it is done there."
    own = waiting.get(change.change_id)
    if own is None:
        why = f"It follows from a change that was handed over (run {wait.run_id}) and that no snapshot has shown yet."
    elif own.after != change.after and not change.after_from:
        why = f"It was handed over as “{own.after}” and would be “{change.after}” now. {why}"
    return Held(
        change.app,
        change.record_id,
        change.client_name,
        REASON,
        "REL-5",
        why,
        field=_field(change),
        value_here=change.before,
        value_there=None if change.kind == CREATE else change.after,
        other_app=change.source_app.value,
        other_id=change.source_id,
    )


def _field(change: Change) -> str:
    """What is named beside the client: nothing for a new one, which waits as a whole; a contact's field with the contact."""
    if change.kind == CREATE:
        return ""
    return f"{change.field_label} ({change.entity_id})" if change.entity == "contact" else change.field_label
