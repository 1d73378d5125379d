"""Duplicates: the flagged pairs one by one, side by side, answered from the keyboard (DUP-4, DUP-6, DUP-8)."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.duplicates import Comparison, Evidence, explain_pair
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.grid import read_only
from reconcile.pages.pair_lists import decided, family, implied
from reconcile.pages.practice import Facts
from reconcile.pages.review import Action, Review, answer_all, note_key, press, review, settle
from reconcile.pages.teaching import teaching
from reconcile.pages.top import begin, chosen, nothing_yet, one_of, picked, showing
from reconcile.show.first_import import first_import
from reconcile.show.queue import PairFilter, contradiction_names, in_order, pair_facets
from reconcile.show.waterfall import waterfall
from reconcile.show.words import BANDS, VERDICTS, count, kind_label

VIEWS = {"waiting": "To review", "later": "Put off", "implied": "Implied", "decided": "Decided"}


ACTIONS: dict[Action, tuple[str, str, str]] = {
    "same": ("Same client", "check", "Y"),
    "different": ("Different", "close", "N"),
    "later": ("Later", "schedule", "J"),
    "back": ("Back", "arrow_back", "K"),
    "undo": ("Undo", "undo", "U"),
}
"""Each answer's label, icon and key."""


def main() -> None:
    settle()
    facts = begin(
        "Duplicates", "Probably one client under two spellings. Only a person says so; nothing is linked by itself."
    )
    if len(facts.ws.newest()) == 0:
        text = "Duplicates are looked for in the newest snapshots. Take one of each app first."
        nothing_yet("≈", "Nothing to compare yet", text, page=menu.SNAPSHOTS, label="Go to Snapshots")
        return
    with showing():
        _exact_first(facts)
        view = _views(facts)
        _contradictions(facts)
        if view == "decided":
            decided(facts)
            teaching(facts)
        elif view == "implied":
            implied(facts)
        else:
            _queue(facts, put_off=view == "later")


def _exact_first(facts: Facts) -> None:
    """Exactly equal names need no decision: they are linked first, and leave the queue."""
    if not {App.XPM, App.IGNITION} <= set(facts.clients):
        return
    number = len(first_import(facts.clients, facts.links, facts.duplicates, facts.unlinked).links)
    if number:
        with st.container(horizontal=True, vertical_alignment="center"):
            text = "They are one client by rule and need no decision; once linked they leave this list (IMP-2, IMP-4)."
            st.html(show.notice(f"{count(number, 'client')} can be linked first.", text, tone="accent"))
            if st.button("Go to First import", key="go-link"):
                st.switch_page(menu.FIRST_IMPORT)


def _views(facts: Facts) -> str:
    counts = {
        **{view: len(_open(facts, put_off=view == "later")) for view in ("waiting", "later")},
        "implied": len(facts.order.implied),
        "decided": int(facts.decisions["decision"].isin(["same", "different"]).sum()),
    }
    total = sum(counts.values())
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        shown = {part: word for part, word in VIEWS.items() if part != "implied" or counts[part]}
        view = one_of("Show", {part: f"{word} · {counts[part]:,}" for part, word in shown.items()}, "view")
        st.html(
            f'<div class="rc-quiet" id="reviewed">{counts["decided"]:,} of {total:,} reviewed</div>', width="content"
        )
    st.progress(counts["decided"] / total if total else 1.0)
    return view


def _open(facts: Facts, *, put_off: bool) -> pd.DataFrame:
    """The pairs to ask about, in the order in which few answers settle much."""
    return in_order(PairFilter(put_off=put_off).rows(facts.duplicates), facts.order)


def _contradictions(facts: Facts) -> None:
    """Answers that cannot all hold: A is B, B is C, and A is not C (DUP-6)."""
    if facts.order.broken:
        title = f"{count(len(facts.order.broken), 'answer')} cannot hold beside the others."
        text = (
            "Two records were called different, though a chain of answers makes them one client. Take one of them back."
        )
        st.html(show.notice(title, f"{text} {contradiction_names(facts.decisions, facts.order)}", tone="warn"))


def _queue(facts: Facts, *, put_off: bool) -> None:
    pairs = facts.duplicates
    open_pairs = _open(facts, put_off=put_off)
    if open_pairs.empty and not review().current:
        text = "Every flagged pair has its answer." if len(facts.decisions) else "No two records look like one client."
        nothing_yet("✓", "Nothing to review", text, page=menu.PLAN, label="Go to the plan")
        return
    queue = _filtered(open_pairs, put_off=put_off)
    state = review()
    state.order = tuple(queue["pair_id"])
    if state.current not in set(pairs["pair_id"]) | set(state.seen):
        state.current = ""
    if not state.current or (state.current not in state.order and state.current not in state.answered + state.trail):
        state.current = state.order[0] if state.order else ""
    certain = queue[queue["band"] == "certain"]
    asking = bool(st.session_state.pop("confirm-certain", False)) and len(certain) > 0
    pair = _row_of(pairs, state)
    if pair is None:
        st.html(show.empty_state("✓", "Nothing fits these filters", "Remove a filter to see the other pairs."))
        return
    _pair(facts, pair, state, keys=not asking)
    if asking:
        _confirm_certain(certain)


def _filtered(open_pairs: pd.DataFrame, *, put_off: bool) -> pd.DataFrame:
    facets = pair_facets(open_pairs)
    words = {band: f"{icon} {word}" for band, (icon, word) in BANDS.items()}
    first, second, third, fourth = st.columns([11, 8, 8, 8], vertical_alignment="bottom")
    with first:
        bands = chosen("Likelihood", facets["band"], words, "band")
    with second:
        scopes = picked("Where", facets["scope"], {}, "where", "Anywhere")
    with third:
        kinds = picked(
            "Kind of difference",
            facets["kind"],
            {kind: kind_label(kind) for kind in facets["kind"]},
            "kind",
            "Any kind",
        )
    queue = PairFilter(bands, scopes, kinds, put_off).rows(open_pairs)
    certain = queue[queue["band"] == "certain"]
    with fourth:
        _offer_certain(certain)
    return queue


def _offer_certain(certain: pd.DataFrame) -> None:
    """Pairs that only spelling tells apart can be accepted together, after a look at them."""
    st.button(
        f"Accept {len(certain):,} certain pairs…",
        icon=":material/done_all:",
        width="stretch",
        disabled=certain.empty,
        key="accept-many",
        on_click=st.session_state.update,
        args=({"confirm-certain": True},),
    )


@st.dialog("Accept the certain pairs", width="large", on_dismiss="rerun")
def _confirm_certain(certain: pd.DataFrame) -> None:
    text = "Certain means: only differences of spelling, and nothing that speaks against. Look through them once."
    st.html(show.notice(f"{len(certain):,} pairs become one client each.", text, tone="warn"))
    read_only("certain", certain, _shown_pairs)
    note = "Accepted together: certain."
    label, args = f"Accept all {len(certain):,}", (list(certain["pair_id"]), "same", note)
    if st.button(label, type="primary", key="accept-certain", on_click=answer_all, args=args):
        st.rerun()  # a press inside a dialog draws the dialog again and nothing else


def _shown_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    kinds = [", ".join(map(kind_label, row)) for row in pairs["kinds"]]
    return pd.DataFrame({"One record": pairs["name_a"], "Other record": pairs["name_b"], "Difference": kinds})


def _row_of(pairs: pd.DataFrame, state: Review) -> dict[str, Any] | None:
    """The pair to show; one that was linked by its answer has left the list and is shown as it was."""
    found = frames.rows_of(pairs[pairs["pair_id"] == state.current])
    if found:
        state.seen[state.current] = found[0]
        if len(state.seen) > 500:
            del state.seen[next(iter(state.seen))]
    return state.seen.get(state.current)


def _pair(facts: Facts, pair: dict[str, Any], state: Review, *, keys: bool) -> None:
    place = state.order.index(pair["pair_id"]) + 1 if pair["pair_id"] in state.order else 0
    left, right = show.sides_of(pair)
    standing = _answer_given(facts, pair["pair_id"])
    with st.container(border=True, key="pair"):
        st.html(
            f'<div class="rc-quiet">{f"Pair {place:,} of {len(state.order):,}" if place else "Seen before"}</div>'
            + show.pair_badges(pair)
        )
        if standing:
            st.html(show.notice(standing, "A new answer replaces it.", tone="accent"))
        st.html(show.compare_records(left, right))
        st.html(show.evidence_bars(_weighed(pair, left, right), pair["reasons"]))
        st.text_input(
            "Note (kept with the answer)", key=note_key(pair["pair_id"]), max_chars=500, placeholder="Optional"
        )
    _actions(
        pair["pair_id"], state, keys=keys
    )  # before the family: a press should find its button as soon as the pair is painted
    _adding_up(_weighed(pair, left, right))
    family(facts, pair)


def _adding_up(weighed: Comparison) -> None:
    """The waterfall, drawn only where it is wanted: most pairs are answered at a glance."""
    if st.toggle("Show how the probability adds up", key="adding-up"):
        st.altair_chart(waterfall(weighed), width="stretch")


def _weighed(pair: dict[str, Any], left: dict[str, Any], right: dict[str, Any]) -> Comparison:
    """The pair with what counted when it was found; pairs that were not weighed are explained by what is usual."""
    if not len(pair["evidence"]):
        return explain_pair(_evidence(left), _evidence(right))
    evidence = tuple(Evidence(**item) for item in pair["evidence"])
    return Comparison(pair["label"], float(pair["probability"]), evidence=evidence)


def _evidence(side: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in side.items() if name != "url"}


def _answer_given(facts: Facts, pair_id: str) -> str:
    found = facts.decisions.loc[facts.decisions["pair_id"] == pair_id, ["decision", "decided_by"]]
    if found.empty:
        return ""
    icon, word = VERDICTS[str(found.iloc[0]["decision"])]
    return f"{icon} {word}: the answer of {found.iloc[0]['decided_by']}"


def _actions(pair_id: str, state: Review, *, keys: bool) -> None:
    """The answers, always in sight. Each button belongs to this pair and this painting.

    Behind an open question they have no ``keys``: a key press would go through to them.
    """
    with st.bottom, st.container(horizontal=True, horizontal_alignment="center", key="answers"):
        for action, (label, icon, key) in ACTIONS.items():
            kind: Literal["primary", "secondary"] = "primary" if action == "same" else "secondary"
            st.button(
                label,
                icon=f":material/{icon}:",
                type=kind,
                shortcut=key if keys else None,
                key=f"{action}-{state.painting}-{pair_id}",
                on_click=press,
                args=(action, pair_id, state.painting),
                disabled=(action == "back" and not state.trail) or (action == "undo" and not state.answered),
            )


if __name__ == "__main__":
    main()
