"""Pairs in words."""

from __future__ import annotations

import json

from reconcile import frames
from reconcile.show.queue import cluster_rows, decided_pair, implied_rows, scope_words

COLUMNS = ("pair_id", "app_a", "name_a", "app_b", "name_b", "probability", "label", "reasons", "separators")
PAIRS = frames.frame(
    COLUMNS,
    [
        ("p1", "xpm", "Fox Tiles", "ignition", "Fox Tiles Ltd", 0.97, "same", ["name"], []),
        (
            "p2",
            "xpm",
            "Fox Tiles",
            "ignition",
            "Fox Tiles Trust",
            0.5,
            "related",
            ["one address"],
            ["company and trust"],
        ),
        ("p3", "xpm", "Fox Tiles", "xpm", "Fox Tile", 0.8, "same", [], []),
    ],
)


def test_a_scope_in_words() -> None:
    assert scope_words("ignition+xpm") == "XPM ↔ Ignition"
    assert scope_words("xpm+xpm") == "inside XPM"


def test_dup_6_a_family_says_who_is_the_same_and_who_is_related_and_why() -> None:
    rows = cluster_rows(PAIRS, {"p1": "same"})
    assert list(rows["Standing"]) == ["Same client", "related, not the same: one address", "to decide"]
    assert list(rows["Probability"]) == ["97%", "50%", "80%"]


def test_what_is_implied_is_said_of_each_pair() -> None:
    rows = implied_rows(PAIRS.head(1), {"p1": "different"})
    assert list(rows["Implied"]) == ["✕ Different clients"]


def test_dup_4_a_decided_pair_bears_the_names_of_its_day() -> None:
    evidence = {"a": "xpm:1", "b": "ignition:2", "name xpm:1": "Old name", "name ignition:2": "Other"}
    assert decided_pair(json.dumps(evidence)) == (("Old name", "Other"), "XPM ↔ Ignition")
