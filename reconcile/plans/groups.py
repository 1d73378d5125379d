"""A client of XPM may be in several groups, and Ignition holds one of them: which one, and why (SYN-4)."""

from __future__ import annotations

from collections.abc import Sequence

from reconcile.plans.lists import Row
from reconcile.policy import FieldRule


def field_value(rule: FieldRule, row: Row) -> str | None:
    """A record's value of a field; of several groups the first by name."""
    if rule.compare == "one-of":
        return min(row.get("groups") or [], default=None)
    value: str | None = row.get(rule.name)
    return value


def which_of(groups: Sequence[str]) -> list[str]:
    """The sentence that says which of several groups Ignition gets and why; none for one group."""
    if len(groups) < 2:
        return []
    others = ", ".join(f"“{name}”" for name in sorted(groups)[1:])
    return [
        f"XPM has {len(groups)} groups for it and Ignition holds one: “{min(groups)}”, the first by name (not {others})."
    ]
