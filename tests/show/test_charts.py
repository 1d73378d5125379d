"""The histogram counts every pair once and carries no client's data."""

from __future__ import annotations

import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reconcile.show.charts import COUNT_COLUMNS, band_counts, band_histogram, draw_offline

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["certain", "likely", "possible"])), max_size=60)


def frame(pairs: list[tuple[float, str]]) -> pd.DataFrame:
    return pd.DataFrame({"probability": [one for one, _ in pairs], "band": [band for _, band in pairs]})


@given(PAIRS)
def test_every_pair_is_counted_once_where_it_belongs(pairs):
    counts = band_counts(frame(pairs))
    assert list(counts.columns) == list(COUNT_COLUMNS)
    assert counts["pairs"].sum() == len(pairs)
    for probability, band in pairs:
        mine = counts[
            (counts["band"] == band) & (counts["from"] <= probability + 1e-6) & (counts["to"] >= probability - 1e-6)
        ]
        assert len(mine) >= 1


def test_certainty_itself_stands_in_the_last_column():
    counts = band_counts(frame([(1.0, "certain"), (0.95, "likely"), (0.0, "possible")]))
    assert counts[["band", "from", "to"]].to_numpy().tolist() == [
        ["certain", 0.95, 1.0],
        ["likely", 0.95, 1.0],
        ["possible", 0.0, 0.05],
    ]


def test_pairs_without_a_band_are_not_counted():
    assert band_counts(frame([(0.9, ""), (0.9, "likely")]))["pairs"].sum() == 1


def test_chart_of_nothing_is_a_chart():
    assert band_histogram(frame([])).to_dict()["mark"]["type"] == "bar"


def test_chart_carries_counts_and_no_names():
    pairs = frame([(0.97, "certain")]).assign(name_a="Aroha Ngata", name_b="A Ngata")
    assert "Ngata" not in json.dumps(band_histogram(pairs).to_dict())


def test_drawn_with_what_notebooks_have_on_board():
    import altair as alt

    before = alt.renderers.active
    try:
        draw_offline()
        data = band_histogram(frame([(0.97, "certain")]))._repr_mimebundle_()
        bundle = data[0] if isinstance(data, tuple) else data
        assert set(bundle) == {"application/vnd.vegalite.v5+json", "text/plain"}
    finally:
        alt.renderers.enable(before)
