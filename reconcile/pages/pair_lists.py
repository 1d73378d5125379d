"""Lists beside the review of pairs: the cluster and family of the pair shown, and the pairs that were decided."""

from __future__ import annotations

from typing import Any

import streamlit as st

from reconcile import show
from reconcile.pages.grid import paged
from reconcile.pages.practice import Facts
from reconcile.pages.review import jump, withdraw
from reconcile.show.paging import grid_key
from reconcile.show.queue import cluster_rows, decided_rows, implied_rows
from reconcile.show.words import count


def family(facts: Facts, pair: dict[str, Any]) -> None:
    """What else belongs to this cluster or family (DUP-6)."""
    rows = cluster_rows(facts.pairs, pair)
    if rows.empty:
        return
    st.subheader(f"The same cluster and family: {count(len(rows), 'more pair')}")
    st.caption("Pick a row to review that pair.")
    page = paged("family", rows, size=10)
    ids = list(page.rows["pair_id"])
    key = grid_key(f"family-{pair['pair_id']}", ids)
    st.dataframe(
        page.rows.drop(columns="pair_id"),
        hide_index=True,
        key=key,
        selection_mode="single-row",
        on_select=lambda: _picked(key, ids),
        column_config={"Standing": st.column_config.Column(width="large")},
    )


def _picked(key: str, ids: list[str]) -> None:
    places = st.session_state[key]["selection"]["rows"]
    if places:
        jump(ids[places[0]])


def implied(facts: Facts) -> None:
    """The pairs that other answers settle."""
    rows = implied_rows(facts.duplicates, facts.order)
    st.caption(
        "Where A is B and B is C, A is C. These pairs follow from other answers and links, so nobody is asked about them."
    )
    page = paged("implied", rows)
    st.dataframe(
        page.rows.drop(columns="pair_id"), hide_index=True, key=grid_key("implied", list(page.rows["pair_id"]))
    )


def decided(facts: Facts) -> None:
    """The pairs with a final answer, newest first; ticked ones can be taken back."""
    final = facts.decisions[facts.decisions["decision"].isin(["same", "different"])]
    rows = decided_rows(final.sort_values("decided_at", ascending=False))
    if rows.empty:
        st.html(show.empty_state("◌", "Nothing decided yet", "Answers are listed here with who gave them and when."))
        return
    page = paged("decided", rows)
    ids = list(page.rows["pair_id"])
    state = st.dataframe(
        page.rows.drop(columns="pair_id"),
        hide_index=True,
        key=grid_key("decided", ids),
        on_select="rerun",
        selection_mode="multi-row",
        column_config={"When": st.column_config.DatetimeColumn(format="distance")},
    )
    ticked = [ids[place] for place in state["selection"]["rows"]]
    label = f"Take back {count(len(ticked), 'answer')}" if ticked else "Take back the ticked answers"
    st.button(label, icon=":material/undo:", disabled=not ticked, on_click=withdraw, args=(ticked,))
