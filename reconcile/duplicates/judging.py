"""Very many pairs of names judged at once: each distinct pair once, half of them by the second process, none twice in a practice.

The verdict on two names depends on the two names alone, so it can be kept from one snapshot to the next; what depends on the
whole list (which pairs are candidates, how rare a value is, the weights) is worked out anew each time. So the answer for a new
snapshot is the same as from scratch, and only names that changed are compared.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field

from reconcile.duplicates.beside import spread
from reconcile.duplicates.names import Verdict, judge_briefly, judge_sorted, turned

Names = tuple[str, str]


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


def judge_all(pairs: Sequence[Names]) -> list[Verdict]:
    """The verdict of :func:`reconcile.duplicates.names.judge_names` on every pair, in their order.

    Verdicts that a flagged or related pair will ask for again are remembered.
    """
    ordered = [(a, b) if a <= b else (b, a) for a, b in pairs]
    found = _found(list(dict.fromkeys(ordered)))
    for (a, b), verdict in found.items():
        if verdict.label == "same" or verdict.separators:
            judge_sorted.put(a, b, verdict)
    return [found[key] if key == pair else turned(found[key]) for key, pair in zip(ordered, pairs, strict=True)]


def judge_fully(pairs: Sequence[Names]) -> None:
    """Judges pairs that will be told about, kinds and all, and remembers them."""
    ordered = dict.fromkeys((a, b) if a <= b else (b, a) for a, b in pairs)
    waiting = [pair for pair in ordered if not judge_sorted.has(*pair)]
    for pair, verdict in zip(waiting, spread(_judge_whole, waiting), strict=True):
        judge_sorted.put(*pair, verdict)


def _judge_whole(pair: Names) -> Verdict:
    return judge_sorted(*pair)


def _found(distinct: Sequence[Names]) -> dict[Names, Verdict]:
    kept = _KEPT.get()
    if kept is None:
        return dict(zip(distinct, spread(_judge, distinct), strict=True))
    waiting = [pair for pair in distinct if pair not in kept.known]
    fresh = dict(zip(waiting, spread(_judge, waiting), strict=True))
    found = {pair: fresh[pair] if pair in fresh else kept.known[pair] for pair in distinct}
    kept.fresh += len(fresh)
    kept.used.update(found)
    return found


def _judge(pair: Names) -> Verdict:
    return judge_briefly(*pair)
