"""A plan in words: filtered, counted, and told by app."""

from __future__ import annotations

import pytest

from reconcile.model import App
from reconcile.plans.change import Change, changes_frame
from reconcile.show.changes import ChangeFilter, facet, operations_by_app, shown_changes

ROWS = [
    Change(
        App.XPM,
        "x1",
        "Acme (Ltd)",
        "update",
        "client",
        "",
        "phone",
        "Phone",
        "1",
        "2",
        App.IGNITION,
        "i1",
        "SYN-1",
        "Because.",
    ),
    Change(
        App.XPM,
        "x1",
        "Acme (Ltd)",
        "clear",
        "client",
        "",
        "fax",
        "Fax",
        "3",
        "",
        App.IGNITION,
        "i1",
        "SYN-16",
        "Gone.",
        ticked=False,
    ),
    Change(
        App.IGNITION,
        "i2",
        "Birch",
        "update",
        "client",
        "",
        "phone",
        "Phone",
        None,
        "4",
        App.GUSTO,
        "g1",
        "SYN-1",
        "Because.",
    ),
]
TABLE = changes_frame(ROWS)


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        (ChangeFilter(), [0, 1, 2]),
        (ChangeFilter(apps=["xpm"]), [0, 1]),
        (ChangeFilter(kinds=["clear"]), [1]),
        (ChangeFilter(fields=["Phone"], apps=["ignition"]), [2]),
        (ChangeFilter(search="(LTD)"), [0, 1]),
        (ChangeFilter(search="nowhere"), []),
        (ChangeFilter(ticked="ticked"), [0]),
        (ChangeFilter(ticked="unticked"), [1, 2]),
    ],
)
def test_a_filter_shows_what_fits(wanted: ChangeFilter, places: list[int]) -> None:
    assert list(wanted.rows(TABLE, {ROWS[0].change_id}).index) == places


def test_a_clear_is_told_as_one_and_an_absent_value_is_empty() -> None:
    shown = shown_changes(TABLE)
    assert list(shown["After"]) == ["2", "(cleared)", "4"]
    assert list(shown["Before"]) == ["1", "3", ""]


def test_operations_are_counted_for_each_app() -> None:
    table = operations_by_app(TABLE, {change.change_id for change in ROWS})
    assert [tuple(row) for row in table.itertuples(index=False)] == [("ignition", 1, 1, 0, 0), ("xpm", 1, 2, 0, 1)]


def test_a_facet_counts_most_first() -> None:
    assert facet(TABLE, "app") == {"xpm": 2, "ignition": 1}
