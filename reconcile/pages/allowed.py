"""Buttons that know who may press them: for anybody else they are off, and say in their tooltip who may."""

from __future__ import annotations

from typing import Any

import streamlit as st

from reconcile.workspace.people import MAY, Role, at_work


def may(role: Role) -> bool:
    """Whether the person at the page has this role or a wider one."""
    return at_work().role.covers(role)


def why_not(role: Role) -> str:
    """What the tooltip says to a person who may not; empty for one who may."""
    if may(role):
        return ""
    own, article = at_work().role, "an" if role is Role.APPROVER else "a"
    return f"Only {article} {role.value} can do this. You are a {own.value}, and a {own.value} {MAY[own]}."


def button(label: str, role: Role, *, disabled: bool = False, help: str | None = None, **rest: Any) -> bool:
    """``st.button`` for people of this role."""
    reason = why_not(role)
    return st.button(label, disabled=disabled or bool(reason), help=reason or help, **rest)
