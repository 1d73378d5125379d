"""The changes of a plan on its page: filtered, ticked, a page of them at a time."""

from __future__ import annotations

import functools

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.pages.choice import Choice, tick_many, tick_shown
from reconcile.pages.grid import tickable
from reconcile.pages.plan_ways import PlanWays
from reconcile.pages.top import chosen, picked
from reconcile.show.changes import shown_changes
from reconcile.show.paging import TablePage
from reconcile.show.plan_view import ChangeFilter
from reconcile.show.words import CHANGES_OF_KINDS, app_label

WIDTHS = {
    "App": st.column_config.Column(width=65),
    "Client": st.column_config.Column(width=170),
    "What": st.column_config.Column(width=105),
    "Field": st.column_config.Column(width=105),
    "Before": st.column_config.Column(width=125),
    "After": st.column_config.Column(width=140),
    "How": st.column_config.Column(width=75),
    "Rule": st.column_config.Column(width=65),
    "Why": st.column_config.Column(width=340),
    "Risk": st.column_config.Column(width=70),
}


def changes(choice: Choice, counts: dict[str, dict[str, int]], ways: PlanWays | None) -> None:
    """The filters with their ``counts``, what ticks all that they show, and the grid; ``ways`` say how each is applied."""
    view = choice.view
    if not len(view):
        st.html(show.empty_state("✓", "Nothing to change", "The apps agree wherever the rules let them exchange data."))
        return
    places = view.places(_filters(counts), choice.ticked)
    with st.container(horizontal=True, vertical_alignment="center"):
        for word, icon, tick in (("Tick", "select_check_box", True), ("Untick", "check_box_outline_blank", False)):
            st.button(
                f"{word} these {len(places):,}",
                icon=f":material/{icon}:",
                key=f"{word.lower()}-these",
                on_click=tick_many,
                args=(choice.plan_id, places, tick),
                disabled=not len(places),
            )
        st.caption("A tick brings along what it needs: a new client's fields go only with the client.")
    if not len(places):
        st.html(show.empty_state("◌", "Nothing fits these filters", "Remove a filter to see the other changes."))
        return
    tickable(
        "plan",
        view.part(places),
        "change_id",
        functools.partial(_shown, ways),
        ticked=lambda page: choice.ticked[page.places].nonzero()[0].tolist(),
        meant=functools.partial(tick_shown, choice.plan_id),
        columns=WIDTHS,
    )


def _shown(ways: PlanWays | None, page: TablePage) -> pd.DataFrame:
    return shown_changes(page.rows, ways.of_places(page.places) if ways is not None else None)


def _filters(counts: dict[str, dict[str, int]]) -> ChangeFilter:
    left, middle, right = st.columns([3, 5, 6])
    with left:
        apps = chosen("App", counts["app"], {app: app_label(app) for app in ("xpm", "ignition", "gusto")}, "app")
    with middle:
        kinds = chosen("What", counts["kind"], CHANGES_OF_KINDS, "what")
    with right:
        first, second, third = st.columns([3, 3, 2])
        with first:
            fields = picked("Field", counts["field_label"], {}, "field", "Any field")
        search = second.text_input(
            "Client or value",
            key="search",
            bind="query-params",
            placeholder="Search",
            icon=":material/search:",
            live=True,
        )
        ticked = third.selectbox("Ticked", ["all", "ticked", "unticked"], key="ticked", format_func=str.capitalize)
    return ChangeFilter(apps, kinds, fields, search or "", ticked)
