"""Charts of what the matcher found, drawn from counts, so that a chart never carries a client's data."""

from __future__ import annotations

from collections import Counter
from typing import Any

import altair as alt
import pandas as pd

from reconcile.show.words import BANDS

STEP = 0.05
"""Width of a column of the histogram, as a probability."""

COUNT_COLUMNS = ("band", "from", "to", "pairs")

_COLOURS = {"certain": "#1f6f8b", "likely": "#e08e45", "possible": "#a3a9b1"}
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


def band_histogram(pairs: pd.DataFrame) -> alt.Chart:
    """The pairs by probability, coloured by band (DUP-7): how much there is to decide, and how sure the tool is."""
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
    return chart


def draw_offline() -> None:
    """Makes notebooks draw charts with what JupyterLab and VS Code have on board; Altair's own way loads scripts from the web."""
    alt.renderers.register("on-board", _on_board)
    alt.renderers.enable("on-board")


def _on_board(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    return {"application/vnd.vegalite.v5+json": {**spec, "$schema": _LITE}, "text/plain": "A chart"}
