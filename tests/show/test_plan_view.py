"""A plan looked through: filtered, counted, searched, and only the rows of one page taken out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.model import App
from reconcile.plans.change import Change, changes_frame
from reconcile.show.paging import page_of
from reconcile.show.plan_view import ChangeFilter, Coded, PlanView
from tests.show.test_changes import ROWS, TABLE

FIRST = np.array([True, False, False])


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        (ChangeFilter(), [0, 1, 2]),
        (ChangeFilter(apps=["xpm"]), [0, 1]),
        (ChangeFilter(kinds=["clear"]), [1]),
        (ChangeFilter(fields=["Phone"], apps=["ignition"]), [2]),
        (ChangeFilter(search="(LTD)"), [0, 1]),
        (ChangeFilter(search=" i2 "), [2]),
        (ChangeFilter(search="nowhere"), []),
        (ChangeFilter(ticked="ticked"), [0]),
        (ChangeFilter(ticked="unticked"), [1, 2]),
    ],
)
def test_a_filter_shows_what_fits(wanted: ChangeFilter, places: list[int]) -> None:
    assert list(PlanView(TABLE).places(wanted, FIRST)) == places


LETTERS = "aAbäÄéÉß1 .*("


@given(st.text(LETTERS, min_size=1, max_size=3), st.text(LETTERS, max_size=6))
def test_a_search_finds_whatever_the_case_and_never_across_two_fields(search: str, name: str) -> None:
    change = Change(App.XPM, "x1", name, "update", "client", "", "fax", "Fax", None, "2", App.GUSTO, "g1", "SYN-1", "")
    found = PlanView(changes_frame([change])).places(ChangeFilter(search=search), np.array([True]))
    wanted = search.strip().lower()
    assert bool(len(found)) == any(wanted in value.lower() for value in (name, "2", "x1", "g1"))


def test_what_an_apply_would_do_is_counted_for_each_app() -> None:
    table = PlanView(TABLE).by_app(np.ones(3, dtype=np.bool_))
    assert [tuple(row) for row in table.itertuples(index=False)] == [("ignition", 1, 1, 0, 0), ("xpm", 1, 2, 0, 1)]
    assert list(PlanView(TABLE).by_app(FIRST)["operations"]) == [1]


def test_a_plan_without_changes_is_looked_through_too() -> None:
    view = PlanView(changes_frame([]))
    assert view.app.counts() == {}
    assert view.by_app(view.built_with).empty
    assert len(view.places(ChangeFilter(search="x"), view.built_with)) == 0


def test_words_are_counted_most_first_and_only_where_asked() -> None:
    column = Coded.of(TABLE["app"])
    assert list(column.counts().items()) == [("xpm", 2), ("ignition", 1)]
    assert column.counts(np.array([False, False, True])) == {"ignition": 1}


def test_a_page_of_a_part_knows_the_places_of_its_rows() -> None:
    view = PlanView(TABLE)
    page = page_of(view.part(np.array([0, 2])), 2, size=1)
    assert (page.number, page.pages, page.total, list(page.places)) == (2, 2, 2, [2])
    assert list(page.rows["client_name"]) == [ROWS[2].client_name]


def test_the_ids_of_what_is_ticked() -> None:
    assert PlanView(TABLE).ids(FIRST) == {ROWS[0].change_id}
