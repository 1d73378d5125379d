"""Brakes: what stops an apply before its first write until a person types the number of changes (REL-9)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reconcile.errors import Brake
from reconcile.plans.change import CLEAR, CONTACT_UPDATE
from reconcile.plans.plan import Plan
from reconcile.policy import Policy, Settings
from reconcile.snapshots import Snapshot


def brakes(
    plan: Plan, chosen: pd.DataFrame, settings: Settings, policy: Policy, history: Sequence[Snapshot]
) -> tuple[str, ...]:
    """The sentences of the brakes that are on, none where all is well.

    ``chosen`` are the approved rows of the plan; ``history`` are the practice's snapshots, oldest first.
    """
    limits = settings.limits
    creates = chosen[(chosen["kind"] == "create") & (chosen["entity"] == "client") & (chosen["field"] == "name")]
    counts = (
        (len(chosen), limits.changes, "changes"),
        (len(creates), limits.creates, "new clients"),
        (int(cleared(chosen).sum()), limits.clears, "cleared values"),
    )
    found = [f"{count:,} {noun}; the limit is {limit:,}." for count, limit, noun in counts if count > limit]
    if plan.settings_digest != settings.digest:
        found.append("The settings have changed since the plan was built. Build it again.")
    if plan.policy_digest != policy.digest:
        found.append("The field rules have changed since the plan was built. Build it again.")
    found.extend(_shrunk(plan, history, limits.shrink))
    return tuple(found)


def cleared(changes: pd.DataFrame) -> pd.Series[bool]:
    """Which changes empty a value that is there, of a client or of a contact; a link is filled in later."""
    return (changes["after"] == "") & changes["kind"].isin([CLEAR, CONTACT_UPDATE])


def _shrunk(plan: Plan, history: Sequence[Snapshot], share: float) -> list[str]:
    found = []
    for app, snapshot_id in plan.snapshots.items():
        earlier = [snapshot for snapshot in history if snapshot.app.value == app]
        here = next((number for number, snapshot in enumerate(earlier) if snapshot.snapshot_id == snapshot_id), 0)
        if here == 0:
            continue
        before, now = earlier[here - 1], earlier[here]
        if now.clients == 0 or now.clients + now.unread < before.clients * share:
            found.append(
                f"{now.app.label} had {before.clients:,} clients in the snapshot before and has {now.clients:,} in this one."
            )
    return found


def check_brakes(found: tuple[str, ...], count: int, release: int | None) -> None:
    """Raises ``Brake`` unless none is on, or ``release`` is exactly the number of approved changes."""
    if not found or release == count:
        return
    raise Brake(
        " ".join(found),
        hint=f"If this is what you want, release the brake by giving the number of changes to apply: {count}.",
    )
