"""Two firms of one owner in one app: who is called as the one of them is not the other.

"Tarn Ladders" and "Tarn Ladder Training" both stand in one app, so that they are two clients; "Tarn Ladders Pty Ltd" of
another app, at the owner's mailbox, is then the first of them, however much it shares with the second.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.apps import APP
from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.parse import parse_name

ONE_NAME = 2
"""The last level at which two names are one."""
A_PART = 5
"""The last level at which they have at least a part in common."""
OTHER_NATURE = -9.0
"""With fewer bits, one of two names has a word more, and one alone is a trust's or a fund's."""


def says_more(verdict: Verdict) -> bool:
    """Whether one name has a telling word, all that the other has, and something more, on which nobody can say what it is."""
    more = len(verdict.left) == 1 and " / " not in verdict.left[0]
    return verdict.telling and not verdict.separators and more and verdict.bits > OTHER_NATURE


def are_sisters(records: Records, one: int, other: int, verdict: Verdict) -> bool:
    """Whether one app has two firms of which the one has a word more; one client entered twice has mailbox and telephone twice."""
    apps = records.values.get(APP)
    if apps is None or not apps[one] or apps[one] != apps[other] or verdict.label == "same" or not says_more(verdict):
        return False
    if any(_is_person(str(records.names[row])) for row in (one, other)):
        return False
    columns = [records.values.get(name) for name in ("email", "phone")]
    return not all(column is not None and column[one] and column[one] == column[other] for column in columns)


def _is_person(name: str) -> bool:
    entity = parse_name(name).entity
    return entity.couple is not None or (entity.personal and entity.form is None)


def called_as_a_sister(
    records: Records, i: Ints, j: Ints, names: Levels, *, apart: NDArray[np.bool_], free: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The ``free`` pairs whose names differ, of which one is called as a record of the other's app that is ``apart`` from it."""
    found = np.zeros(len(i), dtype=bool)
    apps = records.values.get(APP)
    if apps is None:
        return found
    apart = apart & (names >= 0) & (names <= A_PART) & np.asarray(apps[i] == apps[j], dtype=bool)
    known = np.zeros(len(records), dtype=bool)
    known[i[apart]] = known[j[apart]] = True
    beside = free & (known[i] | known[j]) & (names >= 0)
    sisters, alike = _partners(i, j, apart), _partners(i, j, beside & (names <= ONE_NAME))
    for place in np.flatnonzero(beside & (names > ONE_NAME) & (names <= A_PART)).tolist():
        one, other = int(i[place]), int(j[place])
        found[place] = bool(alike[one] & sisters[other] or alike[other] & sisters[one])
    return found


def _partners(i: Ints, j: Ints, among: NDArray[np.bool_]) -> defaultdict[int, set[int]]:
    """Records to those that they make one of these pairs with."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in zip(i[among].tolist(), j[among].tolist(), strict=True):
        found[one].add(other)
        found[other].add(one)
    return found
