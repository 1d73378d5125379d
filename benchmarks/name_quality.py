"""Labelled pairs of names: the score by name cluster, and which phenomena are found.

Nothing in the comparison of two names is fitted on rows: word lists, rules and the bits of doubt are set by hand and are the
same for every row, so leaving a fold out changes no answer. The folds, by name cluster, tell how far the score depends on
which names happen to be in the file.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from reconcile.duplicates import Comparison, compare_names

FOLDS = 5


@dataclass(frozen=True)
class Labelled:
    """One labelled pair with the answer; ``fold`` is that of its name cluster."""

    name_a: str
    name_b: str
    label: str
    reason: str
    answer: Comparison
    fold: int


def read_pairs(path: Path, folds: int = FOLDS) -> list[Labelled]:
    """The pairs of a file with columns name_a, name_b, label, reason; pairs that share a name are in one fold."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers, names = pd.factorize(pd.Series([row[side] for side in ("name_a", "name_b") for row in rows]))
    a, b = numbers[: len(rows)], numbers[len(rows) :]
    graph = csr_matrix((np.ones(len(rows)), (a, b)), shape=(len(names), len(names)))
    cluster = connected_components(graph, directed=False)[1]
    fold = np.random.default_rng(11).permutation(cluster.max() + 1) % folds
    return [
        Labelled(row["name_a"], row["name_b"], row["label"], row["reason"], answer, int(fold[cluster[place]]))
        for row, place in zip(rows, a, strict=True)
        for answer in [compare_names(row["name_a"], row["name_b"])]
    ]


def f1_of_same(pairs: Sequence[Labelled]) -> float:
    """F1 of the label ``same``."""
    hits = sum(pair.label == "same" == pair.answer.label for pair in pairs)
    both = sum(pair.label == "same" for pair in pairs) + sum(pair.answer.label == "same" for pair in pairs)
    return 2 * hits / max(1, both)


def by_fold(pairs: Sequence[Labelled]) -> pd.DataFrame:
    """By fold of name clusters: pairs, F1 of ``same``, share of the three labels that are right, related called same."""
    rows = []
    for fold in sorted({pair.fold for pair in pairs}):
        inside = [pair for pair in pairs if pair.fold == fold]
        right = sum(pair.label == pair.answer.label for pair in inside) / len(inside)
        merged = sum(pair.label == "related" and pair.answer.label == "same" for pair in inside)
        rows.append((fold + 1, len(inside), f1_of_same(inside), right, merged))
    return pd.DataFrame(rows, columns=["fold", "pairs", "F1", "of three", "related called same"]).round(4)


def by_phenomenon(pairs: Sequence[Labelled]) -> pd.DataFrame:
    """By kind of the same pairs and separator of the related ones: pairs, how many get the label, and how many the name."""
    found: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    for pair in pairs:
        told = pair.answer.kinds if pair.label == "same" else pair.answer.separators
        for name in pair.reason.split("+") if pair.label != "different" else ():
            found.setdefault((pair.label, name), []).append((pair.label == pair.answer.label, name in told))
    rows = [
        (label, name, len(hits), sum(hit for hit, _ in hits) / len(hits), sum(named for _, named in hits) / len(hits))
        for (label, name), hits in sorted(found.items(), key=lambda item: (item[0][0], -len(item[1])))
    ]
    return pd.DataFrame(rows, columns=["label", "phenomenon", "pairs", "label found", "named"]).round(3)
