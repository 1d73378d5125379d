"""Lists beside the review of pairs: the cluster and family of the pair shown, and the pairs that were decided."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.duplicates.review_queue import ReviewQueue
from reconcile.pages.allowed import button
from reconcile.pages.grid import paged
from reconcile.pages.practice import Facts
from reconcile.pages.review import jump, withdraw
from reconcile.show.paging import grid_key
from reconcile.show.queue import cluster_rows, decided_rows, implied_rows
from reconcile.show.words import count
from reconcile.workspace.people import Role


def family(facts: Facts, queue: ReviewQueue, pair: dict[str, Any]) -> None:
    """What else belongs to this cluster or family: who is the same, and who is related and why (DUP-6)."""
    numbers = queue.beside(pair["pair_id"])
    if not numbers:
        return
    st.subheader(f"The same cluster and family: {count(len(numbers), 'more pair')}")
    st.caption("Pick a row to review that pair.")
    page = paged("family", pd.DataFrame({"number": numbers}), size=10)
    rows = facts.ws.pair_rows(list(page.rows["number"]))
    shown = cluster_rows(rows, {one: queue.given[one].verdict for one in rows["pair_id"] if one in queue.given})
    ids = list(shown["pair_id"])
    key = grid_key(f"family-{pair['pair_id']}", ids)
    st.dataframe(
        shown.drop(columns="pair_id"),
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


def implied(facts: Facts, queue: ReviewQueue) -> None:
    """The pairs that other answers settle."""
    found = queue.implied
    st.caption(
        "Where A is B and B is C, A is C. These pairs follow from other answers and links, so nobody is asked about them."
    )
    page = paged("implied", pd.DataFrame({"pair_id": list(found)}))
    rows = implied_rows(facts.ws.pair_rows([queue.place[one] for one in page.rows["pair_id"]]), found)
    st.dataframe(rows.drop(columns="pair_id"), hide_index=True, key=grid_key("implied", list(rows["pair_id"])))


def decided(facts: Facts) -> None:
    """The pairs with a final answer, newest first; ticked ones can be taken back."""
    final = facts.decisions[facts.decisions["decision"].isin(["same", "different"])]
    if final.empty:
        st.html(show.empty_state("◌", "Nothing decided yet", "Answers are listed here with who gave them and when."))
        return
    page = paged("decided", final.sort_values("decided_at", ascending=False))
    rows = decided_rows(page.rows)
    ids = list(rows["pair_id"])
    state = st.dataframe(
        rows.drop(columns="pair_id"),
        hide_index=True,
        key=grid_key("decided", ids),
        on_select="rerun",
        selection_mode="multi-row",
        column_config={"When": st.column_config.DatetimeColumn(format="distance")},
    )
    ticked = [ids[place] for place in state["selection"]["rows"]]
    label = f"Take back {count(len(ticked), 'answer')}" if ticked else "Take back the ticked answers"
    button(label, Role.REVIEWER, icon=":material/undo:", disabled=not ticked, on_click=withdraw, args=(ticked,))
