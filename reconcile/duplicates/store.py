"""People's decisions on pairs, in ``workspace.duckdb``: every answer is added, none is changed or removed (DUP-4)."""

from __future__ import annotations

import json
from collections.abc import Sequence

import duckdb
import pandas as pd

from reconcile import frames

DECISION_COLUMNS = ("pair_id", "decision", "decided_by", "decided_at", "note", "evidence")


def add_decisions(
    connection: duckdb.DuckDBPyConnection,
    answers: Sequence[tuple[str, str | None, dict[str, str]]],
    *,
    by: str,
    note: str = "",
) -> None:
    """Keeps answers: (pair id, verdict, the evidence it was given on). A verdict of None takes the earlier answer back."""
    rows = pd.DataFrame(
        {
            "pair_id": [pair_id for pair_id, _, _ in answers],
            "verdict": pd.Series([verdict for _, verdict, _ in answers], dtype=object),
            "evidence": [json.dumps(evidence, ensure_ascii=False) for _, _, evidence in answers],
        }
    )
    connection.register("answers", rows)
    connection.execute(
        "INSERT INTO decisions (pair_id, verdict, decided_by, decided_at, note, evidence)"
        " SELECT pair_id, verdict, ?, now(), ?, evidence FROM answers",
        [by, note],
    )
    connection.unregister("answers")


def read_decisions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The answer that stands for each pair, columns ``DECISION_COLUMNS``; a pair whose answer was taken back has no row."""
    return frames.query(
        connection,
        """
        SELECT pair_id, verdict AS decision, decided_by, decided_at, note, CAST(evidence AS VARCHAR) AS evidence
        FROM decisions
        QUALIFY row_number() OVER (PARTITION BY pair_id ORDER BY number DESC) = 1 AND verdict IS NOT NULL
        """,
    )


def read_decision_history(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every answer ever given, newest first, columns ``DECISION_COLUMNS``."""
    return frames.query(
        connection,
        "SELECT pair_id, verdict AS decision, decided_by, decided_at, note, CAST(evidence AS VARCHAR) AS evidence"
        " FROM decisions ORDER BY number DESC",
    )
