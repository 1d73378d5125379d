"""What the ticked changes of a plan come to: worked out once for each choice, however often the page is drawn."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from reconcile.pages.choice import Choice
from reconcile.pages.practice import Facts
from reconcile.plans.plan import Plan
from reconcile.show.changes import facet, ways_in_words
from reconcile.show.words import app_label

_KEPT = "plan-figures"


@dataclass(frozen=True)
class Figures:
    """The ``cards`` at the top, what is ``handed`` over, the ``brakes``, and what an apply ``takes``, all in words."""

    cards: tuple[dict[str, str], ...]
    handed: tuple[str, ...]
    brakes: tuple[str, ...]
    takes: str


def figures(facts: Facts, plan: Plan, choice: Choice) -> Figures:
    """The figures of a choice; what an app still takes today is asked again every minute."""
    stamp = (plan.plan_id, hash(choice.selected), facts.version, int(time.monotonic() // 60))
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != stamp:
        kept = st.session_state[_KEPT] = (stamp, _worked_out(facts, plan, choice))
    found: Figures = kept[1]
    return found


def facets(facts: Facts, plan: Plan) -> dict[str, dict[str, int]]:
    """How many changes each ``app``, ``kind`` and ``field_label`` has."""
    columns = ("app", "kind", "field_label")
    return facts.kept("facets", lambda: {name: facet(plan.changes, name) for name in columns}, plan.plan_id)


def way_of(facts: Facts, plan: Plan) -> dict[str, str]:
    """The way of each change into its app, by change id."""
    ways = facts.ways(plan.plan_id)
    stamp = f"{plan.plan_id}-{facts.version}"
    return facts.kept("way of", lambda: dict(zip(ways["change_id"], ways["way"], strict=True)), stamp)


def _worked_out(facts: Facts, plan: Plan, choice: Choice) -> Figures:
    ways = facts.ways(plan.plan_id)
    of = way_of(facts, plan)
    direct = frozenset(change_id for change_id in choice.selected if of.get(change_id) == "directly")
    ticked = plan.changes[plan.changes["change_id"].isin(choice.selected)]
    return Figures(
        cards=tuple(_cards(facts, plan, ticked, ticked[ticked["change_id"].isin(direct)])),
        handed=tuple(ways_in_words(ways[ways["change_id"].isin(choice.selected)])),
        brakes=tuple(facts.ws.brakes(plan, choice.selected)),
        takes=" ".join(estimate.sentence for estimate in facts.ws.estimate_apply(plan, direct)),
    )


def _cards(facts: Facts, plan: Plan, ticked: pd.DataFrame, direct: pd.DataFrame) -> list[dict[str, str]]:
    whole = facts.kept("plan summary", plan.summary, plan.plan_id)
    clears = int((ticked["kind"] == "clear").sum())
    return [
        {"title": "Ticked changes", "value": f"{len(ticked):,}", "note": f"of {whole['changes']:,}"},
        {"title": "Calls to the apps", "value": f"{direct['op_id'].nunique():,}", "note": _by_app(direct)},
        {"title": "New clients", "value": f"{_creates(ticked):,}", "note": f"of {whole['creates']:,}"},
        {"title": "Cleared values", "value": f"{clears:,}", "note": f"of {whole['clears']:,}"},
        {"title": "Held back", "value": f"{whole['held']:,}", "note": "for a person to settle"},
    ]


def _by_app(rows: pd.DataFrame) -> str:
    counts = facet(rows.drop_duplicates("op_id"), "app")
    return ", ".join(f"{app_label(app)} {number:,}" for app, number in counts.items()) or "none"


def _creates(rows: pd.DataFrame) -> int:
    return int(((rows["kind"] == "create") & (rows["entity"] == "client") & (rows["field"] == "name")).sum())
