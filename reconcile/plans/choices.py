"""A person's choice which of two values of a field survives; plans follow it until one of the two values changes (SYN-14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.plans.values import comparable
from reconcile.plans.verdict import Verdict, What

Side = Literal["here", "there"]
"""Whose value survives: Ignition's (``here``) or the other app's (``there``), as a held item names the two."""

CHOICE_COLUMNS = (
    "number", "app", "client_id", "ignition_id", "entity", "entity_id", "field", "side", "value_there", "value_here", "name",
    "decided_by", "decided_at", "note",
)  # fmt: skip
"""``app`` and ``client_id`` are the other record's; ``side`` is None where an earlier choice was taken back."""

Key = tuple[str, str, str, str, str, str]
"""(App, its client's id, Ignition's id, entity, entity id, field), as last common values are kept."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose value survives, the two values between which it was chosen, and who chose when."""

    side: Side
    value_there: str | None
    value_here: str | None
    by: str
    at: datetime

    def stands(self, compare: str, there: str | None, here: str | None) -> bool:
        """Whether both values are still the ones that were chosen between."""
        was, now = (self.value_there, self.value_here), (there, here)
        return [comparable(compare, value) for value in was] == [comparable(compare, value) for value in now]

    def verdict(self, app: App, *, to_here: bool, to_there: bool) -> Verdict:
        """What follows: the value that survives goes to the other app, where the settings let it flow there; else nothing."""
        if self.side == "there":
            kept, label, flows = self.value_there, app.label, to_here
            what = What.TO_B if kept else What.CLEAR_B
        else:
            kept, label, flows = self.value_here, App.IGNITION.label, to_there
            what = What.TO_A if kept else What.CLEAR_A
        why = f"{self.by} chose {label}'s value on {self.at:%d %b %Y}."
        return Verdict(what if flows else What.NOTHING, "SYN-14", why)


def key_of(disputed: Mapping[str, Any]) -> Key:
    """What a held item (``plans.change.HELD_COLUMNS``) or a row of ``survivors`` is kept under.

    Raises ``NeedsUser`` for a row that names no field of two records.
    """
    held = "other_app" in disputed
    names = ("other_app", "other_id", "record_id") if held else ("app", "client_id", "ignition_id")
    field = str(disputed.get("field_name" if held else "field") or "")
    if not field or disputed.get(names[0]) not in set(App):
        hint = "Give a row of plan.held whose reason is conflict, or one of ws.survivors(…)."
        raise NeedsUser("This row is about no field of two records.", title="Nothing to choose here", hint=hint)
    app, client_id, ignition_id = (str(disputed[name]) for name in names)
    return (
        app,
        client_id,
        ignition_id,
        str(disputed.get("entity") or "client"),
        str(disputed.get("entity_id") or ""),
        field,
    )


def standing_choices(history: pd.DataFrame) -> pd.DataFrame:
    """The newest choice for each field of each two records, without those that were taken back."""
    newest = history.drop_duplicates(["app", "client_id", "ignition_id", "entity", "entity_id", "field"])
    return newest[newest["side"].notna()].reset_index(drop=True)


def choices_by_key(standing: pd.DataFrame) -> dict[Key, Choice]:
    """``standing_choices`` as a plan looks them up."""
    return {
        (row["app"], row["client_id"], row["ignition_id"], row["entity"], row["entity_id"], row["field"]): Choice(
            row["side"], row["value_there"], row["value_here"], row["decided_by"], row["decided_at"]
        )
        for row in frames.rows_of(standing)
    }
