"""Duplicates: the flagged pairs one by one, side by side, answered from the keyboard (DUP-4, DUP-6, DUP-8)."""

from __future__ import annotations

import streamlit as st

from reconcile import show
from reconcile.duplicates.review_queue import ReviewQueue
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.client_drawer import drawer, is_open
from reconcile.pages.pair import show_pair
from reconcile.pages.pair_filters import by_threshold, confirm_certain, filtered, offer_certain
from reconcile.pages.pair_lists import decided, implied
from reconcile.pages.practice import Facts
from reconcile.pages.review import Review, review, settle
from reconcile.pages.teaching import teaching
from reconcile.pages.top import begin, nothing_yet, one_of, showing
from reconcile.show.queue import contradiction_names
from reconcile.show.words import count

VIEWS = {"waiting": "To review", "later": "Put off", "implied": "Implied", "decided": "Decided"}


def main() -> None:
    settle()
    facts = begin(
        "Duplicates", "Probably one client under two spellings. Only a person says so; nothing is linked by itself."
    )
    if len(facts.ws.newest()) == 0:
        text = "Duplicates are looked for in the newest snapshots. Take one of each app first."
        nothing_yet("≈", "Nothing to compare yet", text, page=menu.SNAPSHOTS, label="Go to Snapshots")
        return
    first = st.container()
    with showing():
        queue = facts.queue
        head = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
        view = _views(queue, head)
        _contradictions(facts, queue)
        if view == "decided":
            decided(facts)
            teaching(facts)
        elif view == "implied":
            implied(facts, queue)
        else:
            _queue(facts, queue, head, put_off=view == "later")
        drawer(facts)
    with first, showing():  # last, because the pair should not wait for it
        _exact_first(facts)


def _exact_first(facts: Facts) -> None:
    """Exactly equal names need no decision: they are linked first, and leave the queue."""
    if not {App.XPM, App.IGNITION} <= set(facts.clients):
        return
    number = facts.linkable
    if number:
        with st.container(horizontal=True, vertical_alignment="center"):
            text = "They are one client by rule and need no decision; once linked they leave this list (IMP-2, IMP-4)."
            st.html(show.notice(f"{count(number, 'client')} can be linked first.", text, tone="accent"))
            if st.button("Go to First import", key="go-link"):
                st.switch_page(menu.FIRST_IMPORT)


def _views(queue: ReviewQueue, head: st.delta_generator.DeltaGenerator) -> str:
    counts = queue.counts
    total = sum(counts.values())
    with head:
        shown = {part: word for part, word in VIEWS.items() if part != "implied" or counts[part]}
        view = one_of("Show", {part: f"{word} · {counts[part]:,}" for part, word in shown.items()}, "view")
        st.html(
            f'<div class="rc-quiet" id="reviewed">{counts["decided"]:,} of {total:,} reviewed</div>', width="content"
        )
    st.progress(counts["decided"] / total if total else 1.0)
    return view


def _contradictions(facts: Facts, queue: ReviewQueue) -> None:
    """Answers that cannot all hold: A is B, B is C, and A is not C (DUP-6)."""
    broken = queue.broken
    if broken:
        title = f"{count(len(broken), 'answer')} cannot hold beside the others."
        text = (
            "Two records were called different, though a chain of answers makes them one client. Take one of them back."
        )
        st.html(show.notice(title, f"{text} {contradiction_names(facts.decisions, broken)}", tone="warn"))


def _queue(facts: Facts, queue: ReviewQueue, head: st.delta_generator.DeltaGenerator, *, put_off: bool) -> None:
    state = review()
    if not queue.counts["later" if put_off else "waiting"] and not state.current:
        text = "Every flagged pair has its answer." if queue.given else "No two records look like one client."
        nothing_yet("✓", "Nothing to review", text, page=menu.PLAN, label="Go to the plan")
        return
    state.wanted = filtered(queue, put_off=put_off)
    with head:
        asking = offer_certain(queue, state.wanted)
    state.current = _at_hand(queue, state)
    if not state.current:
        st.html(show.empty_state("✓", "Nothing fits these filters", "Remove a filter to see the other pairs."))
        return
    show_pair(facts, queue, state, keys=not asking and not is_open())
    by_threshold(queue, state.wanted)
    if asking:
        confirm_certain(facts, queue, state.wanted)


def _at_hand(queue: ReviewQueue, state: Review) -> str:
    """The pair to show: the one that was shown, as long as it fits or was gone to on purpose; else the first."""
    if state.current in queue.place and (
        state.current in {state.picked, *state.answered, *state.trail} or queue.place_of(state.current, state.wanted)
    ):
        return state.current
    return queue.first(state.wanted)


if __name__ == "__main__":
    main()
