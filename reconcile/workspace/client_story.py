"""Everything a practice knows about one client: its records side by side, what last agreed, links, answers, changes and runs."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.groups import field_value
from reconcile.plans.values import comparable
from reconcile.policy import FieldRule, Policy

EQUAL, PARTLY, DIFFERENT = "equal", "not everywhere", "different"
RECORD_COLUMNS = ("record", "app", "client_id", "name", "state", "url", "taken_at")
HISTORY_COLUMNS = (
    "run_id", "started_at", "by", "app", "client_name", "field_label", "before", "after", "outcome", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class ClientStory:
    """What ``ws.client_story`` found out.

    ``records`` (``RECORD_COLUMNS``) are the client's records, ``record`` being ``app:id``; ``fields`` has ``field``,
    ``field_label``, a column for each record, ``common``, the value on which its two sides last agreed, and ``standing``
    (``EQUAL``, ``PARTLY`` where a record has none, ``DIFFERENT``). ``survivors`` are the differing fields with the value that
    stands (``plans.survivor.SURVIVOR_COLUMNS``). ``links`` are its links, the ended ones too; ``decisions`` and ``choices``
    what people said of it, newest first; ``changes`` and ``held`` the newest plan's rows about it; ``history`` what runs did
    to it (``HISTORY_COLUMNS``), newest first.
    """

    records: pd.DataFrame
    fields: pd.DataFrame
    survivors: pd.DataFrame
    links: pd.DataFrame
    decisions: pd.DataFrame
    choices: pd.DataFrame
    changes: pd.DataFrame
    held: pd.DataFrame
    history: pd.DataFrame

    @property
    def name(self) -> str:
        """Ignition's name of the client, else the first app's."""
        rows = self.records
        mine = rows[rows["app"] == App.IGNITION.value]
        return str((mine if len(mine) else rows)["name"].iloc[0])

    def _repr_html_(self) -> str:
        parts = [f"<h4>{html.escape(self.name)}</h4>", _table(self.fields)]
        titles = {
            "survivors": "Where they differ, and whose value stands",
            "links": "Links",
            "decisions": "Answers on its pairs",
            "choices": "Values that people chose",
            "changes": "Planned",
            "held": "Held back",
            "history": "Done by runs",
        }
        for part, title in titles.items():
            rows: pd.DataFrame = getattr(self, part)
            if len(rows):
                parts.append(f"<h5>{title} · {len(rows):,}</h5>{_table(rows[_SHOWN[part]])}")
        return "".join(parts)


_SHOWN = {
    "survivors": ["field_label", "value_there", "value_here", "survives", "why"],
    "links": ["app_a", "name_a", "name_b", "origin", "linked_at", "linked_by", "ended_at", "ended_by"],
    "decisions": ["decision", "decided_by", "decided_at", "note"],
    "choices": ["field", "side", "value_there", "value_here", "decided_by", "decided_at"],
    "changes": ["app", "field_label", "before", "after", "rule", "why"],
    "held": ["app", "field", "reason", "why"],
    "history": list(HISTORY_COLUMNS),
}


def _table(rows: pd.DataFrame) -> str:
    return str(rows.fillna("").to_html(index=False, border=0, escape=True))


def field_table(
    policy: Policy, records: Sequence[tuple[App, Mapping[str, Any]]], common: Mapping[str, str | None]
) -> pd.DataFrame:
    """A row for each field that at least one of the records (app and client) has: ``ClientStory.fields``."""
    keys = [f"{app.value}:{row['client_id']}" for app, row in records]
    rows = []
    for rule in policy.rules:
        if rule.entity != "client":
            continue
        values = [field_value(rule, dict(row)) for _, row in records]
        if any(values):
            rows.append((rule.name, rule.label, *values, common.get(rule.name), _standing(rule, values)))
    return frames.frame(("field", "field_label", *keys, "common", "standing"), rows)


def _standing(rule: FieldRule, values: Sequence[str | None]) -> str:
    """Whether the values say the same, however they are spelt; each app has words of its own for a status."""
    told = {comparable(rule.compare, value) for value in values if value}
    if len(told) > 1 and rule.name != "state":
        return DIFFERENT
    return EQUAL if all(values) else PARTLY
