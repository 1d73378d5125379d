"""Plan: every change with before, after and why; ticked or not; applied with one press (REL-1, REL-9, REL-13)."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.applying import ask, running
from reconcile.pages.choice import Choice, choice_of, tick_many, tick_shown
from reconcile.pages.connections import sign_in_again
from reconcile.pages.grid import read_only, tickable
from reconcile.pages.handing_over import ask_to_hand_over
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import begin, chosen, nothing_yet, one_of, picked, showing, telling
from reconcile.plans.plan import Plan
from reconcile.show.changes import ChangeFilter, facet, shown_changes, shown_held, ways_in_words
from reconcile.show.notices import cards
from reconcile.show.words import CHANGE_KINDS, ago, app_label, count

PARTS = {"changes": "Changes", "held": "Held back"}

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
        st.button("Build the plan", type="primary", key="build", on_click=_build)


def _review(facts: Facts, plan: Plan) -> None:
    choice = choice_of(plan)
    _header(facts, plan)
    sign_in_again(facts, frozenset(App(app) for app in set(plan.changes["app"])))
    chosen_rows = plan.changes[plan.changes["change_id"].isin(list(choice.selected))]
    ways = facts.ways(plan.plan_id)
    direct = set(ways.loc[ways["way"] == "directly", "change_id"])
    st.html(cards(_counts(plan, chosen_rows, chosen_rows[chosen_rows["change_id"].isin(list(direct))])))
    handed = ways_in_words(ways[ways["change_id"].isin(list(choice.selected))])
    if handed:
        title = "Not everything goes through an interface"
        st.html(show.notice(title, "What does not is handed over to you when you apply.", tone="accent", lines=handed))
    for sentence in facts.ws.brakes(plan, choice.selected):
        st.html(
            show.notice("Brake", sentence, "Apply asks for the number of changes before it goes past this.", tone="bad")
        )
    view = one_of("Show", {part: f"{word} · {len(getattr(plan, part)):,}" for part, word in PARTS.items()}, "part")
    if view == "held":
        _held(plan)
    else:
        _changes(plan, choice, dict(zip(ways["change_id"], ways["way"], strict=True)))
    _actions(facts, plan, choice)


def _header(facts: Facts, plan: Plan) -> None:
    newest = {app.value: taken.snapshot_id for app, taken in facts.ws.newest().items()}
    if plan.undo_of:
        text = "It puts back what that run wrote, and is reviewed and applied like any other plan."
        st.html(show.notice(f"This plan takes back run {plan.undo_of}.", text, tone="accent"))
    elif plan.snapshots != newest:
        text = "There are newer snapshots. What has moved since is set aside when the plan is applied."
        st.html(
            show.notice(
                "This plan was built from older snapshots.", text, "Build it again to see today's.", tone="warn"
            )
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Plan {plan.plan_id}, built {ago(plan.built_at)}")
        st.button("Build again", icon=":material/refresh:", on_click=_build, key="build")
        st.download_button(
            "JSON",
            plan.to_json,
            f"plan-{plan.plan_id}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "CSV",
            lambda: plan.changes.to_csv(index=False),
            f"plan-{plan.plan_id}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _counts(plan: Plan, ticked: pd.DataFrame, direct: pd.DataFrame) -> list[dict[str, str]]:
    whole = plan.summary()
    clears = int((ticked["kind"] == "clear").sum())
    return [
        {"title": "Ticked changes", "value": f"{len(ticked):,}", "note": f"of {whole['changes']:,}"},
        {"title": "Calls to the apps", "value": f"{direct['op_id'].nunique():,}", "note": _by_app(direct)},
        {"title": "New clients", "value": f"{_creates(ticked):,}", "note": f"of {whole['creates']:,}"},
        {"title": "Cleared values", "value": f"{clears:,}", "note": f"of {whole['clears']:,}"},
        {"title": "Held back", "value": f"{whole['held']:,}", "note": "for a person to settle"},
    ]


def _by_app(rows: pd.DataFrame) -> str:
    counts = facet(rows.drop_duplicates("op_id"), "app")
    return ", ".join(f"{app_label(app)} {number:,}" for app, number in counts.items()) or "none"


def _creates(rows: pd.DataFrame) -> int:
    return int(((rows["kind"] == "create") & (rows["entity"] == "client") & (rows["field"] == "name")).sum())


def _changes(plan: Plan, choice: Choice, ways: Mapping[str, str]) -> None:
    if plan.is_empty:
        st.html(show.empty_state("✓", "Nothing to change", "The apps agree wherever the rules let them exchange data."))
        return
    rows = _filters(plan).rows(plan.changes, choice.selected)
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
    shown = functools.partial(shown_changes, ways=ways)
    tickable("plan", rows, "change_id", choice.selected, shown, meant=meant, columns=WIDTHS)


def _filters(plan: Plan) -> ChangeFilter:
    left, middle, right = st.columns([3, 5, 6])
    with left:
        apps = chosen(
            "App", facet(plan.changes, "app"), {app: app_label(app) for app in ("xpm", "ignition", "gusto")}, "app"
        )
    with middle:
        kinds = chosen("What", facet(plan.changes, "kind"), CHANGE_KINDS, "what")
    with right:
        first, second, third = st.columns([3, 3, 2])
        with first:
            fields = picked("Field", facet(plan.changes, "field_label"), {}, "field", "Any field")
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


def _held(plan: Plan) -> None:
    if plan.held.empty:
        st.html(show.empty_state("✓", "Nothing is held back", "Everything that the plan saw is among its changes."))
        return
    reasons = facet(plan.held, "reason")
    picked = chosen("Reason", reasons, {}, "reason")
    for reason, number in reasons.items():
        if not picked or reason in picked:
            rows = plan.held[plan.held["reason"] == reason]
            with st.expander(f"{reason.capitalize()} · {number:,}", expanded=len(reasons) < 4 or bool(picked)):
                read_only(f"held-{reason}", rows, shown_held, {"Why": st.column_config.Column(width="large")})
    waiting = plan.held["reason"].isin(["near duplicate not decided", "equal name not decided"]).sum()
    if waiting and st.button(f"Decide {count(int(waiting), 'record')} under Duplicates", icon=":material/compare:"):
        st.switch_page(menu.DUPLICATES)


def _actions(facts: Facts, plan: Plan, choice: Choice) -> None:
    number = len(choice.selected)
    takes = " ".join(estimate.sentence for estimate in facts.ws.estimate_apply(plan, choice.selected))
    with st.bottom, st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        st.button(
            f"Apply {count(number, 'change')}…",
            type="primary",
            icon=":material/play_arrow:",
            key="apply",
            disabled=not number,
            on_click=st.session_state.update,
            args=({"asking": plan.plan_id},),
        )
        st.button(
            "Hand over…",
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
