"""Answers of DuckDB as plain objects: absent is None and empty is empty, however long the answer is."""

from __future__ import annotations

import duckdb
import pytest

from reconcile import frames


@pytest.mark.parametrize("distinct", [7, 5_000])
@pytest.mark.parametrize("rows", [10, 5_000])
def test_absent_and_empty_stay_two_values(rows: int, distinct: int) -> None:
    sql = f"SELECT CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'ü' || (i % {distinct}) END AS value FROM range({rows}) t(i)"
    with duckdb.connect() as connection:
        found = list(frames.query(connection, sql)["value"])
    assert found == [None if i % 3 == 0 else "" if i % 3 == 1 else f"ü{i % distinct}" for i in range(rows)]
