"""A run on its page: the progress as long as it is at work, resuming it where it was broken off, and how it ended.

The progress only looks at the job; it goes on whether anybody looks or not (REL-13).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import escape

import streamlit as st

from reconcile import show
from reconcile.pages import menu
from reconcile.pages.allowed import button
from reconcile.pages.applying import forget, start
from reconcile.pages.handed_over import handed_over
from reconcile.pages.outcomes import after, outcomes
from reconcile.pages.practice import Facts, facts_now, workspace
from reconcile.plans.run import DONE, INTERRUPTED, Run
from reconcile.show.words import count
from reconcile.workspace.people import Role

POLL = timedelta(seconds=1)


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


def _leave() -> None:
    with st.container(horizontal=True):
        if st.button("Take fresh snapshots", type="primary", icon=":material/photo_camera:", key="fresh"):
            forget()
            st.switch_page(menu.SNAPSHOTS)
        st.button("Back to the plan", key="leave-run", on_click=forget)
