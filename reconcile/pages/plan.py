"""Plan: every change with before, after and why; ticked or not; applied with one press (REL-1, REL-9, REL-13)."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from reconcile import show
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.allowed import button
from reconcile.pages.applying import ask
from reconcile.pages.choice import Choice, choice_of
from reconcile.pages.client_drawer import drawer
from reconcile.pages.connections import sign_in_again
from reconcile.pages.handing_over import ask_to_hand_over
from reconcile.pages.plan_changes import changes
from reconcile.pages.plan_figures import Figures, facets, figures
from reconcile.pages.plan_files import export, load
from reconcile.pages.plan_groups import by_client, by_field
from reconcile.pages.plan_held import held_back
from reconcile.pages.practice import Facts, facts_now, workspace
from reconcile.pages.running import running
from reconcile.pages.top import begin, nothing_yet, one_of, showing, telling
from reconcile.plans.plan import Plan
from reconcile.plans.run import INTERRUPTED, RUNNING
from reconcile.show.notices import cards
from reconcile.show.words import ago, count
from reconcile.workspace.people import Role

POLL = timedelta(seconds=1)

PARTS = {"changes": "Changes", "clients": "By client", "fields": "By field", "held": "Held back"}


def main() -> None:
    facts = begin("Plan", "What would change in which app, and why. Nothing is written before you apply it.")
    if len(facts.ws.newest()) < 2:
        text = "A plan compares the newest snapshots: Ignition's and at least one other app's."
        nothing_yet("☑", "Not enough snapshots", text, page=menu.SNAPSHOTS, label="Go to Snapshots")
        return
    with showing():
        run_id = _run_to_show(facts)
        if run_id:
            running(facts, run_id)
            return
        plan = _plan_to_show(facts)
        if plan is None:
            _offer_to_build()
            return
        _review(facts, plan)
        drawer(facts)


def _run_to_show(facts: Facts) -> str:
    """The run that is at work or broken off, or the one that was started from this tab."""
    started = str(st.session_state.get("run_id", ""))
    if started:
        return started
    unfinished = facts.runs[facts.runs["state"].isin([RUNNING, INTERRUPTED])]
    return str(unfinished.iloc[0]["run_id"]) if len(unfinished) else ""


def _plan_to_show(facts: Facts) -> Plan | None:
    plan_id = str(st.session_state.get("plan_id", ""))
    return facts.plan(plan_id) if plan_id else facts.newest_plan


def _build() -> None:
    with telling():
        st.session_state["plan_id"] = workspace().build_plan().plan_id


def _offer_to_build() -> None:
    text = (
        "It lists every difference that the rules let through, field by field, and what is held back with the reason."
    )
    st.html(show.empty_state("☑", "No plan yet", text))
    with st.container(horizontal=True, horizontal_alignment="center"):
        button("Build the plan", Role.REVIEWER, type="primary", key="build", on_click=_build)
        load()


def _review(facts: Facts, plan: Plan) -> None:
    choice = choice_of(facts, plan)
    _header(facts, plan, choice)
    _chosen_since(facts, plan)
    sign_in_again(facts, frozenset(App(app) for app in facets(facts, plan)["app"]))
    found = figures(facts, plan, choice)
    st.html(cards(found.cards))
    if found.handed:
        title = "Not everything goes through an interface" if found.writes else "Nothing goes through an interface"
        text = f"{'What does not' if found.writes else 'All of it'} is handed over to you when you apply."
        st.html(show.notice(title, text, tone="accent", lines=found.handed))
    for sentence in found.brakes:
        st.html(
            show.notice("Brake", sentence, "Apply asks for the number of changes before it goes past this.", tone="bad")
        )
    counts = {"changes": f" · {len(plan.changes):,}", "held": f" · {len(plan.held):,}"}
    view = one_of("Show", {part: f"{word}{counts.get(part, '')}" for part, word in PARTS.items()}, "part")
    if view == "held":
        held_back(facts, plan)
    elif view == "clients":
        by_client(facts, plan, choice)
    elif view == "fields":
        by_field(choice)
    else:
        changes(choice, facets(facts, plan), facts.ways(plan.plan_id))
    _actions(plan, choice, found)
    if not found.complete:
        _until_complete(plan.plan_id)


@st.fragment(run_every=POLL)
def _until_complete(plan_id: str) -> None:
    """Draws the page once more when it is known which way each change takes."""
    if facts_now().ways(plan_id) is not None:
        st.rerun()


def _header(facts: Facts, plan: Plan, choice: Choice) -> None:
    newest = {app.value: taken.snapshot_id for app, taken in facts.ws.newest().items()}
    if plan.undo_of:
        text = "It puts back what that run wrote, and is reviewed and applied like any other plan."
        st.html(show.notice(f"This plan takes back run {plan.undo_of}.", text, tone="accent"))
    elif plan.retry_of:
        text = "It holds what that run could not do and nothing else; each record is read again before it is written."
        st.html(show.notice(f"This plan tries again what failed in run {plan.retry_of}.", text, tone="accent"))
    elif plan.snapshots != newest:
        text = "There are newer snapshots. What has moved since is set aside when the plan is applied."
        st.html(
            show.notice(
                "This plan was built from older snapshots.", text, "Build it again to see today's.", tone="warn"
            )
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Plan {plan.plan_id}, built {ago(plan.built_at)}")
        button("Build again", Role.REVIEWER, icon=":material/refresh:", on_click=_build, key="build")
        export(facts, plan, choice)
        load()


def _chosen_since(facts: Facts, plan: Plan) -> None:
    """Values that were chosen after the plan was built are in the next one."""
    number = sum(row["decided_at"] > plan.built_at for row in facts.choices.values())
    if number:
        title = f"{count(number, 'value')} chosen since this plan was built."
        st.html(
            show.notice(title, "Build it again when you are through: the new plan follows your choices.", tone="accent")
        )


def _actions(plan: Plan, choice: Choice, found: Figures) -> None:
    off = not choice.number or not found.complete
    with st.bottom, st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        button(
            f"Apply {count(choice.number, 'change')}…",
            Role.APPROVER,
            type="primary",
            icon=":material/play_arrow:",
            key="apply",
            disabled=off,
            help=None if found.complete else "It is still being worked out which way each change takes into its app.",
            on_click=st.session_state.update,
            args=({"asking": plan.plan_id},),
        )
        button(
            "Hand over…",
            Role.APPROVER,
            icon=":material/assignment:",
            key="hand-over",
            disabled=off,
            help="Into files to upload and a checklist, without writing to an app.",
            on_click=st.session_state.update,
            args=({"handing": plan.plan_id},),
        )
        if choice.number and found.takes:
            st.caption(found.takes, width="content")
    if st.session_state.pop("asking", "") == plan.plan_id:
        ask(choice, found)
    elif st.session_state.pop("handing", "") == plan.plan_id:
        ask_to_hand_over(facts_now(), plan, choice.selected)


if __name__ == "__main__":
    main()
