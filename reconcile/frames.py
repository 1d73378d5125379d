"""DataFrames of plain objects, in which ``None`` (absent) and ``""`` (empty) stay two values; and how objects show in a notebook.

pandas would otherwise turn a NULL into NaN, which is neither equal to itself nor told apart from other missing values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from html import escape
from itertools import islice
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

MANY = 1_000
"""From so many rows on it is worth while to look for equal texts, and in so many rows they are looked for."""


def frame(columns: Sequence[str], rows: Iterable[Sequence[Any]] = ()) -> pd.DataFrame:
    """Rows as a DataFrame with these columns, every value kept as it is."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def frame_of_dicts(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The same from dictionaries; a key that a row lacks becomes ``None``."""
    return pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in columns})


def query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
    """A query's answer; lists arrive as lists, times as aware ``datetime``."""
    relation = connection.sql(sql, params=list(parameters)) if parameters else connection.sql(sql)
    answer = relation.to_arrow_table()
    columns = {name: pd.Series(_objects(answer[name]), dtype=object, copy=False) for name in answer.column_names}
    return pd.DataFrame(columns, copy=False)


def _objects(column: pa.ChunkedArray[Any]) -> Any:
    """A column as plain objects; where few texts stand in many rows, equal ones are one object, which is made once."""
    if not pa.types.is_string(column.type) or len(column) < MANY:
        return column.to_pylist()
    if len(column.slice(0, MANY).unique()) > MANY // 4:
        return column.to_numpy(zero_copy_only=False)
    coded = column.combine_chunks().dictionary_encode()
    texts = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    return texts[coded.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)]


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries by column name."""
    if not len(table):
        return []
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.to_numpy(dtype=object).tolist()]


_FEW = 6
"""How many members of a list, or rows of a table, are shown of an object in a notebook."""


class Shown:
    """A dataclass that shows itself in a notebook: its fields as a short table, in which everything is escaped."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return in_html(type(self).__name__, {entry.name: getattr(self, entry.name) for entry in fields(self)})  # type: ignore[arg-type]  # whoever inherits it is a dataclass


def in_html(title: str, facts: Mapping[str, object], table: pd.DataFrame | None = None) -> str:
    """What an object shows in a notebook: a title, its facts, and the first rows of a table; everything is escaped."""
    lines = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th><td style='text-align:left'>{escape(_short(value))}</td></tr>"
        for name, value in facts.items()
    )
    rows = "" if table is None else table.head(_FEW).to_html(index=False, border=0, escape=True)
    return f"<b>{escape(title)}</b>" + (f"<table>{lines}</table>" if lines else "") + rows


def _short(value: object) -> str:
    """A value in a few words."""
    match value:
        case pd.DataFrame():
            words = f"{len(value):,} rows"
        case datetime():
            words = f"{value:%d %b %Y %H:%M %Z}".rstrip()
        case Mapping():
            words = _listed([f"{key}: {_short(entry)}" for key, entry in islice(value.items(), _FEW)], len(value))
        case tuple() | list() | set() | frozenset():
            words = _listed([_short(entry) for entry in islice(value, _FEW)], len(value))
        case bytes():
            words = f"{len(value):,} bytes"
        case bool() | None:
            words = {True: "yes", False: "no", None: "–"}[value]
        case int():
            words = f"{value:,}"
        case _:
            words = str(value)
    return words


def _listed(entries: list[str], number: int) -> str:
    return ", ".join(entries) + (f" … {number:,} in all" if number > len(entries) else "") or "none"
