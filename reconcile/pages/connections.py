"""The connections of a practice: connect, connect again, choose, disconnect; and where a provider's answer comes back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.errors import ReconcileError
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.allowed import button
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.registration import registration
from reconcile.pages.top import said, say, showing
from reconcile.show.words import ago, app_label, count
from reconcile.workspace.people import Role

PROVIDERS = {
    "xpm": ("XPM", "Reads and writes Xero Practice Manager, at one practice."),
    "gusto": ("Gusto", "Reads Gusto. One sign-in opens one company; add each in turn."),
    "ignition": (
        "Ignition, for reading",
        "The Reporting API. It comes with the larger plans, and an administrator has to agree.",
    ),
    "ignition-mcp": (
        "Ignition, for writing",
        "The MCP server, as the user who signs in. Without it changes are applied by file.",
    ),
}
"""Sign-in → its title and what it opens."""

TONES = {"connected": "good", "sign in again": "bad", "not finished": "warn", "not connected": "plain"}
POLL = timedelta(seconds=2)
MANY = 5
"""How many names a line holds."""


def panel(facts: Facts) -> None:
    """All connections with their buttons."""
    st.subheader("Connections")
    st.caption(
        "Sign in with your own accounts. Tokens stay on this machine and are never shown. "
        "Without a connection, snapshots come from files."
    )
    states = facts.connection_states
    for pair in (("xpm", "gusto"), ("ignition", "ignition-mcp")):
        for column, provider in zip(st.columns(2), pair, strict=True):
            with column, st.container(border=True), showing():
                _card(facts, provider, states[states["provider"] == provider])


def sign_in_again(facts: Facts, apps: frozenset[App] | None = None) -> None:
    """Where an app has to be signed in to again, says so and leads there; ``apps`` are those that matter."""
    states = facts.connection_states
    lost = states[states["state"] == "sign in again"]
    names = [app for app in App if app.value in set(lost["app"]) and (apps is None or app in apps)]
    if not names:
        return
    labels = " and ".join(app_label(app.value) for app in names)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="sign-in-again"):
        text = "The access was withdrawn there, or not used for too long. What was read before is still here."
        st.html(f"<strong>Sign in to {escape(labels)} again.</strong><br><span class='rc-quiet'>{text}</span>")
        if st.button("Open Settings", key="go-connections", icon=":material/key:"):
            st.switch_page(menu.SETTINGS)


def _card(facts: Facts, provider: str, rows: pd.DataFrame) -> None:
    title, opens = PROVIDERS[provider]
    state = _state(rows)
    st.html(
        f"<strong>{escape(title)}</strong> <span class='rc-badge rc-{TONES[state]}'>{escape(state.capitalize())}</span>"
        f"<br><span class='rc-quiet'>{escape(opens)}</span>"
    )
    connected = frames.rows_of(rows[rows["state"] != "not finished"])
    if len(connected) > 1:
        _companies(connected)
    elif connected:
        st.html(_line(connected[0]))
    if state == "not finished":
        st.caption("Choose the practice at the top of this page.")
    if st.session_state.get("connecting") == provider:
        with showing():
            _sign_in(facts, provider)
    elif st.session_state.get("disconnecting") == provider:
        _ask_to_disconnect(provider, rows)
    else:
        _buttons(provider, state)


def _state(rows: pd.DataFrame) -> str:
    """The worst of a provider's states; what still has to be chosen counts only where nothing is connected yet."""
    found = set(rows["state"])
    order = ("sign in again", "connected", "not finished")
    return next((state for state in order if state in found), "not connected")


def _line(row: Mapping[str, Any]) -> str:
    name = str(row["name"] or "Connected")
    again = f"<br><span class='rc-bad-text'>{escape(str(row['why']))}</span>" if row["state"] == "sign in again" else ""
    return (
        f"<div>{escape(name)} <span class='rc-quiet'>· {escape(', '.join(_facts_of(row)))}<br>"
        f"{escape(str(row['address']))}</span>{again}</div>"
    )


def _facts_of(row: Mapping[str, Any]) -> list[str]:
    since = [f"since {ago(row['since'])}"] if pd.notna(row["since"]) else []
    return since + ([str(row["kept"])] if row["kept"] else [])


def _companies(rows: Sequence[Mapping[str, Any]]) -> None:
    """Many companies in a few lines: those that somebody has to sign in to again, and the rest behind a fold."""
    lost = [str(row["name"] or "A company") for row in rows if row["state"] == "sign in again"]
    first = rows[0]
    total = count(len(rows), "company", "companies")
    about = escape(f"· {first['kept']}")
    text = f"<div>{total} <span class='rc-quiet'>{about}<br>{escape(str(first['address']))}</span></div>"
    if lost:
        named = escape(", ".join(lost[:MANY]) + (f" and {len(lost) - MANY} more" if len(lost) > MANY else ""))
        text += f"<div class='rc-bad-text'>To sign in to again: {named}</div>"
    st.html(text)
    with st.expander("All companies"):
        st.html("".join(f"<div>{_short(row)}</div>" for row in rows))


def _short(row: Mapping[str, Any]) -> str:
    since = f"since {ago(row['since'])}" if pd.notna(row["since"]) else ""
    return f"{escape(str(row['name'] or 'A company'))} <span class='rc-quiet'>{escape(since)}</span>"


def _buttons(provider: str, state: str) -> None:
    words = {"not connected": "Connect", "not finished": "Sign in anew"}
    more = "Add or re-connect a company" if provider == "gusto" else "Re-connect"
    with st.container(horizontal=True):
        button(
            words.get(state, more),
            Role.APPROVER,
            key=f"connect-{provider}",
            icon=":material/key:",
            type="primary" if state == "sign in again" else "secondary",
            on_click=_open,
            args=("connecting", provider),
        )
        if state in ("connected", "sign in again"):
            button(
                "Disconnect",
                Role.APPROVER,
                key=f"disconnect-{provider}",
                on_click=_open,
                args=("disconnecting", provider),
            )


def _open(what: str, provider: str = "") -> None:
    """Opens one form and closes the others."""
    for form in ("connecting", "disconnecting", "begun"):
        st.session_state.pop(form, None)
    if provider:
        st.session_state[what] = provider


def _sign_in(facts: Facts, provider: str) -> None:
    """The way to the provider: the registered app first, then the button that leads there."""
    redirect_uri = registration(facts.ws, provider)
    if redirect_uri:
        begun = _begun(provider, redirect_uri)
        label = facts.ws.provider(provider).label
        with st.container(horizontal=True):
            st.link_button(f"Sign in at {label}", begun[1], type="primary", icon=":material/open_in_new:")
            st.button("Cancel", key=f"cancel-{provider}", on_click=_open, args=("",))
        _wait(begun[0])
    else:
        st.button("Cancel", key=f"cancel-{provider}", on_click=_open, args=("",))


def _begun(provider: str, redirect_uri: str) -> tuple[str, str]:
    """The key and the address of the sign-in that this form is for, made once."""
    ws = workspace()
    made_for = (provider, ws.client_id(provider), redirect_uri)
    kept = st.session_state.get("begun")
    if kept is None or kept[0] != made_for:
        begun = ws.connect(provider, redirect_uri)
        kept = st.session_state["begun"] = (made_for, begun.key, begun.address)
    return str(kept[1]), str(kept[2])


@st.fragment(run_every=POLL)
def _wait(key: str) -> None:
    """Until the answer has come in another tab."""
    if workspace().is_waiting_for(key):
        st.caption("It opens in a new tab. This page goes on when you have signed in there.")
        return
    _open("")
    st.rerun()


def _ask_to_disconnect(provider: str, rows: pd.DataFrame) -> None:
    title, _ = PROVIDERS[provider]
    grants = {str(row["key"]): str(row["name"] or title) for row in frames.rows_of(rows) if row["key"]}
    key = ""
    if provider == "gusto" and grants:
        words = {"": "All companies", **grants}
        key = str(st.selectbox("Which company?", list(words), format_func=words.__getitem__, key="which-company"))
    text = "The access is withdrawn at the provider and forgotten here. Snapshots, plans and decisions stay."
    st.html(show.notice(f"Disconnect {title}?", text, tone="warn"))
    with st.container(horizontal=True):
        button(
            "Disconnect it",
            Role.APPROVER,
            type="primary",
            key=f"end-{provider}",
            on_click=_end,
            args=(provider, key, False),
        )
        button(
            "Only forget it here", Role.APPROVER, key=f"forget-{provider}", on_click=_end, args=(provider, key, True)
        )
        st.button("Cancel", key=f"keep-{provider}", on_click=_open, args=("",))


def _end(provider: str, key: str, forget: bool) -> None:
    try:
        ended = workspace().disconnect(provider, key=key, forget=forget)
    except ReconcileError as error:
        say(show.problem(error))
        return
    _open("")
    more = "" if ended.withdrawn else "Its access was not withdrawn there: remove the app in its own settings too."
    said(f"Disconnected: {', '.join(ended.names) or PROVIDERS[provider][0]}", more)
