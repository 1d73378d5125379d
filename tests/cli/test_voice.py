"""How values reach a terminal and a JSON document."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from reconcile.cli import voice


def shown(*parts: object) -> str:
    console = Console(width=120, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return captured.get()


@given(st.text())
def test_no_client_name_can_steer_the_terminal(name):
    assert all(character.isprintable() for character in voice.safe(name))


def test_names_are_shown_as_they_are_and_never_as_markup():
    rows = pd.DataFrame({"name": ["[red]Kowhai[/red] :smile: \x1b[31mTrust", "Café Œuvre"]})
    text = shown(voice.table("Clients", rows, {"name": "Name"}))
    assert "[red]Kowhai[/red] :smile: ␣[31mTrust" in text
    assert "Café Œuvre" in text


def test_a_long_table_says_how_many_rows_it_leaves_out():
    rows = pd.DataFrame({"name": [f"Client {number}" for number in range(100)]})
    text = shown(voice.table("Clients", rows, {"name": "Name"}, shown=3))
    assert "3 of 100 rows" in text
    assert "Client 3 " not in text


def test_absent_and_empty_stay_two_values_in_json():
    rows = pd.DataFrame({"a": pd.Series([None, "", "x"], dtype=object)})
    assert voice.plain(rows) == [{"a": None}, {"a": ""}, {"a": "x"}]


def test_every_value_of_a_frame_becomes_json():
    rows = pd.DataFrame(
        {
            "when": pd.Series([datetime(2026, 7, 1, tzinfo=UTC)], dtype=object),
            "kinds": pd.Series([np.array(["case"])], dtype=object),
            "share": [np.float64("nan")],
            "count": [np.int64(3)],
            "ticked": [np.bool_(True)],
        }
    )
    expected = {"when": "2026-07-01T00:00:00+00:00", "kinds": ["case"], "share": None, "count": 3, "ticked": True}
    assert json.loads(json.dumps(voice.plain(rows), allow_nan=False)) == [expected]
