"""In which order to ask about pairs, so that few answers settle much; what answers imply, and where they contradict (DUP-6).

Two records that a third is the same as are the same, so of a cluster of five records with ten pairs four answers are enough. The
pair to ask next is the one from which the most true pairs are to be expected: its probability times the pairs that a *yes* would
settle. Clusters do not touch each other, so each is ordered by itself and kept until an answer in it changes.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reconcile.frames import Shown

SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair as the order sees it: its two records, its probability, and a person's answer (``""`` where there is none)."""

    pair_id: str
    a: str
    b: str
    probability: float
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Order(Shown):
    """``ask`` are the pairs to ask, in order; ``implied`` what answers imply of pairs that nobody need be asked about.

    ``broken`` are the pairs whose answer *different* contradicts a chain of *same*.
    """

    ask: tuple[str, ...]
    implied: Mapping[str, str]
    broken: tuple[str, ...]


_Cluster = tuple[Asked, ...]
_Known = tuple[tuple[str, str], ...]


class _Groups:
    """Records taken together, and the groups that are known to be apart."""

    def __init__(self) -> None:
        self._root: dict[str, str] = {}
        self.apart: dict[str, set[str]] = defaultdict(set)

    def find(self, record: str) -> str:
        root = self._root.setdefault(record, record)
        while root != self._root[root]:
            root = self._root[root]
        self._root[record] = root
        return root

    def join(self, a: str, b: str) -> str:
        one, other = self.find(a), self.find(b)
        if one != other:
            self._root[other] = one
            for foe in self.apart.pop(other, set()):
                self.apart[foe].discard(other)
                self.apart[foe].add(one)
                self.apart[one].add(foe)
        return one

    def part(self, a: str, b: str) -> None:
        one, other = self.find(a), self.find(b)
        self.apart[one].add(other)
        self.apart[other].add(one)

    def standing(self, a: str, b: str) -> str:
        one, other = self.find(a), self.find(b)
        return SAME if one == other else DIFFERENT if other in self.apart.get(one, ()) else ""


def asking_order(pairs: Iterable[Asked], linked: Iterable[tuple[str, str]] = ()) -> Order:
    """The order for these pairs. ``linked`` are two records each that are one client already, by their links."""
    pairs = list(pairs)
    held = sorted({(min(pair), max(pair)) for pair in linked})
    found = [_ordered(cluster, known) for cluster, known in _clusters(pairs, held)]
    ask = tuple(_merged([order for order, _, _ in found]))
    implied = {pair_id: verdict for _, verdicts, _ in found for pair_id, verdict in verdicts}
    return Order(ask, implied, tuple(pair_id for _, _, broken in found for pair_id in broken))


def _clusters(pairs: Sequence[Asked], held: Sequence[tuple[str, str]]) -> Iterator[tuple[_Cluster, _Known]]:
    """The pairs that hang together, with the links among them."""
    groups = _Groups()
    for pair in pairs:
        groups.join(pair.a, pair.b)
    for a, b in held:
        groups.join(a, b)
    inside: dict[str, list[Asked]] = defaultdict(list)
    for pair in pairs:
        inside[groups.find(pair.a)].append(pair)
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for link in held:
        links[groups.find(link[0])].append(link)
    for root, members in inside.items():
        yield tuple(members), tuple(links[root])


_Entry = tuple[float, str]


def cluster_order(
    cluster: _Cluster, known: _Known
) -> tuple[tuple[_Entry, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """One cluster by itself: (gain, pair id) in the order to ask, what is implied, and the answers that contradict others."""
    return _ordered(cluster, known)


@lru_cache(maxsize=100_000)
def _ordered(
    cluster: _Cluster, known: _Known
) -> tuple[tuple[_Entry, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """(gain, pair) in the order to ask, what is implied, and the answers that contradict others."""
    groups, broken = _Groups(), []
    for a, b in known:
        groups.join(a, b)
    for pair in cluster:
        if pair.answer == SAME:
            groups.join(pair.a, pair.b)
    for pair in cluster:
        if pair.answer == DIFFERENT:
            if groups.find(pair.a) == groups.find(pair.b):
                broken.append(pair.pair_id)
            else:
                groups.part(pair.a, pair.b)
    open_pairs = [pair for pair in cluster if not pair.answer]
    implied = tuple((pair.pair_id, verdict) for pair in open_pairs if (verdict := groups.standing(pair.a, pair.b)))
    waiting = [pair for pair in open_pairs if not groups.standing(pair.a, pair.b)]
    return tuple(_greedy(waiting, groups)), implied, tuple(broken)


def _greedy(waiting: list[Asked], groups: _Groups) -> Iterator[_Entry]:
    """The most promising pair first, each *yes* taken for granted; what would follow from the others comes last."""
    between: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for pair in waiting:
        between[_ends(groups, pair)].append(pair)
    while between:
        ends, pairs = max(between.items(), key=lambda item: (_gain(item[1]), item[0]))
        first, *rest = sorted(pairs, key=lambda pair: (-pair.probability, pair.pair_id))
        yield _gain(pairs), first.pair_id
        del between[ends]
        yield from _later(rest)
        groups.join(first.a, first.b)
        moved = [key for key in between if ends[0] in key or ends[1] in key]
        for key in moved:
            for pair in between.pop(key):
                where = _ends(groups, pair)
                if where[0] == where[1]:
                    yield from _later([pair])
                else:
                    between[where].append(pair)


def _ends(groups: _Groups, pair: Asked) -> tuple[str, str]:
    one, other = groups.find(pair.a), groups.find(pair.b)
    return (one, other) if one <= other else (other, one)


def _gain(pairs: Sequence[Asked]) -> float:
    """True pairs to be expected of one answer about two groups: the surest pair speaks for all of them."""
    return max(pair.probability for pair in pairs) * len(pairs)


def _later(pairs: Iterable[Asked]) -> Iterator[_Entry]:
    """Pairs that a *yes* to another one settles; they are asked last, if it was a *no*."""
    return ((pair.probability - 10.0, pair.pair_id) for pair in pairs)


def _merged(orders: Sequence[Sequence[_Entry]]) -> Iterator[str]:
    """All clusters' orders as one: always the cluster whose next pair promises most."""
    later = sorted(
        (entry for order in orders for entry in order if entry[0] < 0), key=lambda entry: (-entry[0], entry[1])
    )
    heads = [[entry for entry in order if entry[0] >= 0] for order in orders]
    heap = [(-head[0][0], head[0][1], number, 0) for number, head in enumerate(heads) if head]
    heapq.heapify(heap)
    while heap:
        _, pair_id, number, place = heapq.heappop(heap)
        yield pair_id
        if place + 1 < len(heads[number]):
            gain, following = heads[number][place + 1]
            heapq.heappush(heap, (-gain, following, number, place + 1))
    yield from (pair_id for _, pair_id in later)
