"""What the reports are made of: tables as people read them on paper, and the picture of a first import."""

from __future__ import annotations

import zoneinfo
from html import escape

import altair as alt
import pandas as pd

from reconcile import frames
from reconcile.show.block import Block, block
from reconcile.show.first_import import Import
from reconcile.show.words import BANDS, CHANGE_KINDS, VERDICTS, app_label, count, when

LONGEST = 400
"""Rows of a table that a report prints; it says how many there are beyond."""

_PARTS = ("linked already", "to be linked by equal names", "created, and there under another name", "created new")
_COLOURS = ("#1f6f8b", "#8fbccb", "#c8434d", "#a3a9b1")


def forecast_chart(forecast: Import) -> alt.Chart:
    """XPM's current clients by what the first import would do with them: one bar, counts only."""
    twice = len(forecast.doubles)
    numbers = (forecast.linked, len(forecast.links), twice, len(forecast.creates) - twice)
    rows = pd.DataFrame({"What": _PARTS, "Clients": numbers, "place": range(len(_PARTS))})
    bars = alt.Chart(rows, title="XPM's current clients, if Ignition imported them today").encode(
        x=alt.X("Clients:Q", title=None),
        y=alt.Y("What:N", sort=list(_PARTS), title=None, axis=alt.Axis(labelLimit=320)),
    )
    colour = alt.Color("What:N", scale=alt.Scale(domain=list(_PARTS), range=list(_COLOURS)), legend=None)
    labels = bars.mark_text(align="left", dx=5, fontSize=13).encode(text=alt.Text("Clients:Q", format=",d"))
    chart: alt.Chart = (bars.mark_bar().encode(color=colour) + labels).properties(width=520, height=170)
    return chart


def readable(rows: pd.DataFrame) -> Block:
    """A table to print: apps, kinds and answers in words, probabilities in percent, at most ``LONGEST`` rows."""
    if rows.empty:
        return block("<p>None.</p>")
    shown = rows.head(LONGEST).copy()
    words = {**CHANGE_KINDS, **{answer: word for answer, (_, word) in (VERDICTS | BANDS).items()}}
    for name in shown.columns:
        if name == "probability":
            shown[name] = [f"{value:.0%}" for value in shown[name]]
        elif shown[name].dtype.kind not in "iuf":
            shown[name] = [words.get(value, app_label(value)) for value in shown[name].fillna("").astype(str)]
    shown = shown.rename(columns={"probability": "Probability"})
    more = f"<p>{len(rows) - LONGEST:,} more are in the app.</p>" if len(rows) > LONGEST else ""
    return block(shown.to_html(index=False, border=0, escape=True) + more)


def snapshot_rows(practice: str, snapshots: pd.DataFrame, timezone: str) -> str:
    """Whose report it is, and of which snapshots: the newest one of each app."""
    zone = zoneinfo.ZoneInfo(timezone)
    newest = snapshots.sort_values("taken_at", ascending=False).drop_duplicates("app")
    lines = "".join(
        f"<li>{escape(app_label(row['app']))}: {count(int(row['current']), 'current client')}, "
        f"{int(row['archived']):,} archived; snapshot of {escape(when(row['taken_at'], zone))}</li>"
        for row in frames.rows_of(newest)
    )
    return f"<p><strong>{escape(practice)}</strong></p><ul>{lines}</ul>"
