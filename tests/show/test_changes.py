"""A plan in words: counted, and as words."""

from __future__ import annotations

from collections import Counter

from reconcile import frames
from reconcile.model import App
from reconcile.plans.change import Change, changes_frame
from reconcile.show.changes import counted_ways, facet, shown_changes, ways_in_words

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


def test_a_clear_is_told_as_one_and_an_absent_value_is_empty() -> None:
    shown = shown_changes(TABLE)
    assert list(shown["After"]) == ["2", "(cleared)", "4"]
    assert list(shown["Before"]) == ["1", "3", ""]


def test_the_ways_that_are_not_direct_are_told_with_how_many_go_them() -> None:
    """The same from a table of ways and from numbers; the reason of most comes first."""
    ways = [
        ("xpm", "by hand", "No."),
        ("xpm", "directly", ""),
        ("xpm", "by hand", "Never."),
        ("xpm", "by hand", "Never."),
    ]
    table = frames.frame(("app", "way", "reason"), ways)
    assert ways_in_words(table) == counted_ways(Counter(ways))
    assert [line.partition(": ")[2] for line in ways_in_words(table)] == ["3. Never. (2) No. (1)"]


def test_a_facet_counts_most_first() -> None:
    assert facet(TABLE, "app") == {"xpm": 2, "ignition": 1}
