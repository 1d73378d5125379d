"""Very many pairs of names judged at once: each distinct pair once, half of them by the second process, none twice in a practice.

The verdict on two names depends on the two names alone, so it can be kept from one snapshot to the next; what depends on the
whole list (which pairs are candidates, how rare a value is, the weights) is worked out anew each time. So the answer for a new
snapshot is the same as from scratch, and only names that changed are compared.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from reconcile.duplicates.beside import FEWEST, Begun, spread
from reconcile.duplicates.names import Verdict, judge_sorted, turned
from reconcile.duplicates.score import UNLIKE
from reconcile.duplicates.verdicts import judge_or_glance, judge_whole

Names = tuple[str, str]
STRANGERS = Verdict("different", UNLIKE, telling=False)
"""The verdict on two names of which a glance tells that they share nothing; what else may separate them is not looked for."""


@dataclass
class Judgements:
    """Verdicts by pair of names: those ``known`` beforehand, those ``used`` this time, and how many were ``fresh``."""

    known: dict[Names, Verdict] = field(default_factory=dict)
    used: dict[Names, Verdict] = field(default_factory=dict)
    fresh: int = 0


_KEPT: ContextVar[Judgements | None] = ContextVar("judgements", default=None)


@contextlib.contextmanager
def keeping(judgements: Judgements) -> Iterator[Judgements]:
    """Uses these verdicts while the block runs, and notes there which were used."""
    token = _KEPT.set(judgements)
    try:
        yield judgements
    finally:
        _KEPT.reset(token)


class Judging:
    """Pairs of names on their way to their verdicts: begun at once where a second process can, done when they are asked for.

    Pairs that are ``unlike`` as texts are only glanced at where that tells that they share no word.
    """

    def __init__(self, pairs: Sequence[Names], unlike: Iterable[bool] | None = None) -> None:
        self._pairs = pairs
        self._ordered = [(a, b) if a <= b else (b, a) for a, b in pairs]
        self._kept = _KEPT.get()
        known = {} if self._kept is None else self._kept.known
        distinct = dict(zip(self._ordered, unlike if unlike is not None else repeat(False), strict=False))
        self._waiting = _together(
            [
                (*pair, unlike)
                for pair, unlike in distinct.items()
                if pair not in known or (not unlike and known[pair] == STRANGERS)  # a glance no longer does
            ]
        )
        self._begun = Begun(judge_or_glance, self._waiting)

    def verdicts(self) -> list[Verdict]:
        """The verdict of :func:`reconcile.duplicates.names.judge_names` on every pair, in their order.

        Verdicts that a flagged or related pair will ask for again are remembered.
        """
        found = self._found()
        for (a, b), verdict in found.items():
            if verdict.label == "same" or verdict.separators:
                judge_sorted.put(a, b, verdict)
        both = zip(self._ordered, self._pairs, strict=True)
        return [found[key] if key == pair else turned(found[key]) for key, pair in both]

    def _found(self) -> dict[Names, Verdict]:
        told = zip(self._waiting, self._begun.results(), strict=True)
        fresh = {(a, b): verdict or STRANGERS for (a, b, _), verdict in told}
        if self._kept is None:
            return fresh
        known = self._kept.known
        found = {pair: fresh[pair] if pair in fresh else known[pair] for pair in dict.fromkeys(self._ordered)}
        self._kept.fresh += len(fresh)
        self._kept.used.update(found)
        return found


def _together(pairs: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Pairs of names that hang together one after another, so that hardly a name is taken apart in both processes."""
    if len(pairs) < FEWEST:
        return pairs
    sides, names = pd.factorize(np.asarray([pair[:2] for pair in pairs], dtype=object).ravel())
    one, other = sides[::2], sides[1::2]
    graph = coo_matrix((np.ones(len(pairs), dtype=bool), (one, other)), shape=(len(names), len(names)))
    _, component = connected_components(graph, directed=False)
    return [pairs[place] for place in np.lexsort((one, component[one]))]


def judge_fully(pairs: Sequence[Names]) -> None:
    """Judges pairs that will be told about, kinds and all, and remembers them."""
    ordered = dict.fromkeys((a, b) if a <= b else (b, a) for a, b in pairs)
    waiting = [pair for pair in ordered if not judge_sorted.has(*pair)]
    for pair, verdict in zip(waiting, spread(judge_whole, waiting), strict=True):
        judge_sorted.put(*pair, verdict)


def has_told(a: str, b: str) -> bool:
    """Whether the verdict on two names is remembered, and is that they share a word that tells something."""
    known = judge_sorted.known(a, b) if a <= b else judge_sorted.known(b, a)
    return known is not None and known.telling
