"""Two records of one app against two of two apps: how often such a pair is one client, before anything else is seen.

Most clients of a practice stand in several of its apps, and few stand in one of them twice. So two records of one name in
one app are two people more often than two such records of two apps are. How often is learnt from the list like all else.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from reconcile.duplicates.fields import Ints, Records
from reconcile.duplicates.finer import Column, Floats

APP = "app"
"""The column of a list that says which app a record is of."""
ENTERED_TWICE = 0.04
"""How many records of an app are usually a client's second one there, by record."""
KNOWN_TO_BOTH = 0.7
"""The share of an app's clients that an app with as many records or more usually has too."""


def app_column(records: Records, i: Ints, j: Ints) -> Column | None:
    """The pairs of one app (0) and of two (1), -1 where a record says no app; None where a list has but one app.

    Across two lists every pair is one of two apps, and nothing is told by that.
    """
    values = records.values.get(APP)
    if values is None or records.side.any():
        return None
    codes, distinct = pd.factorize(np.asarray([value or None for value in values], dtype=object))
    if len(distinct) < 2:
        return None
    sizes = np.bincount(codes[codes >= 0]).astype(np.float64)
    said = (codes[i] >= 0) & (codes[j] >= 0)
    own = np.where(said, codes[i] != codes[j], -1).astype(np.int8)
    level = np.arange(2, dtype=np.int8)
    return Column(own, _usual(sizes), _chance(sizes), np.zeros(2, dtype=np.int8), level, np.zeros(2, dtype=bool))


def _chance(sizes: Floats) -> Floats:
    """How many of all pairs are of one app, and of two: counted."""
    within, every = (sizes * (sizes - 1)).sum(), sizes.sum() * (sizes.sum() - 1)
    return np.asarray([within / every, 1 - within / every]).clip(1e-6, 1.0)


def _usual(sizes: Floats) -> Floats:
    """Where two records of one client usually stand: an app can have no more of the clients of another than it has records."""
    within = ENTERED_TWICE * sizes.sum()
    across = KNOWN_TO_BOTH * sum(min(pair) for pair in combinations(sizes.tolist(), 2))
    return np.asarray([within / (within + across), across / (within + across)], dtype=np.float64)
