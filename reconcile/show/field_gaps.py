"""How far the linked records of two apps agree, field by field: a table, and its chart."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.values import comparable
from reconcile.policy import Policy
from reconcile.policy.rules import NEVER

GAP_COLUMNS = (
    "field",
    "label",
    "agree",
    "spelt differently",
    "differ",
    "only here",
    "only in Ignition",
    "empty in both",
)

_KINDS = ("agree", "spelt differently", "differ", "only here", "only in Ignition")
_COLOURS = ("#1f6f8b", "#8fbccb", "#c8434d", "#e08e45", "#a07fb5")


def field_gaps(links: pd.DataFrame, clients: Mapping[App, pd.DataFrame], policy: Policy, app: App) -> pd.DataFrame:
    """For each field that syncs at all: how many linked pairs of ``app`` and Ignition agree in it, columns ``GAP_COLUMNS``.

    ``links`` as ``ws.links()``, ``clients`` the newest snapshots' clients by app. *Spelt differently* are values that the apps
    treat as one (a phone number with other spaces, an email in capitals). The counts of a row add up to the linked pairs of
    which both records are there.
    """
    mine = links[links["app_a"] == app.value]
    here = clients[app].set_index("client_id")
    there = clients[App.IGNITION].set_index("client_id")
    known = mine[mine["id_a"].isin(here.index) & mine["id_b"].isin(there.index)]
    rows = []
    for rule in policy.rules:
        if (
            rule.entity != "client"
            or rule.sync == NEVER
            or rule.compare == "one-of"
            or not {rule.name} <= set(here.columns) & set(there.columns)
        ):
            continue
        ours, theirs = here.loc[known["id_a"], rule.name], there.loc[known["id_b"], rule.name]
        rows.append((rule.name, rule.label, *_counted(rule.compare, ours.tolist(), theirs.tolist())))
    return frames.frame(GAP_COLUMNS, rows)


def _counted(compare: str, ours: list[str | None], theirs: list[str | None]) -> tuple[int, ...]:
    agree = spelling = differ = here = there = neither = 0
    for one, other in zip(ours, theirs, strict=True):
        if not one and not other:
            neither += 1
        elif not other:
            here += 1
        elif not one:
            there += 1
        elif one == other:
            agree += 1
        elif comparable(compare, one) == comparable(compare, other):
            spelling += 1
        else:
            differ += 1
    return agree, spelling, differ, here, there, neither


def gap_chart(gaps: pd.DataFrame) -> alt.Chart:
    """The same as bars, a bar a field, the fields that differ most on top; counts only, no client's data."""
    long = gaps.melt(id_vars=["label"], value_vars=list(_KINDS), var_name="What", value_name="Links")
    order = gaps.sort_values(["differ", "only here", "only in Ignition"], ascending=False)["label"].tolist()
    chart: alt.Chart = (
        alt.Chart(long.assign(place=long["What"].map(_KINDS.index)), title="Linked records, field by field")
        .mark_bar()
        .encode(
            y=alt.Y("label:N", sort=order, title=None),
            x=alt.X("Links:Q", title="Linked clients"),
            color=alt.Color("What:N", scale=alt.Scale(domain=list(_KINDS), range=list(_COLOURS)), title=None),
            order="place:Q",
            tooltip=["label:N", "What:N", "Links:Q"],
        )
        .properties(width=560)
    )
    return chart
