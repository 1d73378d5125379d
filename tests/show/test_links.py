"""Links as people read and filter them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from reconcile import frames
from reconcile.links.checks import COLUMNS
from reconcile.links.store import LINK_COLUMNS
from reconcile.show.links import FINE, LinkFilter, link_facets, shown_links, with_checks

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def links() -> pd.DataFrame:
    rows = [
        ("l1", "xpm", "x1", "Kea Farm", "ignition", "i1", "Kea Farm", "exact-name", "IMP-2", NOW, "Kim"),
        ("l2", "gusto", "g1", "Tui Café", "ignition", "i2", "TUI CAFE Ltd", "decision", "DUP-4", NOW, "Lee"),
    ]
    table = frames.frame(LINK_COLUMNS, rows)
    checks = frames.frame(
        COLUMNS,
        [
            ("l2", "gusto", "g1", "Tui Café", "vanished", "SYN-8", "It is gone."),
            ("l2", "gusto", "g1", "Tui Café", "archived on one side", "SYN-7", "It is archived."),
        ],
    )
    return with_checks(table, checks)


def test_a_link_shows_the_first_thing_that_is_wrong_with_it() -> None:
    assert list(links()["look"]) == ["", "vanished"]
    assert list(links()["why"]) == ["", "It is gone."]


def test_links_are_found_by_either_name_whatever_its_case() -> None:
    assert list(LinkFilter("tui").rows(links())["link_id"]) == ["l2"]
    assert list(LinkFilter("cafe ltd").rows(links())["link_id"]) == ["l2"]
    assert list(LinkFilter(" kea ").rows(links())["link_id"]) == ["l1"]
    assert list(LinkFilter("(").rows(links())["link_id"]) == []


def test_filters_narrow_together() -> None:
    assert list(LinkFilter(origins=["decision"], looks=["vanished"]).rows(links())["link_id"]) == ["l2"]
    assert LinkFilter("kea", looks=["vanished"]).rows(links()).empty


def test_facets_count_only_what_there_is_to_look_at() -> None:
    assert link_facets(links()) == {"origin": {"exact-name": 1, "decision": 1}, "look": {"vanished": 1}}


def test_a_row_says_where_the_link_comes_from_and_how_old_it_is() -> None:
    first, second = frames.rows_of(shown_links(links(), NOW + timedelta(days=3)))
    assert (first["From"], first["Linked"], first["Look at"]) == ("equal names (IMP-2)", "3 days ago", FINE)
    assert (second["App"], second["Look at"]) == ("Gusto", "vanished")
