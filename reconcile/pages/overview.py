"""Overview: where the practice stands, what needs attention, and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.grid import read_only
from reconcile.pages.practice import Facts
from reconcile.pages.top import begin, nothing_yet, showing
from reconcile.plans.run import DONE
from reconcile.show.changes import shown_held
from reconcile.show.funnel import standing_of
from reconcile.show.next_step import Standing, Step, next_step
from reconcile.show.notices import cards
from reconcile.show.words import ago, app_label, count
from reconcile.workspace.nights import FAILED, INTERRUPTED

TARGETS = {
    "snapshots": menu.SNAPSHOTS,
    "first import": menu.FIRST_IMPORT,
    "duplicates": menu.DUPLICATES,
    "plan": menu.PLAN,
    "history": menu.HISTORY,
}


CHECKS = {
    "archived on one side": "Archiving does not cross from one app to the other; settle it by hand (SYN-7).",
    "vanished": "It was in its app when it was linked and is no longer in its list: deleted, or merged into another (SYN-8).",
    "merge suspected": "It is gone and another record of its app has its contacts now; merges do not cross (SYN-8).",
    "more than one default contact": "Nobody can say which one is meant, so none becomes the default elsewhere (SYN-2).",
    "one email on very many clients": "It tells nobody apart: somebody who keeps all their books, or a stand-in (DUP-5).",
    "two links to one client": "More than one link ends at one client; the extra link has to be removed by hand (IMP-5).",
}
HELD = {
    "conflict": "Both apps changed the field since the last sync; a person has to choose (SYN-14).",
    "staff not matched": "The partner or manager is no user in the other app under the same email (SYN-3).",
    "names no longer agree": "Linked, and the names have nothing in common any more, so nothing is ticked (IMP-4).",
    "equal name, nothing else agrees": "Linked by their name alone; they may be two of one name, so nothing is ticked (IMP-2).",
}
WHY_WIDE = {"Why": st.column_config.Column(width="large")}


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
    step = st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False, key="next-step")
    st.html(cards([_app_card(facts, app) for app in (App.XPM, App.IGNITION, App.GUSTO)]))
    # what the apps hold is there at once; what has to be worked out of it comes after
    with step, showing():
        _next_step(facts)
    with showing():
        st.subheader("Where the clients stand")
        st.html(show.funnel(_standing(facts)))
        _attention(facts)


def _standing(facts: Facts) -> pd.DataFrame:
    """Where the clients of each app stand (``show.standing``)."""
    plan = facts.newest_plan
    held = plan.held if plan else None
    stamp, queue = f"{facts.answers_stamp}-{plan.plan_id if plan else ''}", facts.queue
    return facts.kept(
        "funnel",
        lambda: standing_of(facts.clients, facts.ws.linked_records(), queue.records_of(queue.open), held),
        stamp,
    )


def now_of(facts: Facts) -> Standing:
    """What the next step depends on."""
    runs, plan = facts.runs, facts.newest_plan
    newest = facts.ws.newest()
    last = runs.iloc[0] if len(runs) else None
    pairs = facts.queue.counts
    return Standing(
        apps=frozenset(newest),
        connected=frozenset(facts.ws.connections.apps),
        undecided=pairs["waiting"] + pairs["later"],
        waiting=pairs["waiting"],
        linked=len(facts.links),
        planned=int(plan.changes["ticked"].astype(bool).sum()) if plan else None,
        plan_is_current=plan is not None
        and plan.snapshots == {app.value: taken.snapshot_id for app, taken in newest.items()},
        run_state=str(last["state"]) if last is not None else "",
        handed=int((facts.waiting["outcome"] == "waiting").sum()),
        taken_since_run=last is None
        or not last["started_at"]  # its plan is gone, and with it when it began
        or all(taken.taken_at > last["started_at"] for taken in newest.values()),
    )


def _next_step(facts: Facts) -> None:
    step: Step = next_step(now_of(facts))
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


@dataclass(frozen=True)
class Item:
    """Something to look at: a title, why it matters, and either the records or the page that shows them."""

    title: str
    why: str
    rows: pd.DataFrame | None = None
    held: bool = False
    page: str = ""
    label: str = ""


def _attention(facts: Facts) -> None:
    st.subheader("Needs attention")
    found = attention(facts)
    if not found:
        st.html(show.notice("Nothing needs your attention.", tone="good"))
    for number, item in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"attention-{number}"):
            st.html(show.notice(item.title, item.why, tone="warn"))
            if item.page and st.button(item.label, key=f"attention-go-{number}"):
                st.switch_page(item.page)
        if item.rows is not None:
            # a grid costs the browser more than all the rest of the page, so it is drawn where somebody opens it
            part = st.expander("Show them", key=f"attention-open-{number}", on_change="rerun")
            if part.open:
                shown = shown_held if item.held else _as_it_is  # a page of them, not all, is put into words
                with part:
                    read_only(f"attention-rows-{number}", item.rows, shown, WHY_WIDE)


def _as_it_is(rows: pd.DataFrame) -> pd.DataFrame:
    return rows


def attention(facts: Facts) -> list[Item]:
    """What a person should look at, most pressing first."""
    found: list[Item] = []
    for row in frames.rows_of(facts.runs.head(1)):
        if row["state"] == DONE and row["not_applied"]:
            title = f"{count(int(row['not_applied']), 'change')} of the last run did not get through"
            why = "Each has its reason; a plan from fresh snapshots tries them again."
            found.append(Item(title, why, page=menu.HISTORY, label="Show the run"))
    found += _night_items(facts) + _waiting_items(facts)
    for reason, rows in facts.attention.groupby("reason", sort=True):
        named = pd.DataFrame({"App": map(app_label, rows["app"]), "Client": rows["name"], "Why": rows["why"]})
        found.append(Item(f"{count(len(rows), 'client')}: {reason}", CHECKS.get(str(reason), ""), named))
    return found + _held_items(facts)


def _night_items(facts: Facts) -> list[Item]:
    """What was wrong with the last nightly sync (SYN-10, SYN-12)."""
    for row in frames.rows_of(facts.ws.nights().head(1)):
        unread = ", ".join(app_label(app) for app in row["failed"])
        if row["state"] in (FAILED, INTERRUPTED):
            why = row["reason"] or "The program that ran it ended before it was done."
            return [Item(f"The last nightly sync {'failed' if row['state'] == FAILED else 'was broken off'}", why)]
        if row["health"] != "normal":
            why = "Up to half an hour is normal; more than an hour is a fault to raise with support (SYN-12)."
            return [Item("The last nightly sync took longer than it should", why)]
        if unread:
            return [
                Item(f"The last nightly sync could not read {unread}", "Nothing was applied. Take a snapshot by hand.")
            ]
    return []


def _waiting_items(facts: Facts) -> list[Item]:
    """What was handed over to a person and no snapshot has shown yet."""
    waiting = facts.waiting
    if waiting.empty:
        return []
    unseen = int((waiting["outcome"] == "not seen yet").sum())
    title = f"{count(len(waiting), 'change')} handed over and not seen in a snapshot yet"
    why = f"{int(waiting['ticked'].astype(bool).sum()):,} ticked off; {unseen:,} not in the newest snapshot, so planned anew."
    return [Item(title, why, page=menu.HISTORY, label="Show what waits")]


def _held_items(facts: Facts) -> list[Item]:
    plan = facts.newest_plan
    if plan is None:
        return []
    found = []
    for reason, why in HELD.items():
        rows = plan.held[plan.held["reason"] == reason]
        if len(rows):
            found.append(Item(f"{count(len(rows), 'value')}: {reason}", why, rows, held=True))
    return found


if __name__ == "__main__":
    main()
