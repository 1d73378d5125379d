"""How long the answers that are left will take: at the person's own pace as soon as that is known, else at a stated one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from statistics import median

import pandas as pd

USUAL = 10.0
"""Seconds an answer until a person's own pace is known: a look at two records side by side and a key."""

PAUSE = 120.0
"""Seconds after which somebody has gone away rather than thought."""

ENOUGH = 8
"""Pauses between answers from which a pace is told."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds an answer; ``own`` where it is the person's own."""

    seconds: float
    own: bool

    def minutes(self, answers: int) -> int:
        """How many minutes so many answers take, at least one where there are any."""
        return max(1, round(answers * self.seconds / 60)) if answers else 0


def pace_of(decisions: pd.DataFrame, person: str) -> Pace:
    """The middle time between two answers of a person (``duplicates.store.DECISION_COLUMNS``).

    Answers given together count once, and a pause longer than ``PAUSE`` is none of it.
    """
    mine = sorted(set(decisions.loc[decisions["decided_by"] == person, "decided_at"]))
    gaps = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(mine)]
    near = [gap for gap in gaps if gap <= PAUSE]
    return Pace(max(1.0, median(near)), own=True) if len(near) >= ENOUGH else Pace(USUAL, own=False)
