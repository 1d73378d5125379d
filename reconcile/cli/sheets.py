"""Writes a DataFrame as a CSV file that a spreadsheet opens as it is and cannot be tricked by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d\s(.])")
"""How a cell begins that a spreadsheet would run; a phone number or a negative number is none."""


def write_sheet(rows: pd.DataFrame, path: Path) -> None:
    """UTF-8 with a mark, which Excel needs to read accents; lists are joined with commas, missing values are empty."""
    columns: dict[str, pd.Series[Any]] = {str(name): rows[name].map(_cell) for name in rows.columns}
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(columns).to_csv(path, index=False, encoding="utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    if value is None or isinstance(value, int | float):
        return value
    if hasattr(value, "__iter__"):
        return _cell(", ".join(str(part) for part in value))
    return str(value)
