"""The people of a practice and what each may do: a section of the Settings page."""

from __future__ import annotations

import streamlit as st

from reconcile import show
from reconcile.pages.allowed import button, may, why_not
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.signing import sign_in_configured
from reconcile.pages.top import said, telling
from reconcile.workspace.people import MAY, Role, at_work


def people(facts: Facts) -> None:
    """Who is named and as what, and for an approver a form to name somebody."""
    st.subheader("People")
    for role in Role:
        st.html(f'<div class="rc-quiet">{role.value.capitalize()}: {MAY[role]}.</div>')
    if not sign_in_configured():
        text = "Nobody signs in on this machine. The roles count once the pages are served to others."
        st.html(show.notice("You may do everything here.", text))
    named = facts.ws.people
    for name in sorted(named):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{name} · {named[name].value}", width="content")
            if name != at_work().name:
                button("Remove", Role.APPROVER, key=f"remove-{name}", type="tertiary", on_click=_remove, args=(name,))
    with (
        st.form("add-person", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input("Email address", key="person-name", type="email", placeholder="kim@practice.example")
        st.selectbox("Role", list(Role), format_func=lambda role: role.value, key="person-role", width=180)
        st.form_submit_button(
            "Add or change", on_click=_add, disabled=not may(Role.APPROVER), help=why_not(Role.APPROVER) or None
        )


def _add() -> None:
    with telling():
        ws = workspace()
        name, role = str(st.session_state["person-name"] or "").strip(), Role(st.session_state["person-role"])
        ws.save_people({**ws.people, name: role})
        said(f"{name} is a {role.value} now." if role is not Role.APPROVER else f"{name} is an approver now.")


def _remove(name: str) -> None:
    with telling():
        ws = workspace()
        ws.save_people({other: role for other, role in ws.people.items() if other != name})
        said(f"{name} is off the list.")
