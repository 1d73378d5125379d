"""Plan: every change with before, after and why; ticked or not; applied with one press (REL-1, REL-9, REL-13)."""

from __future__ import annotations

import functools

import streamlit as st

from reconcile import show
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.allowed import button
from reconcile.pages.applying import ask, running
from reconcile.pages.choice import Choice, choice_of, tick_many, tick_shown
from reconcile.pages.client_drawer import drawer
from reconcile.pages.connections import sign_in_again
from reconcile.pages.grid import paged, read_only, tickable
from reconcile.pages.handing_over import ask_to_hand_over
from reconcile.pages.plan_figures import facets, figures, way_of
from reconcile.pages.plan_files import export, load
from reconcile.pages.plan_groups import by_client, by_field
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.survivors import conflicts
from reconcile.pages.top import begin, chosen, nothing_yet, one_of, picked, showing, telling
from reconcile.plans.plan import Plan
from reconcile.show.changes import ChangeFilter, facet, shown_changes, shown_held
from reconcile.show.notices import cards
from reconcile.show.words import CHANGE_KINDS, ago, app_label, count
from reconcile.workspace.people import Role

PARTS = {"changes": "Changes", "clients": "By client", "fields": "By field", "held": "Held back"}

SETTLED_HERE = ("conflict", "kept as chosen")
"""Why something is held back where a person chooses one of two values in place."""

WIDTHS = {
    "App": st.column_config.Column(width=65),
    "Client": st.column_config.Column(width=170),
    "What": st.column_config.Column(width=105),
    "Field": st.column_config.Column(width=105),
    "Before": st.column_config.Column(width=125),
    "After": st.column_config.Column(width=140),
    "How": st.column_config.Column(width=75),
    "Rule": st.column_config.Column(width=65),
    "Why": st.column_config.Column(width=340),
    "Risk": st.column_config.Column(width=70),
}


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
    unfinished = facts.runs[facts.runs["state"] != "done"]
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
    choice = choice_of(plan)
    _header(facts, plan)
    _chosen_since(facts, plan)
    sign_in_again(facts, frozenset(App(app) for app in facets(facts, plan)["app"]))
    found = figures(facts, plan, choice)
    st.html(cards(found.cards))
    if found.handed:
        title = "Not everything goes through an interface"
        text = "What does not is handed over to you when you apply."
        st.html(show.notice(title, text, tone="accent", lines=found.handed))
    for sentence in found.brakes:
        st.html(
            show.notice("Brake", sentence, "Apply asks for the number of changes before it goes past this.", tone="bad")
        )
    counts = {"changes": f" · {len(plan.changes):,}", "held": f" · {len(plan.held):,}"}
    view = one_of("Show", {part: f"{word}{counts.get(part, '')}" for part, word in PARTS.items()}, "part")
    if view == "held":
        _held(facts, plan)
    elif view == "clients":
        by_client(facts, plan, choice)
    elif view == "fields":
        by_field(plan, choice)
    else:
        _changes(facts, plan, choice)
    _actions(facts, plan, choice, found.takes)


def _header(facts: Facts, plan: Plan) -> None:
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
        export(facts, plan)
        load()


def _chosen_since(facts: Facts, plan: Plan) -> None:
    """Values that were chosen after the plan was built are in the next one."""
    number = sum(row["decided_at"] > plan.built_at for row in facts.choices.values())
    if number:
        title = f"{count(number, 'value')} chosen since this plan was built."
        st.html(
            show.notice(title, "Build it again when you are through: the new plan follows your choices.", tone="accent")
        )


def _changes(facts: Facts, plan: Plan, choice: Choice) -> None:
    if plan.is_empty:
        st.html(show.empty_state("✓", "Nothing to change", "The apps agree wherever the rules let them exchange data."))
        return
    rows = _filters(facets(facts, plan)).rows(plan.changes, choice.selected)
    with st.container(horizontal=True, vertical_alignment="center"):
        ids = list(rows["change_id"])
        st.button(
            f"Tick these {len(ids):,}",
            icon=":material/select_check_box:",
            on_click=tick_many,
            args=(plan.plan_id, ids, True),
            disabled=not ids,
        )
        st.button(
            f"Untick these {len(ids):,}",
            icon=":material/check_box_outline_blank:",
            on_click=tick_many,
            args=(plan.plan_id, ids, False),
            disabled=not ids,
        )
        st.caption("A tick brings along what it needs: a new client's fields go only with the client.")
    if rows.empty:
        st.html(show.empty_state("◌", "Nothing fits these filters", "Remove a filter to see the other changes."))
        return
    meant = functools.partial(tick_shown, plan.plan_id)
    shown = functools.partial(shown_changes, ways=way_of(facts, plan))
    tickable("plan", rows, "change_id", choice.selected, shown, meant=meant, columns=WIDTHS)


def _filters(counts: dict[str, dict[str, int]]) -> ChangeFilter:
    left, middle, right = st.columns([3, 5, 6])
    with left:
        apps = chosen("App", counts["app"], {app: app_label(app) for app in ("xpm", "ignition", "gusto")}, "app")
    with middle:
        kinds = chosen("What", counts["kind"], CHANGE_KINDS, "what")
    with right:
        first, second, third = st.columns([3, 3, 2])
        with first:
            fields = picked("Field", counts["field_label"], {}, "field", "Any field")
        search = second.text_input(
            "Client or value",
            key="search",
            bind="query-params",
            placeholder="Search",
            icon=":material/search:",
            live=True,
        )
        ticked = third.selectbox("Ticked", ["all", "ticked", "unticked"], key="ticked", format_func=str.capitalize)
    return ChangeFilter(apps, kinds, fields, search or "", ticked)


def _held(facts: Facts, plan: Plan) -> None:
    if plan.held.empty:
        st.html(show.empty_state("✓", "Nothing is held back", "Everything that the plan saw is among its changes."))
        return
    reasons = facet(plan.held, "reason")
    picked = chosen("Reason", reasons, {}, "reason")
    for reason, number in reasons.items():
        if not picked or reason in picked:
            rows = plan.held[plan.held["reason"] == reason]
            with st.expander(f"{reason.capitalize()} · {number:,}", expanded=len(reasons) < 4 or bool(picked)):
                if reason in SETTLED_HERE:
                    conflicts(facts, rows, paged(f"held-{reason}", rows, size=10).rows)
                else:
                    read_only(f"held-{reason}", rows, shown_held, {"Why": st.column_config.Column(width="large")})
    waiting = plan.held["reason"].isin(["near duplicate not decided", "equal name not decided"]).sum()
    if waiting and st.button(f"Decide {count(int(waiting), 'record')} under Duplicates", icon=":material/compare:"):
        st.switch_page(menu.DUPLICATES)


def _actions(facts: Facts, plan: Plan, choice: Choice, takes: str) -> None:
    number = len(choice.selected)
    with st.bottom, st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        button(
            f"Apply {count(number, 'change')}…",
            Role.APPROVER,
            type="primary",
            icon=":material/play_arrow:",
            key="apply",
            disabled=not number,
            on_click=st.session_state.update,
            args=({"asking": plan.plan_id},),
        )
        button(
            "Hand over…",
            Role.APPROVER,
            icon=":material/assignment:",
            key="hand-over",
            disabled=not number,
            help="Into files to upload and a checklist, without writing to an app.",
            on_click=st.session_state.update,
            args=({"handing": plan.plan_id},),
        )
        if number and takes:
            st.caption(takes, width="content")
    if st.session_state.pop("asking", "") == plan.plan_id:
        ask(facts, plan, choice.selected)
    elif st.session_state.pop("handing", "") == plan.plan_id:
        ask_to_hand_over(facts, plan, choice.selected)


if __name__ == "__main__":
    main()
