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
    if len(answers) == 1:  # the usual case, on the way of a key press: no table needs to be made for it
        pair_id, verdict, evidence = answers[0]
        connection.execute(
            "INSERT INTO decisions (pair_id, verdict, decided_by, decided_at, note, evidence) VALUES (?, ?, ?, now(), ?, ?)",
            [pair_id, verdict, by, note, json.dumps(evidence, ensure_ascii=False)],
        )
        return
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


def read_decisions_of(connection: duckdb.DuckDBPyConnection, records: Sequence[str]) -> pd.DataFrame:
    """Every answer ever given on a pair with one of these records (``app:id``), newest first, columns ``DECISION_COLUMNS``."""
    return frames.query(
        connection,
        "SELECT pair_id, verdict AS decision, decided_by, decided_at, note, CAST(evidence AS VARCHAR) AS evidence FROM decisions"
        " WHERE list_contains(?, evidence->>'$.a') OR list_contains(?, evidence->>'$.b') ORDER BY number DESC",
        [list(records), list(records)],
    )


def newest_number(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the newest answer; 0 where there is none."""
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM decisions").fetchall()[0][0])


def read_decisions_since(connection: duckdb.DuckDBPyConnection, number: int) -> list[tuple[str, str | None, str, str]]:
    """The answers after this number, oldest first: pair id, verdict, who, and the evidence as JSON."""
    return connection.execute(
        "SELECT pair_id, verdict, decided_by, CAST(evidence AS VARCHAR) FROM decisions WHERE number > ? ORDER BY number",
        [number],
    ).fetchall()
