"""Charts of what the matcher found, drawn from counts, so that a chart never carries a client's data."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from reconcile.show.words import BANDS

STEP = 0.05
"""Width of a column of the histogram, as a probability."""

COUNT_COLUMNS = ("band", "from", "to", "pairs")

_COLOURS = {"certain": "#1f6f8b", "likely": "#e08e45", "possible": "#a3a9b1"}
STILL = "RECONCILE_STILL_CHARTS"

_LITE = "https://vega.github.io/schema/vega-lite/v5.json"
"""The version of the drawing language that notebooks have on board; it is a name, nothing is fetched."""


def band_counts(pairs: pd.DataFrame) -> pd.DataFrame:
    """How many pairs there are at each height of probability: columns ``COUNT_COLUMNS``, only where there are any.

    ``pairs`` need ``probability`` (0 to 1) and ``band``, as ``ws.duplicates()`` and ``find_duplicates`` give them.
    """
    last = round(1 / STEP) - 1
    counted = Counter(
        (str(band), min(int(float(probability) / STEP + 1e-9), last))
        for band, probability in zip(pairs["band"], pairs["probability"], strict=True)
        if band in BANDS
    )
    rows = [
        (band, round(number * STEP, 2), round((number + 1) * STEP, 2), count)
        for (band, number), count in sorted(
            counted.items(), key=lambda item: (list(BANDS).index(item[0][0]), item[0][1])
        )
    ]
    return pd.DataFrame(rows, columns=list(COUNT_COLUMNS))


def band_histogram(pairs: pd.DataFrame, threshold: float | None = None) -> alt.Chart | alt.LayerChart:
    """The pairs by probability, coloured by band (DUP-7): how much there is to decide, and how sure the tool is.

    With a ``threshold`` a line stands there, and the title says how many pairs are at it or above.
    """
    order = list(BANDS)
    labels = {band: word for band, (_, word) in BANDS.items()}
    counts = band_counts(pairs).assign(
        order=lambda rows: rows["band"].map(order.index), Band=lambda rows: rows["band"].map(labels)
    )
    colour = alt.Color(
        "Band:N", scale=alt.Scale(domain=list(labels.values()), range=[_COLOURS[band] for band in order]), title="Band"
    )
    told = [
        alt.Tooltip("Band:N"),
        alt.Tooltip("from:Q", format=".0%"),
        alt.Tooltip("to:Q", format=".0%"),
        alt.Tooltip("pairs:Q", title="Pairs"),
    ]
    chart: alt.Chart = (
        alt.Chart(counts, title="Flagged pairs by how probable it is that they are one client")
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "from:Q", bin="binned", axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1]), title="Probability"
            ),
            x2="to:Q",
            y=alt.Y("pairs:Q", title="Pairs"),
            color=colour,
            order="order:Q",
            tooltip=told,
        )
        .properties(width=560, height=260)
    )
    return chart if threshold is None else _with_threshold(chart, pairs, threshold)


def _with_threshold(chart: alt.Chart, pairs: pd.DataFrame, threshold: float) -> alt.LayerChart:
    above = int((pairs["probability"].astype(float) >= threshold).sum())
    rule = (
        alt.Chart(pd.DataFrame({"threshold": [threshold]}))
        .mark_rule(color="#b3423a", strokeWidth=2, strokeDash=[5, 3])
        .encode(x="threshold:Q", tooltip=[alt.Tooltip("threshold:Q", format=".0%", title="Threshold")])
    )
    title = f"{above:,} of {len(pairs):,} pairs are at {threshold:.0%} or above"
    layered: alt.LayerChart = (chart + rule).properties(title=title)
    return layered


def reliability_chart(table: pd.DataFrame) -> alt.LayerChart:
    """Whether a probability means what it says (DUP-7): of the pairs shown at 0.9, about nine in ten should be one client.

    ``table`` has a row for each step of probability: ``shown`` (mean probability told), ``true`` (share that is one client) and
    ``pairs`` (how many). Points on the line keep their word; below it the tool was too sure of itself.
    """
    share = alt.Scale(domain=[0, 1])
    line = (
        alt.Chart(pd.DataFrame({"shown": [0.0, 1.0], "true": [0.0, 1.0]}))
        .mark_line(strokeDash=[4, 4], color="#8a949e")
        .encode(x="shown:Q", y="true:Q")
    )
    points = (
        alt.Chart(table)
        .mark_circle(color="#1f6f8b", opacity=0.9)
        .encode(
            x=alt.X("shown:Q", scale=share, axis=alt.Axis(format=".0%"), title="Probability shown"),
            y=alt.Y("true:Q", scale=share, axis=alt.Axis(format=".0%"), title="Really one client"),
            size=alt.Size("pairs:Q", scale=alt.Scale(range=[40, 500]), title="Pairs"),
            tooltip=[
                alt.Tooltip("shown:Q", format=".0%", title="Shown"),
                alt.Tooltip("true:Q", format=".0%", title="Really one client"),
                alt.Tooltip("pairs:Q", title="Pairs"),
            ],
        )
    )
    chart: alt.LayerChart = (line + points).properties(
        width=360, height=360, title="Do the probabilities keep their word?"
    )
    return chart


def reliability_table(pairs: pd.DataFrame, same: Sequence[bool]) -> pd.DataFrame:
    """Columns ``shown``, ``true``, ``pairs`` by tenth of probability; ``same`` tells for each pair whether it is one client."""
    tenth = [min(9, int(float(value) * 10)) for value in pairs["probability"]]
    rows = pd.DataFrame(
        {"tenth": tenth, "shown": pairs["probability"].astype(float).to_list(), "true": list(map(float, same))}
    )
    grouped = rows.groupby("tenth", as_index=False).agg(
        shown=("shown", "mean"), true=("true", "mean"), pairs=("true", "size")
    )
    return grouped[["shown", "true", "pairs"]]


def draw_offline() -> None:
    """Makes notebooks draw charts with what JupyterLab and VS Code have on board; Altair's own way loads scripts from the web.

    Where the variable ``STILL`` is set, as for a report, charts are still pictures.
    """
    alt.renderers.register("on-board", _on_board)
    alt.renderers.register("still", _still)
    alt.renderers.enable("still" if os.environ.get(STILL) else "on-board")


def _still(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    import vl_convert  # here: only reports need it

    return {"image/svg+xml": vl_convert.vegalite_to_svg({**spec, "background": "#ffffff"}), "text/plain": "A chart"}


def _on_board(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    return {"application/vnd.vegalite.v5+json": {**spec, "$schema": _LITE}, "text/plain": "A chart"}
