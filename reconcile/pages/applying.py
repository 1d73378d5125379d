"""Applying a plan from a page: the question before, the progress meanwhile, the outcomes afterwards.

The work itself is a job of the server's process, which only reads what this page draws; closing the tab does not touch it (REL-13).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.pages import menu
from reconcile.pages.allowed import button
from reconcile.pages.grid import read_only
from reconcile.pages.handed_over import handed_over
from reconcile.pages.practice import Facts, facts_now, workspace
from reconcile.pages.top import said, telling
from reconcile.plans.causes import causes_of
from reconcile.plans.plan import Plan
from reconcile.plans.run import DONE, INTERRUPTED, Run
from reconcile.plans.sheets import EXCEL
from reconcile.show.changes import operations_by_app, ways_in_words
from reconcile.show.run_document import run_document
from reconcile.show.words import app_label, count, when
from reconcile.workspace.people import Role

POLL = timedelta(seconds=1)

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


@st.dialog("Apply this plan", width="medium", icon=":material/play_arrow:")
def ask(facts: Facts, plan: Plan, selected: frozenset[str]) -> None:
    """The question before an apply: what would be done in each app, and the count to type where a brake is on."""
    for row in frames.rows_of(operations_by_app(plan.changes, selected)):
        app = app_label(row["app"])
        extra = [count(row["creates"], "new client")] if row["creates"] else []
        extra += [count(row["clears"], "cleared value")] if row["clears"] else []
        title = f"{app}: {count(row['operations'], 'operation')}, {count(row['changes'], 'change')}"
        st.html(show.notice(title, ", ".join(extra), tone="accent"))
    handed = ways_in_words(facts.ws.ways(plan, selected))
    if handed:
        st.html(show.notice("Handed over to you at the end, not written", lines=handed))
    sentences = facts.ws.brakes(plan, selected)
    if sentences:
        st.html(show.notice("Stopped before the first write", "", "", tone="bad", lines=sentences))
        st.text_input(
            f"To go past this, type the number of changes: {len(selected)}", key="release", autocomplete="off"
        )
    st.caption(
        "Each record is read before it is written; what has moved since the plan was built is left alone and named."
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="cancel-apply"):
            st.rerun()
        label = f"Apply {count(len(selected), 'change')}"
        if button(label, Role.APPROVER, type="primary", key="apply-now", on_click=start, args=(plan.plan_id, selected)):
            st.rerun()  # a press inside a dialog draws the dialog again and nothing else


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


def running(facts: Facts, run_id: str) -> None:
    """A run from its first call to its outcomes."""
    progress = facts.ws.run_progress(run_id)
    if progress is not None and progress.state == "running":
        _poll(run_id)
        return
    run = facts.ws.run(run_id)
    if run is None:
        problem = progress.problem if progress is not None else ""
        st.html(show.notice("The run did not begin.", problem, "Nothing was sent. Look at the plan again.", tone="bad"))
        _leave()
        return
    if run.state == INTERRUPTED:
        _interrupted(run, progress.problem if progress is not None else "")
    elif run.state == DONE:
        _done(facts, run)
    else:
        _poll(run_id)


@st.fragment(run_every=POLL)
def _poll(run_id: str) -> None:
    """The progress, drawn again every second; it only looks."""
    ws = workspace()
    progress = ws.run_progress(run_id)
    if progress is None:  # another program's run
        run = ws.run(run_id)
        if run is None or run.state != "running":
            st.rerun()
        done, total, current = len(run.outcomes), run.total, ""
        endings: Mapping[str, int] = run.summary()["outcomes"]
        waits = run.waits
    else:
        if progress.state != "running":
            st.rerun()
        done, total, current, endings = progress.done, progress.total, progress.current, dict(progress.endings)
        waits = (progress.wait.until, progress.wait.why) if progress.wait and not progress.wait.is_over else None
    st.html(show.notice("The plan is being applied.", "It goes on when you close this tab.", tone="accent"))
    st.progress(done / total if total else 0.0, text=f"{done:,} of {total:,}")
    if waits is not None:
        until, why = waits
        st.html(
            show.notice("Waiting for an app's limit", show.waits_sentence(why, until, facts_now().zone), tone="warn")
        )
    st.html(f'<div class="rc-quiet" aria-live="polite">{escape(current)}</div>' + show.endings_table(endings))
    if progress is not None:
        button(
            "Stop after this operation",
            Role.APPROVER,
            icon=":material/stop:",
            on_click=progress.cancel.set,
            key="stop-run",
        )


def _interrupted(run: Run, problem: str) -> None:
    text = f"{len(run.outcomes):,} of {run.total:,} changes have their ending. {problem}".strip()
    hint = "Resume reads each record before it writes: what was done already is found and not done twice."
    st.html(show.notice("This run was interrupted.", text, hint, tone="bad"))
    st.html(show.ending_bar(run.summary()["outcomes"], run.total))
    button(
        "Resume",
        Role.APPROVER,
        type="primary",
        icon=":material/play_arrow:",
        key="resume",
        on_click=start,
        args=(run.plan_id, None),
    )


def _done(facts: Facts, run: Run) -> None:
    endings = run.summary()["outcomes"]
    good = endings.get("applied", 0) + endings.get("already there", 0)
    if good + run.waiting == run.total and run.waiting:
        title = f"{good:,} of {count(run.total, 'change')} are in the apps; {run.waiting:,} were handed over."
        st.html(show.notice(title, f"Run {run.run_id} by {run.by}.", tone="accent"))
    elif good == run.total:
        st.html(
            show.notice(
                f"All {count(run.total, 'change')} are in the apps.", f"Run {run.run_id} by {run.by}.", tone="good"
            )
        )
    else:
        title = f"{good:,} of {count(run.total, 'change')} are in the apps."
        hint = "Try the failures again below, or take fresh snapshots and build a plan: it holds what is still missing."
        st.html(show.notice(title, f"Run {run.run_id} by {run.by}. The rest has a reason each.", hint, tone="warn"))
    handed_over(facts, run)
    after(run)
    outcomes(facts, run)
    _leave()


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


def _leave() -> None:
    with st.container(horizontal=True):
        if st.button("Take fresh snapshots", type="primary", icon=":material/photo_camera:", key="fresh"):
            forget()
            st.switch_page(menu.SNAPSHOTS)
        st.button("Back to the plan", key="leave-run", on_click=forget)


def forget() -> None:
    """Leaves the run and the plan that it came from."""
    st.session_state.pop("run_id", None)
    st.session_state.pop("plan_id", None)


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
