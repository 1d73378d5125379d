"""The pairs of a practice that wait for a person, kept in order while answers come in: an answer moves its own cluster only.

The order is that of ``asking_order``, and so is what answers imply. Working it out anew takes seconds for 100,000 pairs; here each
answer, link or unlinking is taken in by itself, so that the next pair is there at once however long the list is.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import pandas as pd

from reconcile.duplicates.asking_order import DIFFERENT, SAME, Asked, cluster_order
from reconcile.duplicates.review_listing import Key, Listing, PairFacts, Wanted, keys_in_order
from reconcile.frames import in_html

LATER = "later"
_FINAL = (SAME, DIFFERENT)
_KEPT_LISTINGS = 12


@dataclass(frozen=True, slots=True)
class Given:
    """A person's answer on a pair as it stands: ``verdict`` is same, different or later; ``a`` and ``b`` are its records."""

    verdict: str
    a: str
    b: str
    by: str = ""


@dataclass
class _Cluster:
    """Pairs that hang together, what is known about them, and where they stand now."""

    pairs: list[int] = field(default_factory=list)
    links: set[tuple[str, str]] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    waiting: dict[int, Key] = field(default_factory=dict)
    put_off: dict[int, Key] = field(default_factory=dict)
    implied: dict[str, str] = field(default_factory=dict)
    broken: tuple[str, ...] = ()


class ReviewQueue:
    """All flagged pairs of the newest snapshots. ``take_answers`` and ``take_links`` keep it up to date; safe between threads.

    ``pairs`` needs ``pair_id``, ``app_a``, ``id_a``, ``app_b``, ``id_b``, ``probability``, ``band``, ``kinds``, ``label`` and
    ``cluster_id``. Only pairs labelled *same* are asked about. A scope is a pair's two apps, as in ``ignition+xpm``.
    """

    def __init__(self, pairs: pd.DataFrame) -> None:
        self._lock = threading.RLock()
        self.ids = [str(value) for value in pairs["pair_id"]]
        self.place = {pair_id: number for number, pair_id in enumerate(self.ids)}
        self._a = [f"{app}:{one}" for app, one in zip(pairs["app_a"], pairs["id_a"], strict=True)]
        self._b = [f"{app}:{one}" for app, one in zip(pairs["app_b"], pairs["id_b"], strict=True)]
        self.facts = PairFacts(
            [float(value or 0.0) for value in pairs["probability"]],
            [str(value) for value in pairs["band"]],
            ["+".join(sorted(apps)) for apps in zip(pairs["app_a"], pairs["app_b"], strict=True)],
            [tuple(value) for value in pairs["kinds"]],
        )
        self._cluster_ids = list(pairs["cluster_id"])
        self._asked = [value == "same" for value in pairs["label"]]
        self.lowest = min(
            (chance for chance, asked in zip(self.facts.chances, self._asked, strict=True) if asked), default=0.0
        )
        self.given: dict[str, Given] = {}
        self._lapsed: set[str] = set()
        self._roots: dict[str, str] = {}
        self._clusters: dict[str, _Cluster] = {}
        self._listings: OrderedDict[Wanted, Listing] = OrderedDict()
        self._implied: dict[str, str] = {}
        self._broken: dict[str, tuple[str, ...]] = {}
        self._by_record: dict[str, list[int]] = defaultdict(list)
        self._begin()

    def _begin(self) -> None:
        for number, (a, b) in enumerate(zip(self._a, self._b, strict=True)):
            self._by_record[a].append(number)
            self._by_record[b].append(number)
            if self._asked[number]:
                self._cluster_of(a, b).pairs.append(number)
        self._settle(list(self._clusters))

    def take(
        self,
        answers: Iterable[tuple[str, Given | None, bool]] = (),
        linked: Iterable[tuple[str, str]] = (),
        parted: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Takes in what has changed: answers as (pair id, the answer or None where it was taken back, whether its evidence
        still is what the records say), links made and links ended as (the other app's record, Ignition's)."""
        with self._lock:
            touched: set[str] = set()
            for pair_id, given, stands in answers:
                touched.add(self._take_answer(pair_id, given, stands))
            for link in linked:
                self._cluster_of(*link).links.add(link)
                touched.add(self._root(link[0]))
            for link in parted:
                self._cluster_of(*link).links.discard(link)
                touched.add(self._root(link[0]))
            self._settle({self._root(root) for root in touched if root})

    def _take_answer(self, pair_id: str, given: Given | None, stands: bool) -> str:
        known = self.given.get(pair_id) or given
        if known is None:
            return ""
        self._lapsed.discard(pair_id)
        if given is None:
            del self.given[pair_id]
        else:
            self.given[pair_id] = given
            if not stands:
                self._lapsed.add(pair_id)
        self._cluster_of(known.a, known.b).elsewhere.add(pair_id)
        return self._root(known.a)

    def _root(self, record: str) -> str:
        root = self._roots.setdefault(record, record)
        while root != self._roots[root]:
            root = self._roots[root]
        self._roots[record] = root
        return root

    def _cluster_of(self, a: str, b: str) -> _Cluster:
        """The cluster of two records, which become one where they were two."""
        one, other = self._root(a), self._root(b)
        found = self._clusters.setdefault(one, _Cluster())
        if one != other:
            self._roots[other] = one
            lost = self._clusters.pop(other, None)
            if lost is not None:
                self._broken.pop(other, None)
                found.pairs += lost.pairs
                found.links |= lost.links
                found.elsewhere |= lost.elsewhere
                found.waiting |= lost.waiting
                found.put_off |= lost.put_off
                found.implied |= lost.implied
        return found

    def _settle(self, roots: Collection[str]) -> None:
        """Works these clusters out anew, and moves their pairs in every listing that is kept."""
        for root in roots:
            cluster = self._clusters.get(root)
            if cluster is None or not (cluster.pairs or cluster.elsewhere):
                continue
            waiting, put_off = self._ordered(cluster)
            for wanted, listing in self._listings.items():
                old, new = (cluster.put_off, put_off) if wanted.put_off else (cluster.waiting, waiting)
                listing.replace(old, new)
            cluster.waiting, cluster.put_off = waiting, put_off
            if cluster.broken:
                self._broken[root] = cluster.broken
            else:
                self._broken.pop(root, None)

    def _ordered(self, cluster: _Cluster) -> tuple[dict[int, Key], dict[int, Key]]:
        ends = {end: root for a, root in sorted(cluster.links) for end in (root, a)}
        shown = [
            number
            for number in cluster.pairs
            if self._a[number] not in ends or ends[self._a[number]] != ends.get(self._b[number])
        ]  # what links make one client already is not asked about
        asked = [self._as_asked(number) for number in shown]
        known = {pair.pair_id for pair in asked}
        for pair_id in sorted(cluster.elsewhere - known):
            given = self.given.get(pair_id)
            if given is not None and given.verdict in _FINAL:
                asked.append(Asked(pair_id, given.a, given.b, 0.0, given.verdict))
        order, implied, cluster.broken = cluster_order(tuple(asked), tuple(sorted(cluster.links)))
        for pair_id in cluster.implied:
            self._implied.pop(pair_id, None)
        cluster.implied = dict(implied)
        self._implied |= cluster.implied
        found: tuple[dict[int, Key], dict[int, Key]] = ({}, {})
        for pair_id, key in keys_in_order(order):
            given = None if pair_id in self._lapsed else self.given.get(pair_id)
            found[given is not None][self.place[pair_id]] = key
        return found

    def _as_asked(self, number: int) -> Asked:
        pair_id = self.ids[number]
        given = None if pair_id in self._lapsed else self.given.get(pair_id)
        answer = given.verdict if given is not None and given.verdict in _FINAL else ""
        return Asked(pair_id, self._a[number], self._b[number], self.facts.chances[number], answer)

    # what the pages ask

    def _repr_html_(self) -> str:
        return in_html("Pairs that wait for a person", self.counts)

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs are ``waiting``, put off (``later``), ``implied`` by others and ``decided``."""
        with self._lock:
            return {
                "waiting": len(self._listing(Wanted()).keys),
                "later": len(self._listing(Wanted(put_off=True)).keys),
                "implied": len(self._implied),
                "decided": sum(given.verdict in _FINAL for given in self.given.values()),
            }

    @property
    def implied(self) -> dict[str, str]:
        """What answers imply, by pair id."""
        with self._lock:
            return dict(self._implied)

    @property
    def open(self) -> list[int]:
        """The row numbers of the pairs without a final answer of their own: those that wait, are put off, or are implied."""
        with self._lock:
            found = [number for one in self._clusters.values() for number in (*one.waiting, *one.put_off)]
            return found + [self.place[pair_id] for pair_id in self._implied if pair_id in self.place]

    def records_of(self, numbers: Iterable[int]) -> set[str]:
        """The records (``app:id``) of these pairs."""
        return {end for number in numbers for end in (self._a[number], self._b[number])}

    @property
    def standing(self) -> dict[str, str]:
        """The answers whose evidence still is what the records say, by pair id."""
        with self._lock:
            return {pair: given.verdict for pair, given in self.given.items() if pair not in self._lapsed}

    @property
    def broken(self) -> tuple[str, ...]:
        """The pairs whose answer *different* contradicts a chain of *same*."""
        with self._lock:
            return tuple(pair_id for found in self._broken.values() for pair_id in found)

    def facets(self, wanted: Wanted) -> dict[str, dict[str, int]]:
        """How many of the pairs that fit each ``band``, ``scope`` and ``kind`` has, most first."""
        with self._lock:
            counted = self._listing(wanted).facets
            return {
                name: {value: number for value, number in counts.most_common() if number}
                for name, counts in counted.items()
            }

    def size(self, wanted: Wanted) -> int:
        """How many pairs fit."""
        with self._lock:
            return len(self._listing(wanted).keys)

    def first(self, wanted: Wanted) -> str:
        """The pair to ask first, empty where none fits."""
        with self._lock:
            keys = self._listing(wanted).keys
            return keys[0][-1] if keys else ""

    def ids_of(self, wanted: Wanted) -> list[str]:
        """All pairs that fit, in order."""
        with self._lock:
            return [key[-1] for key in self._listing(wanted).keys]

    def place_of(self, pair_id: str, wanted: Wanted) -> int:
        """At which place a pair stands, from 1; 0 where it does not fit."""
        with self._lock:
            key = self.key_of(pair_id)
            keys = self._listing(wanted).keys
            place = bisect_left(keys, key) if key else len(keys)
            return place + 1 if place < len(keys) and keys[place] == key else 0

    def key_of(self, pair_id: str) -> Key | None:
        """Where a pair stands now; None where it does not wait."""
        with self._lock:
            number = self.place.get(pair_id)
            if number is None or not self._asked[number]:
                return None
            cluster = self._clusters[self._root(self._a[number])]
            return cluster.waiting.get(number) or cluster.put_off.get(number)

    def after(self, key: Key | None, wanted: Wanted) -> str:
        """The pair that follows a place, the first one again at the end; empty where none fits."""
        with self._lock:
            keys = self._listing(wanted).keys
            if not keys:
                return ""
            place = bisect_right(keys, key) if key is not None else 0
            return keys[place % len(keys)][-1]

    def beside(self, pair_id: str) -> list[int]:
        """The row numbers of the other pairs that share a record or the cluster with this one (DUP-6)."""
        number = self.place.get(pair_id)
        if number is None:
            return []
        with self._lock:
            found = set(self._by_record[self._a[number]]) | set(self._by_record[self._b[number]])
            mine = self._cluster_ids[number]
            if mine is not None:
                todo = list(found)
                while todo:
                    for other in (*self._by_record[self._a[todo[-1]]], *self._by_record[self._b[todo.pop()]]):
                        if other not in found and self._cluster_ids[other] == mine:
                            found.add(other)
                            todo.append(other)
            return sorted(found - {number})

    def _listing(self, wanted: Wanted) -> Listing:
        listing = self._listings.get(wanted)
        if listing is None:
            listing = self._listings[wanted] = Listing(self.facts, wanted)
            clusters = self._clusters.values()
            listing.fill(
                entry for one in clusters for entry in (one.put_off if wanted.put_off else one.waiting).items()
            )
            while len(self._listings) > _KEPT_LISTINGS:
                self._listings.popitem(last=False)
        self._listings.move_to_end(wanted)
        return listing
