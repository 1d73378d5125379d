"""What follows from another change of a plan, and goes on once that was applied (SET-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reconcile.model import Client
from reconcile.plans.operation import Operation
from reconcile.plans.outcome import Ending, Outcome


def unmet(
    operation: Operation, endings: Mapping[str, Ending], created: Mapping[str, Client]
) -> tuple[list[Outcome], Operation | None]:
    """The changes that cannot go on because what they follow from was not applied, and the operation without them."""
    waiting = []
    for change in operation.changes:
        upstream = endings.get(change["depends_on"]) if change["depends_on"] else Ending.APPLIED
        if upstream is None or not upstream.is_done:
            waiting.append((change, "It follows from another change that was not applied."))
        elif change["after_from"] and change["after_from"] not in created:
            waiting.append((change, "The client that it links to was not created."))
    outcomes = [
        Outcome(change["change_id"], Ending.STALE, reason, record_id=operation.record_id) for change, reason in waiting
    ]
    stopped = {outcome.change_id for outcome in outcomes}
    rest = tuple(change for change in operation.changes if change["change_id"] not in stopped)
    nameless = operation.verb == "create" and not any(_names_the_client(change) for change in rest)
    if nameless:
        reason = "The client that it belongs to is not created."
        outcomes.extend(Outcome(change["change_id"], Ending.STALE, reason) for change in rest)
    return outcomes, None if nameless or not rest else replace(operation, changes=rest)


def resolved(operation: Operation, created: Mapping[str, Client]) -> Operation:
    """Fills in what only the new record can tell: its number for the link."""
    changes = []
    for change in operation.changes:
        if change["after_from"]:
            made = created[change["after_from"]]
            change = {**change, "after": made.other_ids.get("number") or made.client_id}
        changes.append(change)
    return replace(operation, changes=tuple(changes))


def _names_the_client(change: dict[str, Any]) -> bool:
    return (change["entity"], change["field"]) == ("client", "name")
