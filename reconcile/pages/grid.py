"""A long table shown a page at a time, with or without ticks; ticks are kept by the rows' ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from reconcile.show.paging import Part, TablePage, grid_key, page_of

Shown = Callable[[pd.DataFrame], pd.DataFrame]
"""Turns the rows of one page into what people read."""

Ticked = Callable[[TablePage], Sequence[int]]
"""Tells which rows of a page are ticked, by their number on it."""

Meant = Callable[[TablePage, list[int]], None]
"""Hears which page was shown and which of its rows are ticked now, by their number on it."""

COUNTED = st.column_config.NumberColumn(format="localized")
"""A column of counts, with the thousands set apart."""

Columns = dict[str, Any] | None
"""How wide the columns are, as streamlit's ``column_config``."""


def paged(name: str, table: pd.DataFrame | Part, *, size: int = 50) -> TablePage:
    """The page of a table that a person is on, with the buttons to turn it drawn where there is more than one."""
    key = f"{name}-page"
    page = page_of(table, int(st.session_state.get(key, 1)), size)
    if page.pages > 1:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
            st.caption(f"{page.first:,} to {page.last:,} of {page.total:,}", width="content")
            _turn("Previous page", ":material/chevron_left:", key, page.number - 1, off=page.number == 1)
            st.caption(f"Page {page.number:,} of {page.pages:,}", width="content")
            _turn("Next page", ":material/chevron_right:", key, page.number + 1, off=page.number == page.pages)
    return page


def _turn(label: str, icon: str, key: str, to: int, *, off: bool) -> None:
    st.button(
        label,
        icon=icon,
        key=f"{key}-{label}",
        disabled=off,
        type="tertiary",
        on_click=st.session_state.update,
        args=({key: to},),
    )


def read_only(name: str, table: pd.DataFrame, shown: Shown, columns: Columns = None) -> None:
    """One page of a table to read."""
    page = paged(name, table)
    st.dataframe(
        shown(page.rows), hide_index=True, column_config=columns, placeholder="", key=grid_key(name, [str(page.number)])
    )


def tickable(
    name: str,
    table: pd.DataFrame | Part,
    id_column: str,
    shown: Callable[[TablePage], pd.DataFrame],
    *,
    ticked: Ticked,
    meant: Meant,
    columns: Columns = None,
) -> None:
    """One page of a table with a tick for each row."""
    page = paged(name, table)
    ids = [str(value) for value in page.rows[id_column]]
    key = grid_key(name, ids, int(st.session_state.get(f"{name}-generation", 0)))
    st.dataframe(
        shown(page),
        hide_index=True,
        column_config=columns,
        placeholder="",
        key=key,
        on_select=lambda: meant(page, list(st.session_state[key]["selection"]["rows"])),
        selection_mode="multi-row",
        selection_default={"selection": {"rows": list(ticked(page)), "columns": [], "cells": []}},
        height=min(38 + 35 * max(len(ids), 1), 38 + 35 * 16),
    )


def redraw(name: str) -> None:
    """Makes the grid take its ticks from the selection again, after a press changed many at once."""
    key = f"{name}-generation"
    st.session_state[key] = int(st.session_state.get(key, 0)) + 1
