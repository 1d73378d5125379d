"""The state of a review of pairs, and what a key press does to it.

A press belongs to the pair that was painted when it was made. Every painting has a number of its own, which the buttons carry. A
press only notes itself; before the page is drawn again the notes are settled: what came from an older painting counts for nothing,
and where two different keys arrive at once neither does, because nobody can tell which of them was meant for the next pair.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from reconcile.duplicates.review_listing import Wanted
from reconcile.pages.practice import workspace
from reconcile.pages.top import said, telling
from reconcile.workspace.matching import Answer

Action = Literal["same", "different", "later", "back", "undo"]


@dataclass
class Review:
    """``current`` is the pair shown, ``wanted`` the filters when it was painted, ``trail`` the pairs shown before it.

    ``picked`` is a pair that was gone to from a list; ``answered`` are the answers of this visit, newest last; ``pressed`` the
    presses not yet settled.
    """

    current: str = ""
    painting: int = 0
    wanted: Wanted = field(default_factory=Wanted)
    picked: str = ""
    trail: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    pressed: list[tuple[Action, str, int]] = field(default_factory=list)

    def go(self, pair_id: str) -> None:
        """Shows another pair and remembers this one for the way back."""
        if self.current and self.current != pair_id:
            self.trail.append(self.current)
        self.current = pair_id


def review() -> Review:
    """This visit's review."""
    found: Review = st.session_state.setdefault("review", Review())
    return found


def press(action: Action, pair_id: str, painting: int) -> None:
    """Notes a press on the pair of a painting."""
    review().pressed.append((action, pair_id, painting))


def settle() -> None:
    """Does what the presses since the last painting ask for; called before the page is drawn."""
    state = review()
    pressed = {(action, pair_id) for action, pair_id, painting in state.pressed if painting == state.painting}
    state.pressed.clear()
    if not pressed:
        return
    state.painting += 1
    if len(pressed) > 1:
        text = "They were faster than the page, so neither was taken. Press once more for the pair below."
        said("Two different keys at once", text, tone="warn")
        return
    action, pair_id = pressed.pop()
    with telling():
        if action == "back":
            _back(state)
        elif action == "undo":
            _take_back(state)
        else:
            _answer(state, pair_id, action)


def _answer(state: Review, pair_id: str, verdict: Answer) -> None:
    """Keeps an answer and goes on to the next pair that waits."""
    ws = workspace()
    here = ws.review_queue().key_of(pair_id)
    ws.decide(pair_id, verdict, note=str(st.session_state.get(note_key(pair_id), "")).strip())
    state.answered.append(pair_id)
    state.go(ws.review_queue().after(here, state.wanted) or pair_id)


def _back(state: Review) -> None:
    """Shows the pair before this one."""
    if state.trail:
        state.current = state.trail.pop()


def _take_back(state: Review) -> None:
    """Undoes the last answer of this visit and shows its pair again."""
    if state.answered:
        pair_id = state.answered.pop()
        workspace().undo_decision(pair_id)
        state.go(pair_id)


def jump(pair_id: str) -> None:
    """Shows a pair that was picked from a list."""
    state = review()
    state.painting += 1
    state.picked = pair_id
    state.go(pair_id)


def answer_all(pair_ids: list[str], verdict: Answer, note: str) -> None:
    """Keeps one answer on many pairs at once."""
    with telling():
        workspace().decide(pair_ids, verdict, note=note)
        review().painting += 1
        said(
            f"{len(pair_ids):,} pairs answered.",
            "They are in the list of decided pairs, each of them can be taken back.",
        )


def withdraw(pair_ids: list[str]) -> None:
    """Takes answers back that were picked from the list of decided pairs."""
    with telling():
        for pair_id in pair_ids:
            workspace().undo_decision(pair_id)
        said(f"{len(pair_ids):,} answers taken back.", "Their pairs wait for an answer again.")


def note_key(pair_id: str) -> str:
    """The key of a pair's note field."""
    return f"note-{pair_id}"
