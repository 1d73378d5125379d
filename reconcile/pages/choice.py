"""Which changes of a plan are ticked: kept as ids, over filters, pages of the grid and pages of the app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from reconcile.pages.grid import redraw
from reconcile.pages.practice import facts_now
from reconcile.plans.plan import Plan
from reconcile.show.paging import select_places
from reconcile.show.ticks import Needs


@dataclass(frozen=True)
class Choice:
    """The ticked changes of one plan."""

    plan_id: str
    selected: frozenset[str]


def choice_of(plan: Plan) -> Choice:
    """This visit's choice for a plan: at first what the plan itself has ticked."""
    key = _key(plan.plan_id)
    if key not in st.session_state:
        ticked = plan.changes.loc[plan.changes["ticked"].astype(bool), "change_id"]
        _keep(plan.plan_id, frozenset(ticked))
    return Choice(plan.plan_id, st.session_state[key])


def tick_shown(plan_id: str, shown: list[str], places: list[int]) -> None:
    """Takes over the ticks of the rows shown, with all that they need; the grid is drawn again where that was more."""
    now = st.session_state[_key(plan_id)]
    wanted = select_places(shown, places, now)
    settled = _needs(plan_id).settle(now, wanted)
    _keep(plan_id, settled)
    if settled != wanted:
        redraw("plan")


def tick_many(plan_id: str, change_ids: Iterable[str], tick: bool) -> None:
    """Ticks or unticks many changes at once, with what needs them or what they need."""
    now = st.session_state[_key(plan_id)]
    needs = _needs(plan_id)
    _keep(plan_id, needs.tick(now, change_ids) if tick else needs.untick(now, change_ids))
    redraw("plan")


def _needs(plan_id: str) -> Needs:
    return facts_now().needs(plan_id)


def _key(plan_id: str) -> str:
    return f"choice-{plan_id}"


def _keep(plan_id: str, selected: frozenset[str]) -> None:
    st.session_state[_key(plan_id)] = selected
