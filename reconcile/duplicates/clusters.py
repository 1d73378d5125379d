"""Clusters: records that are one client taken together, never across a pair that separates (DUP-6).

Pairs are joined from the surest down. A join that would bring two separated records together is not made, so a chain of
near names does not make its two ends the same; every such chain is reported as a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

MEMBER_COLUMNS = ["id", "cluster_id", "size"]
CONTRADICTION_COLUMNS = ["id_a", "id_b", "id_c", "reason"]

Apart = Iterable[tuple[str, str]]


@dataclass
class _Joined:
    """Union of records under constraints: ``foes`` of a root are the records that may not join it."""

    root: dict[str, str] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    foes: dict[str, set[str]] = field(default_factory=dict)

    def find(self, record: str) -> str:
        self.root.setdefault(record, record)
        self.members.setdefault(record, {record})
        self.foes.setdefault(record, set())
        while self.root[record] != record:
            self.root[record] = self.root[self.root[record]]
            record = self.root[record]
        return record

    def part(self, a: str, b: str) -> None:
        self.foes[self.find(a)].add(b)
        self.foes[self.find(b)].add(a)

    def join(self, a: str, b: str) -> bool:
        one, other = self.find(a), self.find(b)
        if one == other:
            return True
        if self.foes[one] & self.members[other]:
            return False
        if len(self.members[one]) < len(self.members[other]):
            one, other = other, one
        self.root[other] = one
        self.members[one] |= self.members.pop(other)
        self.foes[one] |= self.foes.pop(other)
        return True


def _join_all(pairs: pd.DataFrame, apart: Apart) -> tuple[_Joined, list[int]]:
    """The joined records, and the positions of the pairs that could not be joined."""
    joined = _Joined()
    related = pairs[pairs["label"] == "related"]
    for a, b in [*zip(related["id_a"], related["id_b"], strict=True), *apart]:
        joined.part(str(a), str(b))
    same = [position for position, label in enumerate(pairs["label"]) if label == "same"]
    chances = pairs["probability"].to_list()
    ids = list(zip(pairs["id_a"].astype(str), pairs["id_b"].astype(str), strict=True))
    same.sort(key=lambda position: (-chances[position], ids[position]))
    return joined, [position for position in same if not joined.join(*ids[position])]


def clusters(pairs: pd.DataFrame, apart: Apart = ()) -> pd.Series:
    """The cluster of every pair of :func:`find_duplicates`, as text, with the pairs' index.

    ``apart`` are further (id_a, id_b) that must not meet, e.g. those that people called *different*. A pair whose two
    records are not in one cluster (related, or split by a separator) has ``None``. The id is the smallest member's id.
    """
    joined, _ = _join_all(pairs, apart)
    names = {root: min(joined.members[root]) for root in joined.members}
    found = []
    for a, b in zip(pairs["id_a"].astype(str), pairs["id_b"].astype(str), strict=True):
        root = joined.find(a)
        found.append(names[root] if root == joined.find(b) else None)
    return pd.Series(found, index=pairs.index, dtype=object, name="cluster_id")


def cluster_members(pairs: pd.DataFrame, apart: Apart = ()) -> pd.DataFrame:
    """The clusters of two records or more, one row per record: id, cluster_id, size."""
    joined, _ = _join_all(pairs, apart)
    rows = [
        (record, min(group), len(group))
        for group in joined.members.values()
        if len(group) > 1
        for record in sorted(group)
    ]
    return pd.DataFrame(sorted(rows, key=lambda row: (row[1], row[0])), columns=MEMBER_COLUMNS)


def contradictions(pairs: pd.DataFrame, apart: Apart = ()) -> pd.DataFrame:
    """Chains that cannot hold: ``id_a`` looks the same as ``id_b``, and ``id_b`` is with ``id_c``, which is not ``id_a``.

    Columns: id_a, id_b, id_c, reason (a sentence).
    """
    apart = list(apart)
    joined, refused = _join_all(pairs, apart)
    related = pairs[pairs["label"] == "related"]
    enemies = {frozenset((str(a), str(b))) for a, b in zip(related["id_a"], related["id_b"], strict=True)}
    enemies |= {frozenset(pair) for pair in apart}
    rows = []
    for position in refused:
        a, b = str(pairs["id_a"].iloc[position]), str(pairs["id_b"].iloc[position])
        ours, theirs = joined.members[joined.find(a)], joined.members[joined.find(b)]
        for one, other in sorted(
            (one, other) for one in ours for other in theirs if frozenset((one, other)) in enemies
        ):
            reason = f"{a} and {b} look the same, but {one} and {other} on their sides are two clients."
            rows.append((a, b, other if one == a else one, reason))
            break
    return pd.DataFrame(rows, columns=CONTRADICTION_COLUMNS)
