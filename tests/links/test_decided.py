"""Links out of people's decisions (DUP-4)."""

from __future__ import annotations

import pandas as pd

from reconcile import frames
from reconcile.links.decided import decided_links

COLUMNS = ("app_a", "id_a", "name_a", "app_b", "id_b", "name_b", "decision")


def answers(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """(record, record, verdict), a record being app:id."""
    table = []
    for one, other, verdict in rows:
        (app_a, id_a), (app_b, id_b) = one.split(":"), other.split(":")
        table.append((app_a, id_a, id_a.upper(), app_b, id_b, id_b.upper(), verdict))
    return frames.frame(COLUMNS, table)


def links(*rows: tuple[str, str]) -> pd.DataFrame:
    return answers(*[(one, other, "same") for one, other in rows]).drop(columns="decision")


def made(pairs: pd.DataFrame, held: pd.DataFrame | None = None) -> set[tuple[str, str, str]]:
    found = decided_links(pairs, links() if held is None else held)
    return set(zip(found["app_a"], found["id_a"], found["id_b"], strict=True))


def test_same_across_two_apps_links() -> None:
    assert made(answers(("ignition:i1", "xpm:x1", "same"))) == {("xpm", "x1", "i1")}


def test_different_and_later_link_nothing() -> None:
    assert made(answers(("ignition:i1", "xpm:x1", "different"), ("ignition:i2", "xpm:x2", "later"))) == set()


def test_gusto_follows_through_xpm() -> None:
    assert made(answers(("gusto:g1", "xpm:x1", "same")), links(("xpm:x1", "ignition:i1"))) == {("gusto", "g1", "i1")}


def test_gusto_and_xpm_alone_have_nothing_to_link_to() -> None:
    assert made(answers(("gusto:g1", "xpm:x1", "same"))) == set()


def test_a_linked_record_is_not_linked_twice() -> None:
    held = links(("xpm:x1", "ignition:i1"))
    assert made(answers(("ignition:i2", "xpm:x1", "same")), held) == set()


def test_duplicates_inside_one_app_need_a_merge_first() -> None:
    assert made(answers(("xpm:x1", "xpm:x2", "same"), ("ignition:i1", "xpm:x1", "same"))) == set()


def test_a_contradiction_links_nothing() -> None:
    pairs = answers(
        ("ignition:i1", "xpm:x1", "same"), ("gusto:g1", "xpm:x1", "same"), ("gusto:g1", "ignition:i1", "different")
    )
    assert made(pairs) == set()
