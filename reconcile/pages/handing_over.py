"""Handing a plan over instead of applying it: into bulk-edit files and onto a checklist, or onto the checklist alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from reconcile import show
from reconcile.pages.allowed import button
from reconcile.pages.applying import release, released
from reconcile.pages.handed_over import bulk_edit
from reconcile.pages.practice import Facts, facts_now, workspace
from reconcile.pages.top import telling
from reconcile.plans.plan import Plan
from reconcile.plans.ways import BY_FILE, BY_HAND
from reconcile.show.changes import ways_in_words
from reconcile.show.words import count
from reconcile.workspace.people import Role

CHOICES = {
    BY_FILE: "Ignition's by file, the rest on a checklist",
    BY_HAND: "Everything on a checklist",
}


@st.dialog("Hand over instead of applying", width="medium", icon=":material/assignment:")
def ask_to_hand_over(facts: Facts, plan: Plan, selected: frozenset[str]) -> None:
    """The question before a hand-over: which way, from which export, and what will be where."""
    way = st.radio("How", list(CHOICES), format_func=CHOICES.__getitem__, key="hand-over-way")
    st.html(show.notice("Nothing is written to an app", lines=ways_in_words(facts.ws.ways(plan, selected, handed=way))))
    if way == BY_FILE:
        with st.expander("What uploading will do"):
            bulk_edit(facts.ws.bulk_preview(plan, selected), key=plan.plan_id, offered=False)
    file = st.file_uploader(
        "A fresh client export of Ignition, if you have one",
        type=["csv"],
        key="hand-over-export",
        help="It is taken as a snapshot, and what has moved since the plan was built is set aside.",
    )
    sentences = facts.ws.brakes(plan, selected, handed=way)
    if sentences:
        release(sentences, len(selected), "Stopped before the hand-over")
    export = file.getvalue() if file is not None else None
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="cancel-hand-over"):
            st.rerun()
        label = f"Hand over {count(len(selected), 'change')}"
        arguments = (plan.plan_id, selected, way, export)
        if button(label, Role.APPROVER, type="primary", key="hand-over-now", on_click=hand_over, args=arguments):
            st.rerun()  # a press inside a dialog draws the dialog again and nothing else


def hand_over(plan_id: str, selected: frozenset[str], way: str, export: bytes | None) -> None:
    """Hands over and leads to the run."""
    with telling(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clients.csv" if export is not None else None
        if path is not None and export is not None:
            path.write_bytes(export)
        run = workspace().hand_over(facts_now().plan(plan_id), selected, way=way, export=path, release=released())
        st.session_state["run_id"] = run.run_id
