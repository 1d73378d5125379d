"""What is wrong with links: reported, never planned (IMP-5, SYN-7, SYN-8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from reconcile import frames
from reconcile.links import check_links
from reconcile.model import App

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LINKS = ("link_id", "app_a", "id_a", "name_a", "app_b", "id_b", "name_b", "linked_at")


def link(key: str, id_a: str, id_b: str, linked_at: datetime = NOW) -> tuple[object, ...]:
    return (key, "xpm", id_a, "A", "ignition", id_b, "B", linked_at)


def clients(*rows: tuple[str, bool]) -> pd.DataFrame:
    columns = ("client_id", "name", "state", "is_current")
    return frames.frame(columns, [(key, "A", "active" if current else "archived", current) for key, current in rows])


def reasons(
    links: list[tuple[object, ...]], xpm: pd.DataFrame, ignition: pd.DataFrame, **options: object
) -> list[tuple[str, str]]:
    found = check_links(frames.frame(LINKS, links), {App.XPM: xpm, App.IGNITION: ignition}, **options)  # type: ignore[arg-type]
    return list(zip(found["reason"], found["rule"], strict=True))


def test_nothing_to_say_where_all_is_well() -> None:
    assert reasons([link("1", "x1", "i1")], clients(("x1", True)), clients(("i1", True))) == []
    assert reasons([link("1", "x1", "i1")], clients(("x1", False)), clients(("i1", False))) == []


def test_syn_7_archived_on_one_side() -> None:
    assert reasons([link("1", "x1", "i1")], clients(("x1", False)), clients(("i1", True))) == [
        ("archived on one side", "SYN-7")
    ]
    assert reasons([link("1", "x1", "i1")], clients(("x1", True)), clients(("i1", False))) == [
        ("archived on one side", "SYN-7")
    ]


def test_syn_8_vanished_on_one_side() -> None:
    assert reasons([link("1", "x1", "i1")], clients(), clients(("i1", True))) == [("vanished", "SYN-8")]
    assert reasons([link("1", "x1", "i1")], clients(("x1", True)), clients()) == [("vanished", "SYN-8")]


def test_syn_8_a_record_linked_after_the_snapshot_has_not_vanished() -> None:
    before = {App.XPM: NOW - timedelta(minutes=1), App.IGNITION: NOW - timedelta(minutes=1)}
    after = {App.XPM: NOW + timedelta(minutes=1), App.IGNITION: NOW + timedelta(minutes=1)}
    only_xpm = (clients(("x1", True)), clients())
    assert reasons([link("1", "x1", "i1")], *only_xpm, taken_at=before) == []
    assert reasons([link("1", "x1", "i1")], *only_xpm, taken_at=after) == [("vanished", "SYN-8")]


def test_imp_5_two_links_to_one_client() -> None:
    links = [link("1", "x1", "i1"), link("2", "x2", "i1")]
    assert (
        reasons(links, clients(("x1", True), ("x2", True)), clients(("i1", True)))
        == [("two links to one client", "IMP-5")] * 2
    )
