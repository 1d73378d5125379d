"""The flagged pairs that wait for a person: filtered, counted, and one after another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates.asking_order import Order
from reconcile.show.words import VERDICTS, app_label, pair_scope, percent

DECIDED_COLUMNS = ("pair_id", "Answer", "One record", "Other record", "Where", "Note", "By", "When")
IMPLIED_COLUMNS = ("pair_id", "Implied", "One record", "Other record", "Where")
CLUSTER_COLUMNS = ("pair_id", "One record", "Other record", "Where", "Probability", "Standing")


@dataclass(frozen=True)
class PairFilter:
    """What to review; an empty choice lets everything through. ``scopes`` are the words of ``pair_scope``."""

    bands: Collection[str] = ()
    scopes: Collection[str] = ()
    kinds: Collection[str] = ()
    put_off: bool = False

    def rows(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """The pairs without an answer (with ``put_off``: those answered *later*) that fit, in their order."""
        keep = pairs["decision"].eq("later") if self.put_off else pairs["decision"].isna()
        if self.bands:
            keep &= pairs["band"].isin(list(self.bands))
        if self.scopes:
            keep &= scopes_of(pairs).isin(list(self.scopes))
        if self.kinds:
            wanted = set(self.kinds)
            keep &= pd.Series([bool(wanted & set(kinds)) for kinds in pairs["kinds"]], index=pairs.index, dtype=bool)
        return pairs[keep.astype(bool)]


def in_order(pairs: pd.DataFrame, order: Order) -> pd.DataFrame:
    """These pairs as they are to be asked (``ws.review_order()``), without those that other answers imply."""
    place = {pair_id: number for number, pair_id in enumerate(order.ask)}
    keep = pairs[pairs["pair_id"].isin(list(place))]
    return keep.iloc[sorted(range(len(keep)), key=[place[pair_id] for pair_id in keep["pair_id"]].__getitem__)]


def implied_rows(pairs: pd.DataFrame, order: Order) -> pd.DataFrame:
    """The pairs that need no answer because others imply it: ``IMPLIED_COLUMNS``."""
    rows = []
    for row in frames.rows_of(pairs[pairs["pair_id"].isin(list(order.implied))]):
        icon, word = VERDICTS[order.implied[row["pair_id"]]]
        rows.append(
            (row["pair_id"], f"{icon} {word}", row["name_a"], row["name_b"], pair_scope(row["app_a"], row["app_b"]))
        )
    return frames.frame(IMPLIED_COLUMNS, rows)


def contradiction_names(decisions: pd.DataFrame, order: Order) -> str:
    """The two names of each answer that contradicts the others, as a sentence or two."""
    rows = decided_rows(decisions[decisions["pair_id"].isin(list(order.broken))])
    told = [f"{one} and {other}" for one, other in zip(rows["One record"], rows["Other record"], strict=True)]
    return "Called different: " + "; ".join(told[:3]) + ("…" if len(told) > 3 else ".")


def scopes_of(pairs: pd.DataFrame) -> pd.Series[str]:
    """Where each pair stands, in words."""
    ends = zip(pairs["app_a"], pairs["app_b"], strict=True)
    return pd.Series([pair_scope(a, b) for a, b in ends], index=pairs.index, dtype=object)


def pair_facets(pairs: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How many of these pairs each ``band``, ``scope`` and ``kind`` has, most first."""
    return {
        "band": dict(Counter(pairs["band"]).most_common()),
        "scope": dict(Counter(scopes_of(pairs)).most_common()),
        "kind": dict(Counter(kind for kinds in pairs["kinds"] for kind in kinds).most_common()),
    }


def following(order: Sequence[str], current: str, waiting: Collection[str]) -> str:
    """The next pair after ``current`` in ``order`` that is waiting, from the start again at the end; empty where none is."""
    place = order.index(current) + 1 if current in order else 0
    later = [pair_id for pair_id in (*order[place:], *order[:place]) if pair_id in waiting and pair_id != current]
    return later[0] if later else ""


def cluster_rows(pairs: pd.DataFrame, pair: Mapping[str, Any]) -> pd.DataFrame:
    """The other pairs of the same cluster, and those that share a record with this one (DUP-6): ``CLUSTER_COLUMNS``.

    ``pairs`` is ``ws.duplicates(related=True)``: a family's other entities are shown as related, with the pair's own.
    """
    here = {(pair["app_a"], pair["id_a"]), (pair["app_b"], pair["id_b"])}
    rows = []
    for row in frames.rows_of(pairs):
        ends = {(row["app_a"], row["id_a"]), (row["app_b"], row["id_b"])}
        in_cluster = row["cluster_id"] is not None and row["cluster_id"] == pair["cluster_id"]
        if row["pair_id"] != pair["pair_id"] and (in_cluster or ends & here):
            where = pair_scope(row["app_a"], row["app_b"])
            chance = percent(float(row["probability"] or 0))
            rows.append((row["pair_id"], row["name_a"], row["name_b"], where, chance, _standing(row)))
    return frames.frame(CLUSTER_COLUMNS, rows)


def _standing(row: Mapping[str, Any]) -> str:
    if row["decision"] in VERDICTS:
        return VERDICTS[row["decision"]][1]
    if row["label"] == "related":
        return "related, not the same: " + "; ".join(row["reasons"][:1] or row["separators"][:1])
    return "to decide"


def decided_rows(decisions: pd.DataFrame) -> pd.DataFrame:
    """Answers in words, columns ``DECIDED_COLUMNS``, from ``ws.decisions()`` or ``ws.decision_history()``.

    The names are those of the day on which the answer was given.
    """
    rows = []
    for row in frames.rows_of(decisions):
        evidence = json.loads(row["evidence"])
        ends = [str(evidence.get(side, "")) for side in ("a", "b")]
        names = [evidence.get(f"name {end}", end) for end in ends]
        apps = [end.partition(":")[0] for end in ends]
        answer = VERDICTS.get(row["decision"] or "", ("↶", "Taken back"))
        where = pair_scope(*apps) if all(apps) else app_label(apps[0])
        rows.append(
            (
                row["pair_id"],
                " ".join(answer),
                names[0],
                names[1],
                where,
                row["note"] or "",
                row["decided_by"],
                row["decided_at"],
            )
        )
    return frames.frame(DECIDED_COLUMNS, rows)
