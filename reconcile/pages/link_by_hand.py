"""Linking two records by hand: each is searched by name as one types, seen beside the other, and linked (NEW-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.pages.allowed import button
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import said, telling
from reconcile.show.words import app_label
from reconcile.workspace.people import Role

SHOWN = 8
"""How many of the clients found are listed; more letters bring fewer."""


def link_by_hand(facts: Facts) -> None:
    """The two searches side by side, and under them both records with the button that links them."""
    others = [app for app in (App.XPM, App.GUSTO) if app in facts.clients]
    left, right = st.columns(2)
    with left:
        here = _picked(facts, "In XPM or Gusto" if len(others) > 1 else f"In {others[0].label}", others, "here")
    with right:
        there = _picked(facts, "In Ignition", [App.IGNITION], "there")
    if here is None or there is None:
        st.caption("Search the client on both sides. Nothing is linked before you have seen both records.")
        return
    st.html(show.compare_records(here, there))
    _offer(facts, here, there)


def _picked(facts: Facts, label: str, apps: Sequence[App], side: str) -> Mapping[str, Any] | None:
    """One side's search, and the record picked from what it found."""
    text = st.text_input(
        label, key=f"find-{side}", placeholder="Search a name", icon=":material/search:", type="search", live=True
    )
    found = pd.concat([facts.ws.search(text or "", app, limit=SHOWN) for app in apps]).head(SHOWN)
    if found.empty:
        st.session_state.pop(f"pick-{side}", None)
        if text:
            st.html(f'<div class="rc-quiet">No current client has a name with this in it: {len(text)} letters.</div>')
        return None
    ids = [f"{row['app']}:{row['client_id']}" for row in frames.rows_of(found)]
    words = {key: _label(row, len(apps) > 1) for key, row in zip(ids, frames.rows_of(found), strict=True)}
    chosen = st.selectbox(
        "Clients found", ids, format_func=words.__getitem__, key=f"pick-{side}", label_visibility="collapsed"
    )
    return _record(facts, str(chosen))


def _label(row: Mapping[str, Any], with_app: bool) -> str:
    place = f"{app_label(row['app'])} · " if with_app else ""
    beside = " · ".join(str(row[name]) for name in ("email", "phone") if row[name])
    return f"{place}{row['name']}" + (f" · {beside}" if beside else "")


def _record(facts: Facts, key: str) -> Mapping[str, Any]:
    records = facts.ws.records()
    found = frames.rows_of(records[records["id"] == key])
    if not found:
        raise NeedsUser("This client is no longer in the newest snapshot.", title="No such client")
    return found[0]


def _offer(facts: Facts, here: Mapping[str, Any], there: Mapping[str, Any]) -> None:
    links = facts.links
    same = (links["app_a"] == here["app"]) & (links["id_a"] == here["client_id"])
    taken = links[same | ((links["app_a"] == here["app"]) & (links["id_b"] == there["client_id"]))]
    for row in frames.rows_of(taken):
        if (row["id_a"], row["id_b"]) == (here["client_id"], there["client_id"]):
            st.html(show.notice("These two are linked already.", "Their link is in the list below.", tone="good"))
            return
        text = f"{row['name_a']} in {app_label(row['app_a'])} is linked with {row['name_b']} in Ignition. Unlink that first."
        st.html(show.notice("One of them is linked already.", text, tone="warn"))
        return
    button(
        "Link these two",
        Role.REVIEWER,
        type="primary",
        icon=":material/link:",
        key="link-two",
        on_click=_link,
        args=(here["app"], here["client_id"], there["client_id"]),
    )


def _link(app: str, client_id: str, ignition_id: str) -> None:
    with telling():
        workspace().link(app, client_id, ignition_id)
        for key in ("find-here", "find-there", "pick-here", "pick-there"):
            st.session_state.pop(key, None)
        said("Linked.", "The next plan treats the two as one client. It can be unlinked in the list below.")
