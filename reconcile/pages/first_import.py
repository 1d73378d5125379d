"""First import: what Ignition would do today with XPM's clients, and the guided way to do better (IMP-1 to IMP-5)."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.allowed import button
from reconcile.pages.grid import read_only
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import begin, nothing_yet, said, showing, telling
from reconcile.show.first_import import Import
from reconcile.show.notices import cards, steps
from reconcile.show.words import app_label, count, when
from reconcile.workspace.people import Role


def main() -> None:
    facts = begin("First import", "What Ignition would do today with XPM's clients, before it does it.")
    newest = facts.ws.newest()
    if not {App.XPM, App.IGNITION} <= set(newest):
        missing = " and ".join(app.label for app in (App.XPM, App.IGNITION) if app not in newest)
        text = f"The review needs a snapshot of XPM and one of Ignition; {missing} has none yet."
        nothing_yet("⇥", "Not enough snapshots", text, page=menu.SNAPSHOTS, label="Go to Snapshots")
        return
    with showing():
        found = facts.forecast
        st.html(steps(_steps(facts, found)))
        if facts.time_left:
            st.html(f'<div class="rc-quiet" id="time-left">{escape(facts.time_left)}</div>')
        _forecast(found)
        _next(facts, found)
        _lists(facts, found)


def _steps(facts: Facts, found: Import) -> list[tuple[str, str, str]]:
    """The five steps; the first one that is not done is the one to do now."""
    plan, undecided = facts.newest_plan, _undecided(facts)
    entries = [
        ("Snapshots", "XPM and Ignition", True),
        (
            "Link",
            f"{count(len(found.links), 'exact name')} to link" if len(found.links) else "all exact names linked",
            found.links.empty,
        ),
        (
            "Decide",
            f"{count(undecided, 'decision')} left" if undecided else "nothing left to decide",
            not undecided,
        ),
        ("Plan", f"{count(len(plan.changes), 'change')}" if plan else "not built yet", plan is not None),
        ("Apply", "nothing is written before", plan is None and len(facts.runs) > 0),
    ]
    states, now = [], "now"
    for title, note, done in entries:
        state = "done" if done and now == "now" else now
        states.append((title, note, state))
        if state == "now":
            now = "next"
    return states


def _undecided(facts: Facts) -> int:
    """The pairs that somebody has to be asked about; what others imply is not among them."""
    counts = facts.queue.counts
    return counts["waiting"] + counts["later"]


def _forecast(found: Import) -> None:
    st.subheader("If Ignition imported today")
    doubles = len(found.doubles)
    st.html(
        cards(
            [
                {
                    "title": "Linked",
                    "value": f"{found.linked + len(found.links):,}",
                    "note": "mapped already, or exactly equal names",
                },
                {
                    "title": "Created as leads",
                    "value": f"{len(found.creates):,}",
                    "note": "every other current XPM client",
                },
                {
                    "title": "Probable duplicates among them",
                    "value": f"{doubles:,}",
                    "note": "Ignition has them, but not linked",
                    "tone": "warn" if doubles else "plain",
                },
                {
                    "title": "Equal names on several clients",
                    "value": f"{found.groups['name'].nunique():,}",
                    "note": "nothing is linked by itself",
                },
            ]
        )
    )


def _next(facts: Facts, found: Import) -> None:
    with st.container(horizontal=True):
        if len(found.links):
            button(
                f"Link {count(len(found.links), 'exact name')}",
                Role.REVIEWER,
                type="primary",
                icon=":material/link:",
                on_click=_link,
                key="link",
            )
        elif undecided := _undecided(facts):
            label = f"Decide {count(undecided, 'pair')}"
            if st.button(label, type="primary", icon=":material/compare:", key="decide"):
                st.switch_page(menu.DUPLICATES)
        else:
            label = "Go to the plan" if facts.newest_plan else "Build the plan"
            if st.button(label, type="primary", icon=":material/checklist:", key="to-plan"):
                st.switch_page(menu.PLAN)


def _link() -> None:
    with telling():
        report = workspace().link_exact_names()
        said(
            f"{count(len(report.linked), 'link')} made.",
            "They are in this practice only; the plan writes them to Ignition.",
        )


def _lists(facts: Facts, found: Import) -> None:
    linked = facts.links[facts.links["app_a"] == App.XPM.value]
    names = (
        f"Duplicates it would make · {len(found.doubles):,}",
        f"Would be linked · {len(found.links):,}",
        f"Equal names · {found.groups['name'].nunique():,}",
        f"Would be created · {len(found.creates):,}",
        f"Linked · {len(linked):,}",
    )
    doubles, links, groups, creates, made = st.tabs(names)
    with doubles:
        _table(
            "doubles",
            found.doubles,
            "Nothing would be created twice",
            {"XPM": "XPM has", "Ignition": "Ignition has already", "why": "Why it is not linked by itself"},
        )
    with links:
        _table(
            "links",
            found.links,
            "Every exact name is linked",
            {"name_a": "XPM", "name_b": "Ignition", "origin": "Why", "rule": "Rule"},
        )
    with groups:
        st.caption(
            "One name stands on more than one side of a link. Each member is shown; a person says who is who (IMP-5)."
        )
        _table(
            "groups",
            found.groups,
            "No name stands on several clients",
            {"name": "Name", "app": "App", "client_id": "Id"},
        )
    with creates:
        _table("creates", found.creates, "Nothing would be created", {"name": "Name", "client_id": "Id in XPM"})
    with made:
        if linked.empty:
            st.html(show.notice("No link yet", tone="good"))
        else:
            read_only("import-made", linked, lambda rows: _shown_links(facts, rows))


def _shown_links(facts: Facts, links: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "XPM": links["name_a"],
            "Ignition": links["name_b"],
            "Why": links["origin"],
            "Rule": links["rule"],
            "When": [when(moment, facts.zone) for moment in links["linked_at"]],
            "By": links["linked_by"],
        }
    )


def _table(name: str, table: pd.DataFrame, empty: str, columns: dict[str, str]) -> None:
    if table.empty:
        st.html(show.notice(empty, tone="good"))
        return
    named = table[list(columns)].rename(columns=columns)
    if "App" in named:
        named = named.assign(App=[app_label(str(app)) for app in named["App"]])
    read_only(f"import-{name}", named, lambda rows: rows)


if __name__ == "__main__":
    main()
