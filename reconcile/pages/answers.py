"""Where a provider's answer comes back to: taken once, in whatever tab it comes; of several practices one is chosen."""

from __future__ import annotations

import streamlit as st

from reconcile import frames, show
from reconcile.errors import ReconcileError
from reconcile.pages.allowed import button
from reconcile.pages.connections import PROVIDERS
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import said, showing, telling
from reconcile.workspace.people import Role


def receive_answer() -> None:
    """Takes a provider's answer out of the page's address, in whatever tab it comes; it is used once and not shown."""
    if "state" not in st.query_params or not {"code", "error"} & set(st.query_params):
        return
    answer = st.query_params.to_dict()
    st.query_params.clear()
    with telling():
        done = workspace().answer_sign_in(answer)
        if done.account is None:
            said("Signed in.", "Xero shows several practices: choose the one to connect.", tone="accent")
        else:
            said(f"Connected: {done.account.name}", "Take a snapshot of it on the Snapshots page.")
    st.rerun()


def choices(facts: Facts) -> None:
    """The sign-ins that are not finished, at the top of the page: a practice to choose, or another try."""
    states = facts.connection_states
    for row in frames.rows_of(states[states["state"] == "not finished"]):
        with st.container(border=True, key=f"choosing-{row['key']}"), showing():
            _choose(PROVIDERS[str(row["provider"])][0], str(row["key"]))


def _choose(title: str, key: str) -> None:
    """The practices to choose from; asking for them finishes a sign-in where there is only one."""
    ws = workspace()
    kept = st.session_state.setdefault("choices", {})
    if key not in kept:
        try:
            kept[key] = ws.account_choices(key)
        except ReconcileError as error:
            st.html(show.problem(error))
            with st.container(horizontal=True):
                st.button("Try again", type="primary", key=f"again-{key}")
                st.button("Give it up", key=f"drop-{key}", on_click=_dropped, args=(key,))
            return
        if not kept[key]:
            st.rerun()
    names = {account.id: account.name for account in kept[key]}
    chosen = st.radio(f"{title}: which practice?", list(names), format_func=names.__getitem__, key=f"choice-{key}")
    with st.container(horizontal=True):
        button("Connect it", Role.APPROVER, type="primary", key=f"choose-{key}", on_click=_chosen, args=(key, chosen))
        st.button("Cancel", key=f"drop-{key}", on_click=_dropped, args=(key,))


def _chosen(key: str, account_id: str) -> None:
    with telling():
        done = workspace().choose_account(key, account_id)
        said(f"Connected: {done.account.name if done.account else ''}", "Take a snapshot of it on the Snapshots page.")


def _dropped(key: str) -> None:
    with telling():
        workspace().cancel_sign_in(key)
