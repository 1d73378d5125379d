"""Which value of a field survives: picked by a person in place, the settings' choice being the default (SYN-14)."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from reconcile import frames
from reconcile.model import App
from reconcile.pages.allowed import button, may, why_not
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import telling
from reconcile.plans.choices import Key, Side, key_of
from reconcile.show.words import app_label, count, when
from reconcile.workspace.people import Role

AS_SET = "as set"


def survivors(facts: Facts, rows: pd.DataFrame) -> None:
    """The differing fields of ``ws.survivors``: the two values, whose stands, why, and the choice.

    What only fills an empty field is folded away: there is nothing to choose between.
    """
    both = [bool(row["value_there"] and row["value_here"]) or bool(row["chosen_by"]) for row in frames.rows_of(rows)]
    for row in frames.rows_of(rows[both]):
        _survivor(facts, row)
    filling = rows[[not one for one in both]]
    if len(filling) and st.toggle(f"Show {count(len(filling), 'field')} that one of them lacks", key="filling"):
        for row in frames.rows_of(filling):
            _survivor(facts, row)


def _survivor(facts: Facts, row: dict[str, Any]) -> None:
    with st.container(border=True, gap="small"):
        key = f"survivor-{row['app']}-{row['client_id']}"
        pick(row, str(row["field_label"]), key, str(row["survives"]), chosen=bool(row["chosen_by"]))
        st.html(f'<div class="rc-quiet">{escape(_reason(facts, row))}</div>')


def _reason(facts: Facts, row: Mapping[str, Any]) -> str:
    last = f" Last agreed: “{row['common']}”." if row["common"] else ""
    at = f" ({when(row['chosen_at'], facts.zone)})" if row["chosen_at"] else ""
    return f"{row['why']}{at} ({row['rule']}){last}"


def pick(row: Mapping[str, Any], title: str, key: str, survives: str, *, chosen: bool) -> None:
    """The two values and the choice between them: a row of ``survivors`` or of held items.

    The values are not put into the choice's own words, which go through markdown.
    """
    app = app_label(str(row.get("other_app") or row["app"]))
    values = {app: row["value_there"], App.IGNITION.label: row["value_here"]}
    told = "".join(f"<dt>{escape(label)}</dt><dd>{_value(value)}</dd>" for label, value in values.items())
    st.html(f'<strong>{escape(title)}</strong><dl class="rc-values">{told}</dl>')
    sides = {"there": app, "here": App.IGNITION.label}
    words = {side: f"{label}’s value" for side, label in sides.items()}
    words[AS_SET] = f"As the settings say: {words[survives]}" if survives and not chosen else "As the settings say"
    if not survives:
        words[AS_SET] = "Not chosen yet"
    state = f"{key}-{row.get('field_name') or row.get('field')}"
    st.session_state[state] = survives if chosen else AS_SET
    st.radio(
        "Whose value stands?",
        list(words),
        format_func=words.__getitem__,
        key=state,
        disabled=not may(Role.REVIEWER),
        help=why_not(Role.REVIEWER) or None,
        horizontal=True,
        label_visibility="collapsed" if may(Role.REVIEWER) else "visible",
        on_change=_choose,
        args=(dict(row), state),
    )


def _value(value: str | None) -> str:
    return escape(value) if value else '<span class="rc-nothing">empty</span>'


def _choose(row: dict[str, Any], state: str) -> None:
    with telling():
        picked = st.session_state[state]
        workspace().choose(row, None if picked == AS_SET else picked)


def conflicts(facts: Facts, every: pd.DataFrame, rows: pd.DataFrame) -> None:
    """The held items about which a person can choose a value, settled in place; ``rows`` are those of ``every`` on this page."""
    _all_at_once(facts, every)
    for row in frames.rows_of(rows):
        choice = _standing(facts.choices, row)
        with st.container(border=True, gap="small"):
            side = str(choice["side"]) if choice else ""
            pick(row, f"{row['client_name']} · {row['field']}", f"conflict-{row['item_id']}", side, chosen=bool(choice))
            told = f"Chosen by {choice['decided_by']}, {when(choice['decided_at'], facts.zone)}. " if choice else ""
            st.html(f'<div class="rc-quiet">{escape(told + row["why"])} ({row["rule"]})</div>')


def _all_at_once(facts: Facts, rows: pd.DataFrame) -> None:
    """One press for what is not chosen yet: where one app is right about all of it."""
    left = [row for row in frames.rows_of(rows) if _standing(facts.choices, row) is None]
    if len(left) < 2:
        return
    apps = {row["other_app"] for row in left}
    other = app_label(apps.pop()) if len(apps) == 1 else "the other app"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"For the {len(left):,} not chosen yet:", width="content")
        for side, label in (("there", other), ("here", App.IGNITION.label)):
            button(f"{label}’s values", Role.REVIEWER, key=f"all-{side}", on_click=_choose_all, args=(left, side))


def _choose_all(rows: list[dict[str, Any]], side: Side) -> None:
    with telling():
        workspace().choose(rows, side)


def _standing(choices: Mapping[Key, Mapping[str, Any]], row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The choice that stands between the two values of a held item."""
    choice = choices.get(key_of(row))
    same = choice is not None and all(choice[name] == row[name] for name in ("value_there", "value_here"))
    return choice if same else None
