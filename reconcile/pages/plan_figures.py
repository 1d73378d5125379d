"""What the ticked changes of a plan come to: worked out once for each choice, however often the page is drawn."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from reconcile.pages.choice import Choice
from reconcile.pages.plan_ways import PlanWays
from reconcile.pages.practice import Facts
from reconcile.plans.plan import Plan
from reconcile.show.changes import counted_ways
from reconcile.show.ticks import Mask
from reconcile.show.words import app_label

_KEPT = "plan-figures"


@dataclass(frozen=True)
class Figures:
    """The ``cards`` at the top, what is ``handed`` over, the ``brakes``, and what an apply ``takes``, all in words.

    ``writes`` says whether any change goes to an app by its interface. ``complete`` is false as long as it is being worked
    out which way each change takes.
    """

    cards: tuple[dict[str, str], ...]
    handed: tuple[str, ...]
    brakes: tuple[str, ...]
    takes: str
    complete: bool
    writes: bool = True


def figures(facts: Facts, plan: Plan, choice: Choice) -> Figures:
    """The figures of a choice; what an app still takes today is asked again every minute.

    Those of the plan as it was built are the same for all visits, so they are worked out once for all.
    """
    ways = facts.ways(plan.plan_id)
    newest = f"{facts.settings.digest}-{facts.snapshots_stamp}-{facts.journals_stamp}"
    minute = int(time.monotonic() // 60) if facts.ws.connections.apps else 0
    stamp = (plan.plan_id, id(ways), newest, minute)
    if choice.is_as_built:
        return facts.kept(_KEPT, lambda: _worked_out(facts, plan, choice, ways), str(stamp))
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != stamp or kept[1] is not choice.ticked:
        kept = st.session_state[_KEPT] = (stamp, choice.ticked, _worked_out(facts, plan, choice, ways))
    found: Figures = kept[2]
    return found


def facets(facts: Facts, plan: Plan) -> dict[str, dict[str, int]]:
    """How many changes each ``app``, ``kind`` and ``field_label`` has."""
    view = facts.plan_view(plan.plan_id)
    columns = {"app": view.app, "kind": view.kind, "field_label": view.field_label}
    return facts.kept("facets", lambda: {name: column.counts() for name, column in columns.items()}, plan.plan_id)


def _worked_out(facts: Facts, plan: Plan, choice: Choice, ways: PlanWays | None) -> Figures:
    if ways is None:
        return Figures(tuple(_cards(facts, plan, choice, None)), (), (), "", complete=False)
    direct = choice.ticked & ways.direct
    takes = facts.ws.estimate_apply(plan, direct)
    return Figures(
        cards=tuple(_cards(facts, plan, choice, direct)),
        handed=tuple(counted_ways(ways.counts(choice.ticked))),
        brakes=facts.ws.brakes(plan, choice.ticked, direct=direct),
        takes=" ".join(estimate.sentence for estimate in takes),
        complete=True,
        writes=bool(direct.any()),
    )


def _cards(facts: Facts, plan: Plan, choice: Choice, direct: Mask | None) -> list[dict[str, str]]:
    whole = facts.kept("plan summary", plan.summary, plan.plan_id)
    view = choice.view
    calls = None if direct is None else view.calls(direct)
    number, apps = ("…", "being worked out") if calls is None else (f"{sum(calls.values()):,}", _by_app(calls))
    return [
        {"title": "Ticked changes", "value": f"{choice.number:,}", "note": f"of {whole['changes']:,}"},
        {"title": "Calls to the apps", "value": number, "note": apps},
        {
            "title": "New clients",
            "value": f"{_both(view.creates, choice.ticked):,}",
            "note": f"of {whole['creates']:,}",
        },
        {
            "title": "Cleared values",
            "value": f"{_both(view.clears, choice.ticked):,}",
            "note": f"of {whole['clears']:,}",
        },
        {"title": "Held back", "value": f"{whole['held']:,}", "note": "for a person to settle"},
    ]


def _both(one: Mask, other: Mask) -> int:
    return int((one & other).sum())


def _by_app(calls: dict[str, int]) -> str:
    return ", ".join(f"{app_label(app)} {number:,}" for app, number in calls.items()) or "none"
