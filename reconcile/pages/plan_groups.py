"""A plan's changes grouped: by client, each of which opens its drawer, and by field, each of which leads to its changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from reconcile import frames
from reconcile.duplicates.flagged import components
from reconcile.model import App
from reconcile.pages.choice import Choice
from reconcile.pages.client_drawer import go_to_client
from reconcile.pages.grid import COUNTED, paged
from reconcile.pages.practice import Facts
from reconcile.plans.plan import Plan
from reconcile.show.paging import grid_key
from reconcile.show.plan_view import PlanView
from reconcile.show.ticks import Mask
from reconcile.show.words import CHANGE_KINDS, app_label


def by_client(facts: Facts, plan: Plan, choice: Choice) -> None:
    """A row for each client that the plan changes, in whichever app; the one with most changes first."""
    rows = facts.kept(
        "by client", lambda: client_groups(plan.changes, facts.links), f"{plan.plan_id}-{facts.links_stamp}"
    )
    text = st.text_input("Client", key="group-search", placeholder="Search a name", icon=":material/search:", live=True)
    if text:
        rows = rows[rows["Client"].str.casefold().str.contains(text.strip().casefold(), regex=False)]
    st.caption(
        "Pick a row to see everything about that client: its records, last common values, links, answers and runs."
    )
    page = paged("by-client", rows, size=25)
    ids = list(page.rows["record"])
    ticked = [int(choice.ticked[places].sum()) for places in page.rows["places"]]
    key = grid_key("by-client", [*ids, plan.plan_id])
    st.dataframe(
        page.rows.drop(columns=["record", "places"]).assign(Ticked=ticked),
        hide_index=True,
        column_config=dict.fromkeys(("Changes", "Ticked"), COUNTED),
        key=key,
        selection_mode="single-row",
        on_select=lambda: _open(key, ids),
        placeholder="",
    )


def _open(key: str, ids: list[str]) -> None:
    places = st.session_state[key]["selection"]["rows"]
    if places:
        go_to_client([ids[places[0]]])


def client_groups(changes: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Columns ``record`` (``app:id``), ``Client``, ``Where``, ``What``, ``Changes`` and their ``places``, most changes first.

    Linked records are one client. A record that the plan creates stands under the one it is made from.
    """
    roots = components(links)
    groups: dict[str, _Group] = {}
    columns = ("app", "record_id", "client_name", "kind")
    for place, (app, record_id, name, kind) in enumerate(zip(*(changes[column] for column in columns), strict=True)):
        record = record_id.removeprefix("new:") if record_id.startswith("new:") else f"{app}:{record_id}"
        group = groups.setdefault(roots.get(record, record), _Group(record, name))
        group.apps.add(app)
        group.kinds.add(kind)
        group.places.append(place)
    rows = [
        (
            group.record,
            group.name,
            ", ".join(sorted(map(app_label, group.apps))),
            ", ".join(word for kind, word in CHANGE_KINDS.items() if kind in group.kinds),
            len(group.places),
            group.places,
        )
        for group in groups.values()
    ]
    rows.sort(key=lambda row: (-row[4], row[1].casefold()))
    return frames.frame(("record", "Client", "Where", "What", "Changes", "places"), rows)


@dataclass
class _Group:
    """One client's changes while they are gathered."""

    record: str
    name: str
    apps: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)


def by_field(choice: Choice) -> None:
    """A row for each field and app; picking one leads to its changes."""
    rows = field_groups(choice.view, choice.ticked)
    st.caption("Pick a row to see its changes.")
    key = grid_key("by-field", [choice.plan_id])
    st.dataframe(
        rows.drop(columns=["app"]),
        hide_index=True,
        column_config=dict.fromkeys(("New values", "Replaced", "Cleared", "Changes", "Ticked"), COUNTED),
        key=key,
        selection_mode="single-row",
        on_select=lambda: _filter(key, rows),
        placeholder="",
    )


def _filter(key: str, rows: pd.DataFrame) -> None:
    places = st.session_state[key]["selection"]["rows"]
    if places:
        row = rows.iloc[places[0]]
        st.session_state.update({"field": [row["Field"]], "app": [row["app"]], "part": "changes"})


def field_groups(view: PlanView, ticked: Mask) -> pd.DataFrame:
    """Columns ``app``, ``Where``, ``Field``, ``New values`` (into nothing), ``Replaced``, ``Cleared``, ``Changes``, ``Ticked``."""
    pairs = view.app.codes * len(view.field_label.words) + view.field_label.codes
    new = view.into_nothing & ~view.emptied
    counted = [
        np.bincount(pairs[mask], minlength=len(view.app.words) * len(view.field_label.words))
        for mask in (new, ~new & ~view.emptied, view.emptied, np.ones(len(view), dtype=np.bool_), ticked)
    ]
    rows: list[tuple[Any, ...]] = []
    for pair in np.flatnonzero(counted[3]):
        app, label = divmod(int(pair), len(view.field_label.words))
        name = view.app.words[app]
        rows.append(
            (name, App(name).label, view.field_label.words[label], *(int(numbers[pair]) for numbers in counted))
        )
    rows.sort(key=lambda row: -row[6])
    return frames.frame(("app", "Where", "Field", "New values", "Replaced", "Cleared", "Changes", "Ticked"), rows)
