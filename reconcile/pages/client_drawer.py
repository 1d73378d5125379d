"""The drawer of one client: everything about it beside the page, at an address of its own."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.errors import ReconcileError
from reconcile.pages.grid import read_only
from reconcile.pages.practice import Facts, facts_now
from reconcile.pages.survivors import survivors
from reconcile.show.changes import shown_changes, shown_held
from reconcile.show.client import client_table
from reconcile.show.links import ORIGINS
from reconcile.show.queue import decided_rows
from reconcile.show.words import app_label, count, when
from reconcile.workspace.client_story import ClientStory

PARAMETER = "client"
"""What the address says: records as ``app:id``, one after another."""


def open_client(*records: str, label: str = "Everything about it", key: str = "open-client") -> None:
    """The button that opens the drawer of these records (``app:id``)."""
    st.button(label, icon=":material/right_panel_open:", key=key, on_click=go_to_client, args=(list(records),))


def go_to_client(records: list[str]) -> None:
    """Opens the drawer with the next painting."""
    st.query_params[PARAMETER] = records


def is_open() -> bool:
    """Whether the drawer is open: shortcuts have to be off behind it."""
    return bool(_asked_for())


def _asked_for() -> list[str]:
    return [record for record in st.query_params.get_all(PARAMETER) if record]


def drawer(facts: Facts) -> None:
    """Draws the drawer where the address asks for one. Called once a page, at its end."""
    records = _asked_for()
    if not records:
        return
    try:
        facts.story(tuple(records))  # an unknown client is told on the page, not in an empty drawer
    except ReconcileError as error:
        _close()
        st.html(show.problem(error))
        return
    st.dialog("Everything about one client", width="medium", position="right", on_dismiss=_close)(_inside)(
        tuple(records)
    )


def _close() -> None:
    st.query_params.pop(PARAMETER, None)


def _inside(records: tuple[str, ...]) -> None:
    """Drawn anew at every choice made in it, so it reads what stands now."""
    facts = facts_now()
    story = facts.story(records)
    heading = f'<h2 class="rc-heading">{escape(story.name)}</h2>'
    st.html(show.style() + heading + client_table(story.records, story.fields))
    if len(story.survivors):
        part("Whose value stands")
        st.caption("Where the records differ. What you choose is kept with your name, and the next plan follows it.")
        survivors(facts, story.survivors)
    _planned(story)
    _said(facts, story)
    _done(facts, story)


def part(title: str) -> None:
    """The heading of a part of the drawer."""
    st.html(f'<h3 class="rc-part-title">{escape(title)}</h3>')


def _planned(story: ClientStory) -> None:
    part(f"Planned · {len(story.changes):,}")
    if len(story.changes):
        read_only("story-changes", story.changes, shown_changes)
    else:
        st.caption("The newest plan changes nothing here.")
    if len(story.held):
        st.caption(f"{count(len(story.held), 'item')} held back.")
        read_only("story-held", story.held, shown_held)


def _said(facts: Facts, story: ClientStory) -> None:
    if len(story.links):
        part(f"Links · {len(story.links):,}")
        st.dataframe(_shown_links(facts, story.links), hide_index=True)
    if len(story.decisions):
        part(f"Answers · {len(story.decisions):,}")
        rows = decided_rows(story.decisions).drop(columns="pair_id")
        st.dataframe(rows.assign(When=[when(moment, facts.zone) for moment in rows["When"]]), hide_index=True)
    if len(story.choices):
        part(f"Values chosen · {len(story.choices):,}")
        st.dataframe(shown_choices(facts, story.choices), hide_index=True)


def _shown_links(facts: Facts, links: pd.DataFrame) -> pd.DataFrame:
    ends = zip(links["ended_at"], links["ended_by"], strict=True)
    ended = [when(at, facts.zone) + (f" by {by}" if by else "") for at, by in ends]
    return pd.DataFrame(
        {
            "App": [app_label(app) for app in links["app_a"]],
            "Name there": links["name_a"],
            "Name in Ignition": links["name_b"],
            "Known by": [ORIGINS.get(origin, origin) for origin in links["origin"]],
            "Since": [when(moment, facts.zone) for moment in links["linked_at"]],
            "By": links["linked_by"],
            "Ended": ended,
        }
    )


def shown_choices(facts: Facts, choices: pd.DataFrame) -> pd.DataFrame:
    """Chosen values in words."""
    sides = {"here": "Ignition's value", "there": "the other app's value"}
    return pd.DataFrame(
        {
            "Client": choices["name"],
            "Field": choices["field"],
            "Chosen": [sides.get(side, "taken back") for side in choices["side"]],
            "Other app": choices["value_there"],
            "Ignition": choices["value_here"],
            "By": choices["decided_by"],
            "When": [when(moment, facts.zone) for moment in choices["decided_at"]],
        }
    )


def _done(facts: Facts, story: ClientStory) -> None:
    if story.history.empty:
        return
    part(f"Done by runs · {len(story.history):,}")
    rows = story.history
    read_only(
        "story-history",
        rows,
        lambda page: pd.DataFrame(
            {
                "When": [when(moment, facts.zone) for moment in page["started_at"]],
                "By": page["by"],
                "App": [app_label(app) for app in page["app"]],
                "Field": page["field_label"],
                "Before": page["before"],
                "After": page["after"],
                "Outcome": page["outcome"],
                "Run": page["run_id"],
            }
        ),
    )
