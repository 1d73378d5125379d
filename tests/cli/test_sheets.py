"""A CSV that spreadsheets open as it is and cannot be tricked by."""

from __future__ import annotations

import pandas as pd
import pytest

from reconcile.cli.sheets import write_sheet


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-cmd", "\t=1"])
def test_what_a_spreadsheet_would_run_is_text(tmp_path, name):
    path = tmp_path / "out" / "pairs.csv"
    write_sheet(pd.DataFrame({"name": [name]}), path)
    assert pd.read_csv(path, dtype=str)["name"][0] == f"'{name}"


def test_phones_accents_lists_and_missing_values(tmp_path):
    path = tmp_path / "pairs.csv"
    rows = pd.DataFrame(
        {
            "phone": ["+61 2 5550 1234"],
            "name": ["Œuvre & Søn"],
            "kinds": pd.Series([["case", "typo"]], dtype=object),
            "note": [None],
        }
    )
    write_sheet(rows, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "without the mark Excel reads accents wrongly"
    back = pd.read_csv(path, dtype=str, keep_default_na=False).iloc[0]
    assert list(back) == ["+61 2 5550 1234", "Œuvre & Søn", "case, typo", ""]
