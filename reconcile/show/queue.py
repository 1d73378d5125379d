"""Tables of pairs in words: what others imply, what hangs together, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.show.words import VERDICTS, app_label, pair_scope, percent

DECIDED_COLUMNS = ("pair_id", "Answer", "One record", "Other record", "Where", "Note", "By", "When")
IMPLIED_COLUMNS = ("pair_id", "Implied", "One record", "Other record", "Where")
CLUSTER_COLUMNS = ("pair_id", "One record", "Other record", "Where", "Probability", "Standing")


def scope_words(scope: str) -> str:
    """A pair's two apps, as in ``ignition+xpm``, in words."""
    return pair_scope(*scope.split("+", 1))


def implied_rows(pairs: pd.DataFrame, implied: Mapping[str, str]) -> pd.DataFrame:
    """These pairs with what other answers imply of them (``ReviewQueue.implied``): ``IMPLIED_COLUMNS``."""
    rows = []
    for row in frames.rows_of(pairs):
        icon, word = VERDICTS[implied[row["pair_id"]]]
        scope = pair_scope(row["app_a"], row["app_b"])
        rows.append((row["pair_id"], f"{icon} {word}", row["name_a"], row["name_b"], scope))
    return frames.frame(IMPLIED_COLUMNS, rows)


def contradiction_names(decisions: pd.DataFrame, broken: Collection[str]) -> str:
    """The two names of each answer that contradicts the others, as a sentence or two."""
    rows = decided_rows(decisions[decisions["pair_id"].isin(list(broken))])
    told = [f"{one} and {other}" for one, other in zip(rows["One record"], rows["Other record"], strict=True)]
    return "Called different: " + "; ".join(told[:3]) + ("…" if len(told) > 3 else ".")


def cluster_rows(pairs: pd.DataFrame, standing: Mapping[str, str]) -> pd.DataFrame:
    """The pairs beside one (``ReviewQueue.beside``): ``CLUSTER_COLUMNS``. ``standing`` has the answers by pair id (DUP-6).

    A family's other entities are shown as related, with what sets them apart.
    """
    rows = []
    for row in frames.rows_of(pairs):
        where = pair_scope(row["app_a"], row["app_b"])
        chance = percent(float(row["probability"] or 0))
        told = _standing(row, standing.get(row["pair_id"], ""))
        rows.append((row["pair_id"], row["name_a"], row["name_b"], where, chance, told))
    return frames.frame(CLUSTER_COLUMNS, rows)


def _standing(row: Mapping[str, Any], answer: str) -> str:
    if answer in VERDICTS:
        return VERDICTS[answer][1]
    if row["label"] == "related":
        return "related, not the same: " + "; ".join(list(row["reasons"][:1]) or list(row["separators"][:1]))
    return "to decide"


def decided_rows(decisions: pd.DataFrame) -> pd.DataFrame:
    """Answers in words, columns ``DECIDED_COLUMNS``, from ``ws.decisions()`` or ``ws.decision_history()``.

    The names are those of the day on which the answer was given.
    """
    rows = []
    for row in frames.rows_of(decisions):
        names, where = decided_pair(row["evidence"])
        answer = VERDICTS.get(row["decision"] or "", ("↶", "Taken back"))
        note, by, at = row["note"] or "", row["decided_by"], row["decided_at"]
        rows.append((row["pair_id"], " ".join(answer), names[0], names[1], where, note, by, at))
    return frames.frame(DECIDED_COLUMNS, rows)


def decided_pair(text: str) -> tuple[tuple[str, str], str]:
    """The two names and the place of a pair, out of the evidence that an answer was given on."""
    evidence = json.loads(text)
    a, b = (str(evidence.get(side, "")) for side in ("a", "b"))
    apps = [end.partition(":")[0] for end in (a, b)]
    where = pair_scope(*apps) if all(apps) else app_label(apps[0])
    return (str(evidence.get(f"name {a}", a)), str(evidence.get(f"name {b}", b))), where
