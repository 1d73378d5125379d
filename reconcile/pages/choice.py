"""Which changes of a plan are ticked: kept beside the plan, over filters, pages of the grid, pages of the app and visits."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from reconcile.errors import NotAllowed
from reconcile.pages.grid import redraw
from reconcile.pages.practice import Facts, facts_now, workspace
from reconcile.plans.plan import Plan
from reconcile.show.paging import TablePage
from reconcile.show.plan_view import PlanView
from reconcile.show.ticks import Mask, Places


@dataclass(frozen=True, eq=False)
class Choice:
    """The ticked changes of one plan: a truth value for each change, in the plan's order."""

    plan_id: str
    view: PlanView
    ticked: Mask

    @functools.cached_property
    def number(self) -> int:
        """How many are ticked."""
        return int(self.ticked.sum())

    @functools.cached_property
    def selected(self) -> frozenset[str]:
        """Their ids, for what leaves the page."""
        return self.view.ids(self.ticked)

    @property
    def is_as_built(self) -> bool:
        """Whether nobody has changed a tick in this visit."""
        return self.ticked is self.view.built_with


def choice_of(facts: Facts, plan: Plan) -> Choice:
    """This visit's choice for a plan: at first what was ticked before, or what the plan itself has ticked."""
    view = facts.plan_view(plan.plan_id)
    ticked = st.session_state.get(_key(plan.plan_id))
    if ticked is None:
        ticked, before = view.built_with, facts.ws.ticks(plan.plan_id)
        if before is not None and len(before) == len(ticked) and not np.array_equal(before, ticked):
            ticked = st.session_state[_key(plan.plan_id)] = before
    return Choice(plan.plan_id, view, ticked)


def forget_ticks(plan_id: str) -> None:
    """Lets this visit's ticks of a plan go: those that are kept beside the plan take their place."""
    st.session_state.pop(_key(plan_id), None)


def tick_shown(plan_id: str, page: TablePage, ticked: Sequence[int]) -> None:
    """Takes over the ticks of the rows shown, with all that they need; the grid is drawn again where that was more."""
    choice = _choice_now(plan_id)
    wanted = choice.ticked.copy()
    wanted[page.places] = False
    wanted[page.places[list(ticked)]] = True
    settled = choice.view.needs.settle(choice.ticked, wanted)
    _keep(plan_id, settled)
    if not np.array_equal(settled, wanted):
        redraw("plan")


def tick_many(plan_id: str, places: Places, tick: bool) -> None:
    """Ticks or unticks many changes at once, with what needs them or what they need."""
    choice = _choice_now(plan_id)
    needs = choice.view.needs
    _keep(plan_id, needs.tick(choice.ticked, places) if tick else needs.untick(choice.ticked, places))
    redraw("plan")


def _choice_now(plan_id: str) -> Choice:
    facts = facts_now()
    return choice_of(facts, facts.plan(plan_id))


def _key(plan_id: str) -> str:
    return f"choice-{plan_id}"


def _keep(plan_id: str, ticked: Mask) -> None:
    st.session_state[_key(plan_id)] = ticked
    with contextlib.suppress(NotAllowed):  # who may only look ticks for themselves
        workspace().keep_ticks(plan_id, ticked)
