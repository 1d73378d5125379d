"""Overview: where the practice stands, what needs attention, and the one thing to do next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from reconcile import show
from reconcile.links import check_links
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.practice import Facts
from reconcile.pages.top import begin, nothing_yet, showing
from reconcile.show.next_step import Standing, Step, next_step
from reconcile.show.notices import cards
from reconcile.show.words import ago, count

TARGETS = {
    "snapshots": menu.SNAPSHOTS,
    "first import": menu.FIRST_IMPORT,
    "duplicates": menu.DUPLICATES,
    "plan": menu.PLAN,
    "history": menu.HISTORY,
}


def main() -> None:
    facts = begin("", "Ignition, Xero Practice Manager and Gusto: one list of clients")
    newest = facts.ws.newest()
    if not newest:
        nothing_yet(
            "◌",
            "No snapshot yet",
            "A snapshot is a copy of an app's client list. Everything here is worked out from snapshots, and nothing is "
            "written to an app before you apply a plan.",
            page=menu.SNAPSHOTS,
            label="Take the first snapshots",
        )
        return
    with showing():
        _next_step(facts)
        st.html(cards([_app_card(facts, app) for app in (App.XPM, App.IGNITION, App.GUSTO)]))
        st.subheader("Where the clients stand")
        plan = facts.newest_plan
        st.html(show.funnel(show.standing(facts.clients, facts.links, facts.duplicates, plan.held if plan else None)))
        _attention(facts)


def standing_of(facts: Facts) -> Standing:
    """What the next step depends on."""
    runs, plan = facts.runs, facts.newest_plan
    newest = facts.ws.newest()
    last = runs.iloc[0] if len(runs) else None
    return Standing(
        apps=frozenset(newest),
        connected=frozenset(facts.ws.connections.apps),
        undecided=facts.undecided,
        waiting=int((facts.duplicates["decision"].isna()).sum()),
        linked=len(facts.links),
        planned=int(plan.changes["ticked"].astype(bool).sum()) if plan else None,
        plan_is_current=plan is not None
        and plan.snapshots == {app.value: taken.snapshot_id for app, taken in newest.items()},
        run_state=str(last["state"]) if last is not None else "",
        taken_since_run=last is None or all(taken.taken_at > last["started_at"] for taken in newest.values()),
    )


def _next_step(facts: Facts) -> None:
    step: Step = next_step(standing_of(facts))
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False, key="next-step"):
        st.html(f"<strong>Next: {step.title}</strong><br><span class='rc-quiet'>{step.why}</span>")
        if st.button(
            step.label, type="primary", key="next-step-button", icon=":material/arrow_forward:", icon_position="right"
        ):
            st.switch_page(TARGETS[step.page])


def _app_card(facts: Facts, app: App) -> dict[str, str]:
    taken = facts.ws.newest().get(app)
    if taken is None:
        connected = app in facts.ws.connections.apps
        return {
            "title": app.label,
            "value": "–",
            "note": "connected, no snapshot yet" if connected else "not connected",
        }
    archived = f", {taken.archived:,} archived" if taken.archived else ""
    place = "the app" if taken.origin_kind == "api" else taken.origin_place
    notes = f" · {count(len(taken.notes), 'note')}" if taken.notes else ""
    return {
        "title": app.label,
        "value": f"{taken.current:,} clients",
        "note": f"{taken.contacts:,} contacts{archived}",
        "foot": f"Snapshot taken {ago(taken.taken_at)} from {place}{notes}",
    }


def _attention(facts: Facts) -> None:
    st.subheader("Needs attention")
    found = attention(facts)
    if not found:
        st.html(show.notice("Nothing needs your attention.", tone="good"))
        return
    for number, (title, why, page, label) in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"attention-{number}"):
            st.html(show.notice(title, why, tone="warn"))
            if st.button(label, key=f"attention-go-{number}"):
                st.switch_page(page)


def attention(facts: Facts) -> list[tuple[str, str, str, str]]:
    """What a person should look at: (title, why, page, the button's label)."""
    found: list[tuple[str, str, str, str]] = []
    plan = facts.newest_plan
    for row in _failures(facts):
        title = f"{count(int(row['not_applied']), 'change')} of the last run did not get through"
        found.append(
            (title, "Each has its reason; a plan from fresh snapshots tries them again.", menu.HISTORY, "Show the run")
        )
    checks = check_links(facts.links, facts.clients)
    for reason, rows in checks.groupby("reason", sort=True):
        title = f"{count(len(rows), 'client')}: {reason}"
        found.append((title, str(rows.iloc[0]["why"]), menu.PLAN if plan else menu.FIRST_IMPORT, "Show"))
    if plan is not None:
        for reason in ("conflict", "staff not matched", "default contact kept"):
            rows = plan.held[plan.held["reason"] == reason]
            if len(rows):
                found.append(
                    (f"{count(len(rows), 'value')}: {reason}", str(rows.iloc[0]["why"]), menu.PLAN, "Show in the plan")
                )
    return found


def _failures(facts: Facts) -> list[dict[str, Any]]:
    last = facts.runs.head(1)
    return [dict(row) for _, row in last.iterrows() if row["state"] == "done" and row["not_applied"]]


if __name__ == "__main__":
    main()
