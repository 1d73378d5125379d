"""History: runs with their outcomes and the way back, and everything that people did."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.pages import menu
from reconcile.pages.activity import activity
from reconcile.pages.allowed import button
from reconcile.pages.grid import read_only
from reconcile.pages.handed_over import handed_over
from reconcile.pages.outcomes import after, labels_of_runs, outcomes, take_back
from reconcile.pages.practice import Facts
from reconcile.pages.top import begin, one_of, showing
from reconcile.plans.run import DONE
from reconcile.show.words import when
from reconcile.workspace.people import Role

PARTS = {"runs": "Runs", "everything": "Who did what"}


def main() -> None:
    facts = begin("History", "What was written to the apps, by whom, and what people decided.")
    view = one_of("Show", PARTS, "part")
    with showing():
        if view == "everything":
            activity(facts)
        else:
            _runs(facts)


def _runs(facts: Facts) -> None:
    table = facts.runs
    if table.empty:
        text = "Each apply of a plan is listed here with the outcome of every change, and can be taken back."
        st.html(show.empty_state("◷", "No run yet", text))
        return
    read_only("runs", table, lambda rows: _shown(facts, rows))
    labels = labels_of_runs(facts)
    if not labels:
        return
    run_id = st.selectbox("Run", list(labels), format_func=labels.__getitem__, key="run")
    run = facts.ws.run(run_id)
    if run is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if run.state == DONE:
            built = button(
                "Undo this run…", Role.REVIEWER, icon=":material/undo:", key="undo", on_click=take_back, args=(run_id,)
            )
            st.caption("This builds a plan that puts the old values back. You review and apply it like any other.")
            if built:
                st.switch_page(menu.PLAN)
        elif st.button("Go to this run", type="primary", key="to-run"):
            st.session_state["run_id"] = run_id
            st.switch_page(menu.PLAN)
    handed_over(facts, run)
    if run.state == DONE:
        after(run)
    outcomes(facts, run)


def _shown(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Began": [when(moment, facts.zone) for moment in rows["started_at"]],
            "Ended": [when(moment, facts.zone) for moment in rows["finished_at"]],
            "By": rows["by"],
            "State": rows["state"],
            "Changes": rows["total"],
            "In the apps": rows["applied"],
            "Waiting": rows["waiting"],
            "Not": rows["not_applied"],
            "Takes back": rows["undo_of"],
            "Run": rows["run_id"],
        }
    )


if __name__ == "__main__":
    main()
