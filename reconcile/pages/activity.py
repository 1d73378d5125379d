"""Who did what: everything that people decided, linked, set and applied, searched, filtered and exported."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.pages.grid import read_only
from reconcile.pages.practice import Facts
from reconcile.pages.top import chosen, picked
from reconcile.plans.sheets import EXCEL, Sheet, workbook
from reconcile.show.changes import facet
from reconcile.show.words import count, when
from reconcile.workspace.activity import ANSWER, LINK, RUN, SETTING, TUNING, VALUE

KINDS = {
    ANSWER: "Answers on pairs",
    VALUE: "Values chosen",
    LINK: "Links",
    RUN: "Plans applied",
    SETTING: "Settings",
    TUNING: "Matcher",
}
HEADINGS = {
    "When": ("when", 20),
    "By": ("by", 28),
    "What": ("what", 26),
    "About": ("about", 50),
    "On what evidence": ("evidence", 70),
    "Note": ("note", 40),
    "Id": ("reference", 16),
}
WIDTHS = {
    "When": st.column_config.Column(width=140),
    "By": st.column_config.Column(width=140),
    "What": st.column_config.Column(width=150),
    "About": st.column_config.Column(width=240),
    "On what evidence": st.column_config.Column(width=320),
}


def activity(facts: Facts) -> None:
    """The whole record, newest first."""
    everything = facts.kept("activity", facts.ws.activity, facts.version)
    if everything.empty:
        text = "Every answer, link, chosen value, setting and applied plan is kept here with who, when and on what evidence."
        st.html(show.empty_state("◷", "Nothing done yet", text))
        return
    rows = _filtered(everything)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="rc-quiet">{count(len(rows), "entry", "entries")} of {len(everything):,}</div>')
        _export(facts, rows)
    if rows.empty:
        st.html(show.empty_state("◌", "Nothing fits", "Remove a filter, or search for something else."))
        return
    read_only("activity", rows, lambda page: _shown(facts, page), WIDTHS)


def _filtered(rows: pd.DataFrame) -> pd.DataFrame:
    first, second, third = st.columns([6, 11, 6], vertical_alignment="bottom")
    text = first.text_input(
        "Search",
        key="find",
        bind="query-params",
        placeholder="A name, a value, a note",
        icon=":material/search:",
        live=True,
    )
    with second:
        kinds = chosen("What", facet(rows, "kind"), KINDS, "kind")
    with third:
        people = picked("Who", facet(rows, "by"), {}, "by", "Anybody")
    return entries_of(rows, text or "", kinds, people)


def entries_of(rows: pd.DataFrame, text: str, kinds: list[str], people: list[str]) -> pd.DataFrame:
    """The entries of these kinds and people that hold ``text`` somewhere, whatever its case; an empty choice lets all through."""
    keep = pd.Series(True, index=rows.index)
    if kinds:
        keep &= rows["kind"].isin(kinds)
    if people:
        keep &= rows["by"].isin(people)
    if text.strip():
        found = pd.Series(False, index=rows.index)
        for column in ("about", "what", "evidence", "note", "by", "reference"):
            found |= rows[column].astype(str).str.contains(text.strip(), case=False, regex=False)
        keep &= found
    return rows[keep]


def _shown(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    named = rows.assign(when=[when(moment, facts.zone) for moment in rows["at"]])
    return pd.DataFrame({heading: named[column] for heading, (column, _) in HEADINGS.items()})


def _export(facts: Facts, rows: pd.DataFrame) -> None:
    """The entries shown, as files; each is made when it is asked for."""
    name = f"history-{facts.ws.name}"
    with st.popover("Export", icon=":material/download:", disabled=rows.empty):
        st.caption("What the filters leave, all of it.")
        st.download_button(
            "CSV",
            lambda: csv_of(_shown(facts, rows)),
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
            key="history-csv",
        )
        st.download_button(
            "Excel",
            lambda: workbook("History", [_sheet(facts, rows)]),
            f"{name}.xlsx",
            EXCEL,
            on_click="ignore",
            key="history-xlsx",
        )


def _sheet(facts: Facts, rows: pd.DataFrame) -> Sheet:
    named = rows.assign(when=[when(moment, facts.zone) for moment in rows["at"]])
    return Sheet("History", named, HEADINGS)


def csv_of(rows: pd.DataFrame) -> bytes:
    """CSV that Excel opens with its letters whole, and in which no cell can be taken for a formula."""
    safe = rows.map(lambda value: f"'{value}" if str(value)[:1] in ("=", "+", "-", "@", "\t") else value)
    return b"\xef\xbb\xbf" + str(safe.to_csv(index=False)).encode()
