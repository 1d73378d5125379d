"""The menu: the pages in the order of the work."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

FOLDER = Path("reconcile") / "pages"
ICON = Path(__file__).with_name("icon.svg")

OVERVIEW, SNAPSHOTS, FIRST_IMPORT, DUPLICATES, LINKS, PLAN, HISTORY, WHY, REPORTS, SETTINGS = (
    str(FOLDER / f"{name}.py")
    for name in (
        "overview",
        "snapshots",
        "first_import",
        "duplicates",
        "links",
        "plan",
        "history",
        "why",
        "reports",
        "settings",
    )
)


def pages() -> list[StreamlitPage]:
    """The pages as the navigation wants them."""
    return [
        st.Page(OVERVIEW, title="Overview", icon=":material/dashboard:", default=True),
        st.Page(SNAPSHOTS, title="Snapshots", icon=":material/photo_camera:"),
        st.Page(FIRST_IMPORT, title="First import", icon=":material/move_to_inbox:"),
        st.Page(DUPLICATES, title="Duplicates", icon=":material/compare:"),
        st.Page(LINKS, title="Links", icon=":material/link:"),
        st.Page(PLAN, title="Plan", icon=":material/checklist:"),
        st.Page(HISTORY, title="History", icon=":material/history:"),
        st.Page(WHY, title="Why?", icon=":material/help_center:"),
        st.Page(REPORTS, title="Reports", icon=":material/description:"),
        st.Page(SETTINGS, title="Settings", icon=":material/tune:"),
    ]
