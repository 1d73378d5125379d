"""Which practices there are, which one is at hand, and the way from one to another.

``RECONCILE_WORKSPACE`` names one practice's folder; ``RECONCILE_PRACTICES`` a folder with a practice in each of its folders;
without either there is the demo practice. Nothing of one practice is kept when a person goes to another.
"""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from reconcile.errors import NeedsUser, NotAllowed
from reconcile.pages.signing import person_in, practices_of, sign_in_configured, signed_in
from reconcile.workspace import Workspace, open_workspace
from reconcile.workspace.people import Person, Role, act_as, at_work

ONE = "RECONCILE_WORKSPACE"
SEVERAL = "RECONCILE_PRACTICES"
DEMO = Path("data") / "demo"
NOBODY = Person("nobody", Role.VIEWER)
_CHOSEN = "practice"


def practices() -> list[Path]:
    """The folders of all practices that this app serves, by name. Raises ``NeedsUser`` where there is none."""
    if os.environ.get(SEVERAL):
        home = Path(os.environ[SEVERAL]).expanduser().resolve()
        found = sorted(path.parent for path in home.glob("*/workspace.duckdb")) if home.is_dir() else []
        if not found:
            hint = (
                "Make one with `python -m reconcile status FOLDER/NAME`, or name another folder in RECONCILE_PRACTICES."
            )
            raise NeedsUser("The folder of practices holds none.", title="No practice here", hint=hint)
        return found
    if os.environ.get(ONE):
        return [Path(os.environ[ONE]).expanduser().resolve()]
    _prepare_demo(str(DEMO.resolve()))
    return [DEMO.resolve()]


def folder_at_hand() -> Path:
    """The folder of the practice that this visit is about; from here on the person at the page is at work in it.

    Raises ``NotAllowed`` where the person is not named in any practice, or not in this one.
    """
    act_as(NOBODY)  # until it is known who it is: a refusal below leaves no wider role behind
    name = signed_in()
    known = practices_of(practices(), name)
    if not known:
        raise NotAllowed(
            f"{name} is not among the people of any practice here.",
            title="No way in",
            hint="An approver can add you under Settings, or with `python -m reconcile people`.",
        )
    wanted = st.session_state.get(_CHOSEN) or st.query_params.get(_CHOSEN, "")
    folder = next((path for path in known if path.name == wanted), known[0])
    act_as(person_in(folder, name))
    return folder


def opened(folder: Path) -> Workspace:
    """The practice in this folder, opened once for all visits."""
    return _opened(str(folder))


def bar() -> None:
    """At the top of every page: the switch between practices where there are several, and who is signed in."""
    known = practices_of(practices(), signed_in())
    if len(known) < 2 and not sign_in_configured():
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="practice-bar"):
        if len(known) > 1:
            here = folder_at_hand().name
            names = [path.name for path in known]
            st.session_state["practice-switch"] = here
            st.selectbox(
                "Practice", names, key="practice-switch", on_change=_switch, width=260, label_visibility="collapsed"
            )
        if sign_in_configured():
            person = at_work()
            st.caption(f"{person.name} · {person.role.value}", width="content")
            if st.user.get("is_logged_in"):
                st.button("Sign out", key="sign-out", type="tertiary", on_click=st.logout)


def _switch() -> None:
    """Goes to another practice and forgets everything about this one: ticks, filters, the pair shown."""
    wanted = str(st.session_state["practice-switch"])
    st.session_state.clear()
    st.query_params.clear()
    st.session_state[_CHOSEN] = wanted
    st.query_params[_CHOSEN] = wanted


@st.cache_resource(show_spinner="Preparing the demo practice…")
def _prepare_demo(folder: str) -> bool:
    from reconcile.sandbox.demo import ensure_demo  # here: a practice of one's own has no use for the sandbox

    ensure_demo(Path(folder))
    return True


@st.cache_resource(show_spinner=False)
def _opened(folder: str) -> Workspace:
    return open_workspace(folder)
