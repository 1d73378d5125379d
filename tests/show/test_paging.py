"""A selection by ids survives whatever is shown (the promise that a grid's places cannot keep)."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reconcile.show.paging import grid_key, page_of, places_of, select_places

IDS = st.lists(st.text("abcdef", min_size=1, max_size=3), unique=True, max_size=20)


@given(IDS, st.sets(st.text("abcdef", min_size=1, max_size=3)), st.data())
def test_ticking_rows_changes_nothing_that_is_not_shown(
    shown: list[str], selected: set[str], data: st.DataObject
) -> None:
    places = data.draw(st.sets(st.integers(0, max(len(shown) - 1, 0)), max_size=len(shown))) if shown else set()
    after = select_places(shown, places, selected)
    assert after - set(shown) == selected - set(shown)
    assert after & set(shown) == {shown[place] for place in places}


@given(IDS, st.sets(st.text("abcdef", min_size=1, max_size=3)))
def test_what_is_restored_is_what_was_selected(shown: list[str], selected: set[str]) -> None:
    assert select_places(shown, places_of(shown, selected), selected) == selected


@given(st.integers(0, 400), st.integers(-3, 20))
def test_pages_cover_every_row_once(rows: int, number: int) -> None:
    table = pd.DataFrame({"n": range(rows)})
    pages = page_of(table, 1).pages
    seen = [value for page in range(1, pages + 1) for value in page_of(table, page).rows["n"]]
    assert seen == list(range(rows))
    assert 1 <= page_of(table, number).number <= pages


def test_the_grid_s_key_changes_with_the_rows_shown() -> None:
    assert grid_key("plan", ["a", "b"]) != grid_key("plan", ["a", "c"])
    assert grid_key("plan", ["a", "b"]) != grid_key("plan", ["a", "b"], 1)
