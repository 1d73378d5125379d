"""How the changes of a run ended: what was not put in place by cause, all outcomes, the report to file, and the ways back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.pages import menu
from reconcile.pages.applying import forget
from reconcile.pages.grid import read_only
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import said, telling
from reconcile.plans.causes import causes_of
from reconcile.plans.run import Run
from reconcile.plans.sheets import EXCEL
from reconcile.reports import start
from reconcile.reports.shelf import report_named
from reconcile.show.run_document import run_document
from reconcile.show.words import app_label, count, when

AUDIT = "06_audit_of_a_run"
"""The notebook that tells of one run, by its name."""

CAUSE_WIDTHS = {
    "Cause": st.column_config.Column(width="large"),
    "What to do": st.column_config.Column(width="large"),
}

OUTCOME_SHOWN = {
    "app": "App",
    "client_name": "Client",
    "field_label": "Field",
    "before": "Before",
    "after": "After",
    "outcome": "Outcome",
    "reason": "Reason",
    "now": "Now in the app",
    "way": "How",
}


def after(run: Run) -> None:
    """What was not put in place, by cause and with what to do; trying the failures again; and the report to file."""
    causes = causes_of(run.outcomes)
    again = causes[causes["again"].astype(bool)]
    if len(causes):
        st.subheader("Not put in place, by cause")
        read_only(f"causes-{run.run_id}", causes, _shown_causes, CAUSE_WIDTHS)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(again):
            failed = count(int(again["changes"].sum()), "change")
            pressed = st.button(
                f"Try {failed} again…",
                icon=":material/replay:",
                key=f"retry-{run.run_id}",
                on_click=try_again,
                args=(run.run_id,),
                help="Builds a plan of these alone, checked again; you review and apply it like any other.",
            )
            if pressed:  # also from the History page
                st.switch_page(menu.PLAN)
        _report(run)


def _report(run: Run) -> None:
    if st.button(
        "Audit, as a document",
        icon=":material/fact_check:",
        key=f"audit-{run.run_id}",
        on_click=make_report,
        args=(AUDIT, run.run_id),
        help="Who approved it, on what evidence, and what taking it back would do. It is made in the background.",
    ):
        st.switch_page(menu.REPORTS)
    name = f"run-{run.run_id}"
    st.download_button(
        "Report, to print",
        lambda: run_document(workspace().run_report(run)),
        f"{name}.html",
        "text/html",
        icon=":material/print:",
        on_click="ignore",
        key=f"report-html-{run.run_id}",
    )
    st.download_button(
        "Report, Excel",
        lambda: workspace().run_report(run).excel(),
        f"{name}.xlsx",
        EXCEL,
        icon=":material/download:",
        on_click="ignore",
        key=f"report-xlsx-{run.run_id}",
    )


def make_report(name: str, run_id: str = "") -> None:
    """Begins to make a report in the background, of this run where it tells of one."""
    with telling():
        start(workspace().folder, report_named(name), run_id)


def labels_of_runs(facts: Facts) -> dict[str, str]:
    """The runs that began, newest first, each by when it began, how long it was and how it stands."""
    return {
        row["run_id"]: f"{when(row['started_at'], facts.zone)} · {count(int(row['total']), 'change')} · {row['state']}"
        for row in frames.rows_of(facts.runs)
        if row["started_at"] and row["total"]
    }


def _shown_causes(rows: pd.DataFrame) -> pd.DataFrame:
    names = {"outcome": "Outcome", "app": "App", "cause": "Cause", "changes": "Changes", "todo": "What to do"}
    named = rows[list(names)].rename(columns=names)
    return named.assign(App=[app_label(str(app)) for app in named["App"]])


def try_again(run_id: str) -> None:
    """Builds the plan that tries a run's failures again and leads to it."""
    with telling():
        plan = workspace().retry(run_id)
        forget()
        st.session_state["plan_id"] = plan.plan_id
        if plan.is_empty:
            said("Nothing of this run can be tried again as it was.", "Why is listed under Held back.", tone="warn")


def outcomes(facts: Facts, run: Run) -> None:
    """A run's outcomes by ending, what did not get through first."""
    endings = run.summary()["outcomes"]
    took = " ".join(show.calls_sentences(run.calls, run.least))
    ended = when(run.finished_at, facts.zone) or "not yet"
    st.caption(f"Began {when(run.started_at, facts.zone)}, ended {ended}. {took}".strip())
    st.html(show.ending_bar(endings, run.total) + show.endings_table(endings))
    missed = run.outcomes[~run.outcomes["outcome"].isin(["applied", "already there", "waiting"])]
    if len(missed):
        st.subheader(f"Did not get through · {len(missed):,}")
        read_only(f"missed-{run.run_id}", missed, _shown, {"Reason": st.column_config.Column(width="large")})
    with st.expander(f"All outcomes · {len(run.outcomes):,}", expanded=not len(missed)):
        read_only(f"all-{run.run_id}", run.outcomes, _shown)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    named = rows[list(OUTCOME_SHOWN)].rename(columns=OUTCOME_SHOWN).fillna("")
    return named.assign(App=[app_label(str(app)) for app in named["App"]])


def take_back(run_id: str) -> None:
    """Builds the plan that undoes a run and leads to it."""
    with telling():
        forget()
        plan = workspace().undo(run_id)
        st.session_state["plan_id"] = plan.plan_id
        if plan.is_empty:
            said(
                "Nothing of this run can be put back by a plan.",
                "What it created is listed under Held back.",
                tone="warn",
            )
