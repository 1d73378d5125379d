"""What the answers would teach the matcher: worked out when asked for, taken only by a press (DUP-9)."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.duplicates.tuning import Tuning
from reconcile.pages.allowed import button
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import said, telling
from reconcile.show.words import count, kind_label, percent, times
from reconcile.workspace.people import Role

SHOWN = 12
"""Weights shown, the largest change first."""


def teaching(facts: Facts) -> None:
    """A section below the decided pairs."""
    st.subheader("Learning from the answers")
    history = facts.tuning_history
    taken = not history.empty and history["action"].iloc[0] == "taken"
    if taken:
        newest = history.iloc[0]
        title = f"The matcher learns from {count(int(newest['answers']), 'answer')}."
        st.html(
            show.notice(title, f"{newest['by']} took this on {newest['at']:%d %b %Y}. {newest['said']}", tone="accent")
        )
        button("Take it back", Role.APPROVER, icon=":material/undo:", on_click=_take_back, key="take-back-tuning")
    st.caption("The tool can weigh its evidence as your answers suggest. It never does so by itself.")
    if st.button("See what the answers would teach", icon=":material/school:", key="work-out-tuning"):
        with st.spinner("Comparing with every answer held back once…"):
            st.session_state["tuning"] = (facts.version, facts.ws.tuning())
    version, tuning = st.session_state.get("tuning", ("", None))
    if tuning is not None and version == facts.version:
        _outcome(tuning)


def _outcome(tuning: Tuning) -> None:
    if not tuning.enough:
        st.html(show.notice("Too few answers yet.", tuning.said, tone="plain"))
        return
    st.html(show.notice("On answers that it had not seen", tuning.said, tone="accent"))
    left, right = st.columns([1, 2])
    left.dataframe(score_rows(tuning.scores), hide_index=True)
    right.dataframe(change_rows(tuning.changes), hide_index=True)
    button(
        "Use this from now on",
        Role.APPROVER,
        icon=":material/check:",
        type="primary",
        on_click=_take,
        args=(tuning,),
        key="take-tuning",
    )


def score_rows(scores: pd.DataFrame) -> pd.DataFrame:
    """Precision, recall and F1 in words and percent."""
    words = {
        "precision": "Flagged pairs that are one client",
        "recall": "Clients' pairs that are flagged",
        "F1": "Both together",
    }
    rows = [
        (words[name], percent(before), percent(after))
        for name, before, after in scores.itertuples(index=False, name=None)
    ]
    return pd.DataFrame(rows, columns=["On the answers", "Now", "Then"])


def change_rows(changes: pd.DataFrame) -> pd.DataFrame:
    """The weights that move most, in words."""
    rows = [
        (kind_label(field.replace("_", " ")), sentence, times(before), times(after))
        for field, _, sentence, before, after in changes.head(SHOWN).itertuples(index=False, name=None)
    ]
    return pd.DataFrame(rows, columns=["Field", "Where two records agree so", "Now", "Then"])


def _take(tuning: Tuning) -> None:
    with telling():
        workspace().take_tuning(tuning)
        said(
            "The matcher learns from the answers.",
            "Duplicates are looked for anew. It can be taken back here at any time.",
        )


def _take_back() -> None:
    with telling():
        workspace().take_back_tuning()
        said("The matcher learns from the list alone again.", "The answers themselves stand as they were.")
