"""Which of the pairs that ours finds Splink's blocking rules compare at all: what they leave out it can never find."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from benchmarks.measuring import ROOT

RULES = ROOT / "benchmarks" / "peer_programs" / "splink_blocking.json"


def compared_share(path: Path, pairs: Path, blocking: str) -> float | None:
    """The share of ``pairs`` (Parquet: id_a, id_b) of the list that some rule brings together; None where there are no pairs."""
    with duckdb.connect() as connection:
        columns = {
            name for name, *_ in connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        }
        rules = [
            rule for rule in json.loads(RULES.read_text("utf-8"))[blocking] if rule[-1] in columns or "(" in rule[-1]
        ]
        shared = " OR ".join(f"({' AND '.join(_shared(part) for part in rule)})" for rule in rules)
        sql = f"""
            SELECT avg(coalesce({shared}, false)::INT)
            FROM read_parquet(?) AS pair
            JOIN read_parquet(?) AS l ON l.id = pair.id_a
            JOIN read_parquet(?) AS r ON r.id = pair.id_b
        """
        answer = connection.execute(sql, [str(pairs), str(path), str(path)]).fetchone()
    return None if answer is None or answer[0] is None else float(answer[0])


def _shared(part: str) -> str:
    """Whether both records have the same of what a part of a rule names: a column, or an expression of ``name``."""
    sides = (part.replace("name", f"{side}.name") if "(" in part else f"{side}.{part}" for side in "lr")
    return " = ".join(sides)
