"""What a plan holds back, by its reason; what a person may choose is settled in place."""

from __future__ import annotations

import streamlit as st

from reconcile import show
from reconcile.pages import menu
from reconcile.pages.grid import paged, read_only
from reconcile.pages.practice import Facts
from reconcile.pages.survivors import conflicts
from reconcile.pages.top import chosen
from reconcile.plans.plan import Plan
from reconcile.show.changes import facet, shown_held
from reconcile.show.words import count

SETTLED_HERE = ("conflict", "kept as chosen")
"""Why something is held back where a person chooses one of two values in place."""

SETTLED_BY_ANSWERS = ("near duplicate not decided", "equal name not decided")
"""Why something is held back that an answer on a pair settles."""


def held_back(facts: Facts, plan: Plan) -> None:
    """Every reason with its items."""
    if plan.held.empty:
        st.html(show.empty_state("✓", "Nothing is held back", "Everything that the plan saw is among its changes."))
        return
    reasons = facts.kept("held reasons", lambda: facet(plan.held, "reason"), plan.plan_id)
    wanted = chosen("Reason", reasons, {}, "reason")
    for reason, number in reasons.items():
        if not wanted or reason in wanted:
            with st.expander(f"{reason.capitalize()} · {number:,}", expanded=len(reasons) < 4 or bool(wanted)):
                _items(facts, plan, reason)
    waiting = sum(reasons.get(reason, 0) for reason in SETTLED_BY_ANSWERS)
    if waiting and st.button(f"Decide {count(waiting, 'record')} under Duplicates", icon=":material/compare:"):
        st.switch_page(menu.DUPLICATES)


def _items(facts: Facts, plan: Plan, reason: str) -> None:
    rows = plan.held[plan.held["reason"] == reason]
    if reason in SETTLED_HERE:
        conflicts(facts, rows, paged(f"held-{reason}", rows, size=10).rows)
    else:
        read_only(f"held-{reason}", rows, shown_held, {"Why": st.column_config.Column(width="large")})
