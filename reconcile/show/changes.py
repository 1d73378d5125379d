"""A plan's changes as people read them: filtered, counted, and as a small table of words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from reconcile import frames
from reconcile.show.words import CHANGE_KINDS, WAYS, app_label

SHOWN_COLUMNS = ("App", "Client", "What", "Field", "Before", "After", "Rule", "Why", "Risk")

HELD_SHOWN = ("App", "Client", "Field", "Here", "There", "Why", "Rule")

OPERATION_COLUMNS = ("app", "operations", "changes", "creates", "clears")


@dataclass(frozen=True)
class ChangeFilter:
    """What to show of a plan; an empty choice shows all. ``search`` looks into names, values and reasons, in any case."""

    apps: Collection[str] = ()
    kinds: Collection[str] = ()
    fields: Collection[str] = ()
    search: str = ""
    ticked: str = "all"

    def rows(self, changes: pd.DataFrame, selected: Collection[str] = ()) -> pd.DataFrame:
        """The changes that fit, in the plan's order; ``ticked`` is all, ticked or unticked."""
        if not (self.apps or self.kinds or self.fields or self.search.strip()) and self.ticked == "all":
            return changes
        keep = pd.Series(True, index=changes.index)
        for column, wanted in (("app", self.apps), ("kind", self.kinds), ("field_label", self.fields)):
            if wanted:
                keep &= changes[column].isin(list(wanted))
        if self.ticked != "all":
            keep &= changes["change_id"].isin(list(selected)) == (self.ticked == "ticked")
        if self.search.strip():
            keep &= _found(changes, self.search.strip())
        return changes[keep]


def facet(table: pd.DataFrame, column: str) -> dict[str, int]:
    """How many rows each value of a column has, most first."""
    return {str(value): int(number) for value, number in table[column].value_counts().items()}


def shown_changes(changes: pd.DataFrame, ways: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Changes in words, columns ``SHOWN_COLUMNS``; an absent value is an empty cell.

    With ``ways`` (change id → way) the column ``How`` stands behind ``After``.
    """
    rows = [
        (
            app_label(row["app"]),
            row["client_name"],
            CHANGE_KINDS.get(row["kind"], row["kind"]),
            row["field_label"],
            _text(row["before"]),
            _text(row["after"]) or "(cleared)",
            row["rule"],
            row["why"],
            row["risk"],
        )
        for row in frames.rows_of(changes)
    ]
    shown = frames.frame(SHOWN_COLUMNS, rows)
    if ways is not None:
        words = [WAYS[ways[one]][1] if one in ways else "" for one in changes["change_id"]]
        shown.insert(SHOWN_COLUMNS.index("After") + 1, "How", words)
    return shown


def ways_in_words(ways: pd.DataFrame) -> list[str]:
    """How many changes go which way and why, a sentence for each way but the direct one (``plans.ways.WAY_COLUMNS``)."""
    found = []
    for (app, way), rows in ways[ways["way"] != "directly"].groupby(["app", "way"], sort=False):
        reasons = " ".join(f"{reason} ({number:,})" for reason, number in facet(rows, "reason").items())
        found.append(f"{app_label(str(app))}, {WAYS[str(way)][1].lower()}: {len(rows):,}. {reasons}")
    return found


def shown_held(held: pd.DataFrame) -> pd.DataFrame:
    """Held items in words, columns ``HELD_SHOWN``."""
    rows = [
        (
            app_label(row["app"]),
            row["client_name"],
            row["field"],
            _text(row["value_here"]),
            _text(row["value_there"]),
            row["why"],
            row["rule"],
        )
        for row in frames.rows_of(held)
    ]
    return frames.frame(HELD_SHOWN, rows)


def operations_by_app(changes: pd.DataFrame, selected: Collection[str]) -> pd.DataFrame:
    """What an apply of the selected changes would do in each app, columns ``OPERATION_COLUMNS``; an operation is one call."""
    chosen = changes[changes["change_id"].isin(list(selected))]
    rows = []
    for app, part in chosen.groupby("app", sort=True):
        names = (part["kind"] == "create") & (part["entity"] == "client") & (part["field"] == "name")
        clears = int((part["kind"] == "clear").sum())
        rows.append((app, int(part["op_id"].nunique()), len(part), int(names.sum()), clears))
    return frames.frame(OPERATION_COLUMNS, rows)


def _found(changes: pd.DataFrame, search: str) -> pd.Series[bool]:
    found = pd.Series(False, index=changes.index)
    for column in ("client_name", "before", "after", "record_id", "source_id"):
        found |= changes[column].fillna("").astype(str).str.contains(search, case=False, regex=False)
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


def labels(values: Mapping[str, int], words: Mapping[str, str]) -> dict[str, str]:
    """A facet's values with their words and counts, for the choices of a filter."""
    return {value: f"{words.get(value, value)} · {number:,}" for value, number in values.items()}
