"""Which pairs to go through: filters with counts and a threshold, all in the address; and the certain ones accepted together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.duplicates.review_listing import Wanted
from reconcile.duplicates.review_queue import ReviewQueue
from reconcile.pages.allowed import button
from reconcile.pages.grid import read_only
from reconcile.pages.practice import Facts
from reconcile.pages.review import answer_all
from reconcile.pages.top import at_least, chosen, picked
from reconcile.show.queue import scope_words
from reconcile.show.words import BANDS, kind_label
from reconcile.workspace.people import Role

STEP = 5
"""Of the threshold, in percent."""


def filtered(queue: ReviewQueue, *, put_off: bool) -> Wanted:
    """The filters, each with how many pairs it would leave; what they ask for."""
    everything = Wanted(put_off=put_off)
    first, second, third, fourth = st.columns([11, 8, 7, 7], vertical_alignment="bottom")
    with second:
        least = at_least("Probability at least", "least", _lowest(queue), 95, STEP) / 100
    facets = queue.facets(replace(everything, least=least))
    with first:
        words = {band: f"{icon} {word}" for band, (icon, word) in BANDS.items()}
        bands = chosen("Likelihood", {band: facets["band"].get(band, 0) for band in BANDS}, words, "band")
    with third:
        words = {scope: scope_words(scope) for scope in facets["scope"]}
        scopes = picked("Where", facets["scope"], words, "where", "Anywhere")
    with fourth:
        words = {kind: kind_label(kind) for kind in facets["kind"]}
        kinds = picked("Kind of difference", facets["kind"], words, "kind", "Any kind")
    return Wanted(put_off, least, frozenset(bands), frozenset(scopes), frozenset(kinds))


def _lowest(queue: ReviewQueue) -> int:
    """The threshold that lets everything through, in percent; a step below the half at most."""
    return min(int(queue.lowest * 100) // STEP * STEP, 45)


def offer_certain(queue: ReviewQueue, wanted: Wanted) -> bool:
    """Pairs that only spelling tells apart can be accepted together, after a look at them. Whether that is being asked now."""
    number = queue.size(certain_among(wanted))
    button(
        f"Accept {number:,} certain pairs…",
        Role.REVIEWER,
        icon=":material/done_all:",
        disabled=not number,
        key="accept-many",
        on_click=st.session_state.update,
        args=({"confirm-certain": True},),
    )
    return bool(st.session_state.pop("confirm-certain", False)) and number > 0


def certain_among(wanted: Wanted) -> Wanted:
    """The same filters for the certain pairs alone."""
    none = bool(wanted.bands) and "certain" not in wanted.bands
    return replace(wanted, bands=frozenset({"none" if none else "certain"}))


@st.dialog("Accept the certain pairs", width="large", on_dismiss="rerun")
def confirm_certain(facts: Facts, queue: ReviewQueue, wanted: Wanted) -> None:
    """The question before it, with all of them to look through."""
    ids = queue.ids_of(certain_among(wanted))
    text = "Certain means: only differences of spelling, and nothing that speaks against. Look through them once."
    st.html(show.notice(f"{len(ids):,} pairs become one client each.", text, tone="warn"))
    table = pd.DataFrame({"pair_id": ids})
    read_only("certain", table, lambda rows: _shown(facts.ws.pair_rows([queue.place[one] for one in rows["pair_id"]])))
    note = "Accepted together: certain."
    label = f"Accept all {len(ids):,}"
    if button(
        label, Role.REVIEWER, type="primary", key="accept-certain", on_click=answer_all, args=(ids, "same", note)
    ):
        st.rerun()  # a press inside a dialog draws the dialog again and nothing else


def _shown(pairs: pd.DataFrame) -> pd.DataFrame:
    kinds = [", ".join(map(kind_label, row)) for row in pairs["kinds"]]
    return pd.DataFrame(
        {"One record": list(pairs["name_a"]), "Other record": list(pairs["name_b"]), "Difference": kinds}
    )


def by_threshold(queue: ReviewQueue, wanted: Wanted) -> None:
    """How many pairs there are at each height of probability, drawn where somebody wants to see it."""
    if not st.toggle("Show how many pairs each threshold leaves", key="by-threshold"):
        return
    from reconcile.show.charts import band_histogram  # here: charts take two seconds to import

    numbers = [queue.place[one] for one in queue.ids_of(Wanted(put_off=wanted.put_off))]
    heights = pd.DataFrame(
        {
            "probability": [queue.facts.chances[one] for one in numbers],
            "band": [queue.facts.bands[one] for one in numbers],
        }
    )
    st.altair_chart(band_histogram(heights, wanted.least or None), width="stretch")
