"""Applying a plan from a page: the question before it, and the press that starts it.

The work itself is a job of the server's process, which only reads what the page draws; closing the tab does not touch it (REL-13).
"""

from __future__ import annotations

import streamlit as st

from reconcile import frames, show
from reconcile.pages.allowed import button
from reconcile.pages.choice import Choice
from reconcile.pages.plan_figures import Figures
from reconcile.pages.practice import facts_now, workspace
from reconcile.pages.top import telling
from reconcile.show.words import app_label, count
from reconcile.workspace.people import Role


@st.dialog("Apply this plan", width="medium", icon=":material/play_arrow:")
def ask(choice: Choice, found: Figures) -> None:
    """The question before an apply: what would be done in each app, and the count to type where a brake is on."""
    for row in frames.rows_of(choice.view.by_app(choice.ticked)):
        app = app_label(row["app"])
        extra = [count(row["creates"], "new client")] if row["creates"] else []
        extra += [count(row["clears"], "cleared value")] if row["clears"] else []
        title = f"{app}: {count(row['operations'], 'operation')}, {count(row['changes'], 'change')}"
        st.html(show.notice(title, ", ".join(extra), tone="accent"))
    if found.handed:
        title = (
            "Handed over to you at the end, not written"
            if found.writes
            else "Nothing is written: all is handed over to you"
        )
        st.html(show.notice(title, lines=found.handed))
    if found.brakes:
        release(found.brakes, choice.number, "Stopped before the first write")
    if found.writes:
        st.caption(
            "Each record is read before it is written; what has moved since the plan was built is left alone and named."
        )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="cancel-apply"):
            st.rerun()
        label = f"Apply {count(choice.number, 'change')}"
        arguments = (choice.plan_id, choice.selected)
        if button(label, Role.APPROVER, type="primary", key="apply-now", on_click=start, args=arguments):
            st.rerun()  # a press inside a dialog draws the dialog again and nothing else


def release(sentences: tuple[str, ...], number: int, title: str) -> None:
    """The brakes that are on, and the box for the number that goes past them."""
    st.html(show.notice(title, "", "", tone="bad", lines=sentences))
    st.text_input(f"To go past this, type the number of changes: {number}", key="release", autocomplete="off")


def start(plan_id: str, selected: frozenset[str] | None) -> None:
    """Starts the job, or resumes it; ``None`` takes the changes that were approved at the first start."""
    ws = workspace()
    with telling():
        progress = ws.start_apply(facts_now().plan(plan_id), selected, release=released())
        st.session_state["run_id"] = progress.run_id


def released() -> int | None:
    """The number that was typed to go past a brake."""
    typed = str(st.session_state.get("release", "")).strip().replace(",", "")
    return int(typed) if typed.isdecimal() else None


def forget() -> None:
    """Leaves the run and the plan that it came from."""
    st.session_state.pop("run_id", None)
    st.session_state.pop("plan_id", None)
