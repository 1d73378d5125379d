"""What either process does with one pair of names: it judges the two, or glances at them, or looks at their letters.

The second process loads this and what it needs, which is neither pandas nor numpy.
"""

from __future__ import annotations

from rapidfuzz.distance import JaroWinkler

from reconcile.duplicates.glance import share_nothing
from reconcile.duplicates.names import Verdict, judge_briefly, judge_sorted


def judge_whole(pair: tuple[str, str]) -> Verdict:
    """The verdict with its kinds and all."""
    return judge_sorted(*pair)


def judge_or_glance(pair: tuple[str, str, bool]) -> Verdict | None:
    """The verdict, told briefly; None for names that are unlike, as the third says, and share nothing."""
    a, b, unlike = pair
    return None if unlike and share_nothing(a, b) else judge_briefly(a, b)


def garbled(names: tuple[str, str]) -> int:
    """3 where every word has a partner that is near, 4 where every word of the shorter name has one, else 5."""
    a, b = names
    short, long = sorted((a.split()[:12], b.split()[:12]), key=len)
    free = list(long)
    for word in short:
        if word in free:  # nothing is nearer
            free.remove(word)
            continue
        near = max(free, key=lambda other: JaroWinkler.similarity(word, other), default="")
        if not near or JaroWinkler.similarity(word, near) < (0.8 if len(word) > 2 else 0.99):
            return 5
        free.remove(near)
    return 3 if not free else 4
