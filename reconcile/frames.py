"""DataFrames of plain objects, in which ``None`` (absent) and ``""`` (empty) stay two values.

pandas would otherwise turn a NULL into NaN, which is neither equal to itself nor told apart from other missing values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pandas as pd


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
    return pd.DataFrame({name: pd.Series(answer[name].to_pylist(), dtype=object) for name in answer.column_names})


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries by column name."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.itertuples(index=False, name=None)]
