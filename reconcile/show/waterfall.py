"""How a pair's probability comes about, step by step, for somebody who is no statistician (DUP-8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log2
from typing import Any

import altair as alt
import pandas as pd

from reconcile.duplicates.comparison import Comparison, Evidence
from reconcile.duplicates.separators import APART
from reconcile.duplicates.weighing import HOUSEHOLD, NAMESAKE, PRIOR, THIRD
from reconcile.show.words import FIELDS, kind_label, percent, times

STEP_COLUMNS = ("step", "label", "way", "from", "to", "said", "value_a", "value_b")

START, FOR, AGAINST, RESULT = "Where it starts", "Speaks for one client", "Speaks against", "Where it ends"
_COLOURS = {START: "#8a949e", FOR: "#12876f", AGAINST: "#cf6a2b", RESULT: "#2f6fb0"}
_NAMES = {
    PRIOR: "Any two clients",
    HOUSEHOLD: "Relatives share as much",
    NAMESAKE: "A closer match elsewhere",
    THIRD: "Both match a third record",
    "contact_name": "Contact",
}
_SLIGHT = 0.1
"""Bits that nobody needs to see: they move an even chance by less than two in a hundred."""
_TICKS = {
    -30: "1 in a billion", -20: "1 in a million", -10: "1 in 1,000", 0: "even", 10: "1,000 to 1", 20: "a million to 1",
    30: "a billion to 1",
}  # fmt: skip


def evidence_list(pair: Mapping[str, Any] | Comparison) -> list[Evidence]:
    """The evidence of a comparison, or of a row of ``ws.duplicates()`` or ``find_duplicates``."""
    if isinstance(pair, Comparison):
        return list(pair.evidence)
    return [item if isinstance(item, Evidence) else Evidence(**item) for item in pair["evidence"]]


def steps(pair: Mapping[str, Any] | Comparison) -> pd.DataFrame:
    """The way from any two clients to this pair's probability: ``STEP_COLUMNS``, one row a step, in order.

    ``from`` and ``to`` are log2 odds: 0 is an even chance, each unit doubles the odds. ``way`` says whether the step speaks for
    or against; ``label`` names it and says how much in words. What separates the two stands last.
    """
    evidence = evidence_list(pair)
    chance = float(pair.probability if isinstance(pair, Comparison) else pair["probability"])
    start = sum(item.weight for item in evidence if item.name == PRIOR)
    parts = sorted(
        (item for item in evidence if item.name != PRIOR and (abs(item.weight) >= _SLIGHT or item.name in APART)),
        key=lambda item: (item.name in APART, item.name in (HOUSEHOLD, NAMESAKE, THIRD)),
    )
    rows: list[tuple[Any, ...]] = []
    if any(item.name == PRIOR for item in evidence):
        said = next(item.sentence for item in evidence if item.name == PRIOR)
        rows.append((0, f"{_NAMES[PRIOR]}: {odds(start)}", START, 0.0, start, said, "", ""))
    here = start
    for item in parts:
        way = AGAINST if item.weight < 0 or item.name in APART else FOR
        label = f"{_name(item.name)}: {times(item.weight)}"
        rows.append((len(rows), label, way, here, here + item.weight, item.sentence, item.value_a, item.value_b))
        here += item.weight
    end = log2(chance / (1 - chance)) if 0 < chance < 1 else here
    here = here if abs(here) > abs(end) and here * end > 0 else end  # a probability is told to 99.9 % only
    rows.append((len(rows), f"Together: {percent(chance)}", RESULT, 0.0, here, "All of it together.", "", ""))
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def odds(bits: float) -> str:
    """Log2 odds in words: ``1 in 4,000``, ``even``, ``30 to 1``."""
    if abs(bits) < 0.5:
        return "even"
    size = min(2.0 ** abs(bits), 1e12)
    if bits < 0:
        return f"1 in {_round(size + 1)}"
    return f"{_round(size)} to 1"


def _round(size: float) -> str:
    """A number to two digits that count."""
    if size >= 1e9:
        return "a billion or more"
    digits = max(0, len(str(int(size))) - 2)
    return f"{round(size / 10**digits) * 10**digits:,.0f}"


def _name(name: str) -> str:
    words = _NAMES.get(name) or FIELDS.get(name) or kind_label(name.replace("_", " "))
    return words[:1].upper() + words[1:]


def waterfall(pair: Mapping[str, Any] | Comparison, *, width: int = 620) -> alt.Chart:
    """The steps as bars: each begins where the one before it ended, to the right for one client and to the left against.

    The scale is marked in odds, and every bar says in its name how much likelier or less likely it makes the pair.
    """
    rows = steps(pair)
    order = list(rows["label"])
    ticks = _span(rows[["from", "to"]].to_numpy().ravel())
    axis = alt.Axis(
        values=[tick for tick in _TICKS if ticks[0] <= tick <= ticks[-1]],
        labelExpr=_label_expression(),
        title="Odds that the two are one client",
        grid=True,
    )
    ways = [way for way in _COLOURS if way in set(rows["way"])]
    chart: alt.Chart = (
        alt.Chart(rows, title=f"Why {percent(_chance(pair))}")
        .mark_bar(height={"band": 0.7}, cornerRadius=2)
        .encode(
            y=alt.Y(
                "label:N",
                sort=order,
                title=None,
                axis=alt.Axis(labelLimit=320, labelFontSize=13, domain=False, ticks=False),
            ),
            x=alt.X("from:Q", axis=axis, scale=alt.Scale(domain=ticks, nice=False)),
            x2="to:Q",
            color=alt.Color(
                "way:N",
                scale=alt.Scale(domain=ways, range=[_COLOURS[way] for way in ways]),
                legend=alt.Legend(title=None, orient="bottom", columns=4, labelLimit=240),
            ),
            tooltip=[
                alt.Tooltip("said:N", title="Why"),
                alt.Tooltip("value_a:N", title="One record"),
                alt.Tooltip("value_b:N", title="Other record"),
            ],
        )
        .properties(width=width, height=alt.Step(26))
    )
    return chart


def _chance(pair: Mapping[str, Any] | Comparison) -> float:
    return float(pair.probability if isinstance(pair, Comparison) else pair["probability"])


def _span(ends: Iterable[float]) -> list[float]:
    """The two ends of the scale: every bar is on it, and a mark left and right of an even chance."""
    found = [float(end) for end in ends]
    return [min([*found, -10.0]) - 1, max([*found, 10.0]) + 1]


def _label_expression() -> str:
    """Odds in words for the marks, in the drawing language."""
    words = "".join(f"datum.value == {tick} ? '{word}' : " for tick, word in _TICKS.items())
    return words + "''"
