"""One pair: both records side by side, what speaks for and against, and the answers from the keyboard (DUP-4, DUP-8)."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from reconcile import frames, show
from reconcile.duplicates import Comparison, Evidence, explain_pair
from reconcile.duplicates.review_queue import Given, ReviewQueue
from reconcile.pages.allowed import button
from reconcile.pages.client_drawer import open_client
from reconcile.pages.pair_lists import family
from reconcile.pages.practice import Facts
from reconcile.pages.review import Action, Review, note_key, press
from reconcile.show.words import VERDICTS
from reconcile.workspace.people import Role

ACTIONS: dict[Action, tuple[str, str, str]] = {
    "same": ("Same client", "check", "Y"),
    "different": ("Different", "close", "N"),
    "later": ("Later", "schedule", "J"),
    "back": ("Back", "arrow_back", "K"),
    "undo": ("Undo", "undo", "U"),
}
"""Each answer's label, icon and key."""


def show_pair(facts: Facts, queue: ReviewQueue, state: Review, *, keys: bool) -> None:
    """The pair that the review has come to."""
    pair = frames.rows_of(facts.ws.pair_rows([queue.place[state.current]]))[0]
    place = queue.place_of(state.current, state.wanted)
    left, right = show.sides_of(pair)
    weighed = _weighed(pair, left, right)
    with st.container(border=True, key="pair"):
        st.html(
            f'<div class="rc-quiet">{f"Pair {place:,} of {queue.size(state.wanted):,}" if place else "Seen before"}</div>'
            + show.pair_badges(pair)
        )
        given = queue.given.get(state.current)
        if given is not None:
            st.html(show.notice(_answer_given(given), "A new answer replaces it.", tone="accent"))
        st.html(show.compare_records(left, right))
        st.html(show.evidence_bars(weighed, pair["reasons"]))
        st.text_input(
            "Note (kept with the answer)", key=note_key(pair["pair_id"]), max_chars=500, placeholder="Optional"
        )
    # before the family: a press should find its button as soon as the pair is painted
    _actions(pair["pair_id"], state, keys=keys)
    with st.container(horizontal=True, vertical_alignment="center"):
        adding_up = st.toggle("Show how the probability adds up", key="adding-up")
        open_client(
            f"{pair['app_a']}:{pair['id_a']}", f"{pair['app_b']}:{pair['id_b']}", label="Everything about these two"
        )
    if adding_up:  # drawn only where it is wanted: most pairs are answered at a glance
        from reconcile.show.waterfall import waterfall  # here: charts take two seconds to import

        st.altair_chart(waterfall(weighed), width="stretch")
    family(facts, queue, pair)


def _weighed(pair: dict[str, Any], left: dict[str, Any], right: dict[str, Any]) -> Comparison:
    """The pair with what counted when it was found; pairs that were not weighed are explained by what is usual."""
    if not len(pair["evidence"]):
        return explain_pair(_evidence(left), _evidence(right))
    evidence = tuple(Evidence(**item) for item in pair["evidence"])
    return Comparison(pair["label"], float(pair["probability"]), evidence=evidence)


def _evidence(side: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in side.items() if name != "url"}


def _answer_given(given: Given) -> str:
    icon, word = VERDICTS[given.verdict]
    return f"{icon} {word}: the answer of {given.by}"


def _actions(pair_id: str, state: Review, *, keys: bool) -> None:
    """The answers, always in sight. Each button belongs to this pair and this painting.

    Behind an open question they have no ``keys``: a key press would go through to them.
    """
    with st.bottom, st.container(horizontal=True, horizontal_alignment="center", key="answers"):
        for action, (label, icon, key) in ACTIONS.items():
            kind: Literal["primary", "secondary"] = "primary" if action == "same" else "secondary"
            button(
                label,
                Role.VIEWER if action == "back" else Role.REVIEWER,
                icon=f":material/{icon}:",
                type=kind,
                shortcut=key if keys else None,
                key=f"{action}-{state.painting}-{pair_id}",
                on_click=press,
                args=(action, pair_id, state.painting),
                disabled=(action == "back" and not state.trail) or (action == "undo" and not state.answered),
            )
