"""A plan's changes as people read them: counted, and as a small table of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from reconcile import frames
from reconcile.show.words import CHANGE_KINDS, WAYS, app_label

SHOWN_COLUMNS = ("App", "Client", "What", "Field", "Before", "After", "Rule", "Why", "Risk")

HELD_SHOWN = ("App", "Client", "Field", "Here", "There", "Why", "Rule")


def facet(table: pd.DataFrame, column: str) -> dict[str, int]:
    """How many rows each value of a column has, most first."""
    return {str(value): int(number) for value, number in table[column].value_counts().items()}


def shown_changes(changes: pd.DataFrame, ways: Sequence[str] | None = None) -> pd.DataFrame:
    """Changes in words, columns ``SHOWN_COLUMNS``; an absent value is an empty cell.

    With ``ways``, the way of each, the column ``How`` stands behind ``After``.
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
        words = [WAYS[way][1] for way in ways]
        shown.insert(SHOWN_COLUMNS.index("After") + 1, "How", words)
    return shown


def ways_in_words(ways: pd.DataFrame) -> list[str]:
    """How many changes go which way and why, a sentence for each way but the direct one (``plans.ways.WAY_COLUMNS``)."""
    told = zip(ways["app"].astype(str), ways["way"], ways["reason"], strict=True)
    return counted_ways(Counter(told))


def counted_ways(numbers: Mapping[tuple[str, ...], int]) -> list[str]:
    """The same from the number of changes of each app, way and reason."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for (app, way, reason), number in numbers.items():
        if way != "directly":
            found.setdefault((app, way), []).append((reason, number))
    return [
        f"{app_label(app)}, {WAYS[way][1].lower()}: {sum(number for _, number in reasons):,}. "
        + " ".join(
            f"{reason} ({number:,})" if len(reasons) > 1 else reason
            for reason, number in sorted(reasons, key=lambda pair: (-pair[1], pair[0]))
        )
        for (app, way), reasons in sorted(found.items())
    ]


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


def _text(value: object) -> str:
    return "" if value is None else str(value)
