"""Taking the snapshot of a file: the rows that cannot be taken, the button, and what was kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.model import App
from reconcile.pages.allowed import button
from reconcile.pages.practice import workspace
from reconcile.pages.top import said
from reconcile.show.words import count
from reconcile.workspace.people import Role

if TYPE_CHECKING:
    from reconcile.apps.files import Reading

OPENED, HELD = "opened-list", "held-list"
"""Where a visit keeps what its upload was read as, and what it holds."""


def bad_rows(rejected: pd.DataFrame, rest: bytes, name: str, clients: int) -> bool:
    """What is wrong with the rows that cannot be taken, and the choice; returns whether the good ones shall be."""
    if not len(rejected):
        return True
    title = f"{count(len(rejected), 'row')} cannot be taken, so nothing is taken yet."
    text = "Correct the file and upload it again, or take the good rows only. The others can be downloaded with the reasons."
    st.html(show.notice(title, text, tone="warn"))
    shown = rejected.head(50).rename(
        columns={"line": "Line", "column": "Column", "reason": "What is wrong", "hint": "What to do"}
    )
    st.dataframe(shown, hide_index=True, column_config={"What to do": st.column_config.Column(width="large")})
    with st.container(horizontal=True, vertical_alignment="center"):
        label = f"Take the {count(clients, 'good client')} only"
        good = st.toggle(label, key="good-only", help="A client with a bad row is left out whole.")
        st.download_button("Download the other rows", rest, f"{name}-rest.csv", "text/csv", on_click="ignore")
    return bool(good)


def some_clients(clients: int, rejected: int) -> bool:
    """Whether there is a client to take; a file that holds nothing but its headings is told as one."""
    if not clients and not rejected:
        text = "It has the names of its columns and no row below them. No snapshot is taken of an empty list."
        st.html(
            show.notice("No client stands in this file.", text, "Export the list again, without a filter.", tone="warn")
        )
    return clients > 0


def take_button(app: App, *, blocked: bool, note: str = "") -> bool:
    """The button that takes the snapshot; returns whether it was pressed."""
    label = f"Take the snapshot of {app.label}" + (f" · {note}" if note else "")
    return bool(button(label, Role.REVIEWER, type="primary", key="take-file", disabled=blocked))


def take(reading: Reading, *, recipe: str = "") -> None:
    """Takes the snapshot, says what was taken and what was not, and draws the page again."""
    from reconcile.workspace.lists import take_list

    taken = take_list(workspace(), reading, recipe=recipe)
    snapshot = taken.snapshot
    hint = ""
    if taken.recipe is not None and taken.is_new_recipe:
        hint = f"The columns are remembered as “{taken.recipe.name}”."
    if taken.rest is not None:
        place = f"{taken.rest.name}, in the practice's folder “{taken.rest.parent.name}”"
        hint += f" {count(taken.rest_rows, 'row')} not taken: see {place}."
    text = f"{snapshot.app.label}: {count(snapshot.clients, 'client')} from {snapshot.origin_place}."
    said("The snapshot is taken.", text, hint.strip())
    for kept in (OPENED, HELD):
        st.session_state.pop(kept, None)
    st.rerun()
