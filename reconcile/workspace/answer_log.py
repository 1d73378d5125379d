"""What people have answered and linked in a practice, read once and then only as far as it has grown."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from reconcile.duplicates import store as decision_store
from reconcile.links import store as link_store

End = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest answer on a pair; ``verdict`` is None where it was taken back. ``evidence`` is what it was given on."""

    pair_id: str
    verdict: str | None
    by: str
    a: str
    b: str
    evidence: dict[str, str]


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as it stands: the other app's record and Ignition's (``app:id``), their names, and where it came from."""

    link_id: str
    a: str
    name_a: str
    b: str
    name_b: str
    origin: str


@dataclass
class News:
    """What has come since the last look: answers in their order, links made and links ended."""

    answers: list[Answered] = field(default_factory=list)
    linked: list[Linked] = field(default_factory=list)
    parted: list[Linked] = field(default_factory=list)
    anew: bool = False


class AnswerLog:
    """The answers and links that hold, by record too. ``read`` brings it up to date within a transaction.

    ``beyond_answers`` counts the links that hold and do not come from an answer.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.grown = 0
        self._forget()

    def _forget(self) -> None:
        self.answers: dict[str, Answered] = {}
        self.links: dict[str, Linked] = {}
        self._links_of: dict[str, set[str]] = defaultdict(set)
        self._answers_of: dict[str, set[str]] = defaultdict(set)
        self.beyond_answers = 0
        self._number, self._rows = 0, (0, 0)
        self._seen: datetime | None = None

    def read(self, connection: duckdb.DuckDBPyConnection) -> News:
        """Takes in what was added by whomever; everything anew where the file is another one than before."""
        with self.lock:
            rows, newest = link_store.count_links(connection), decision_store.newest_number(connection)
            news = News()
            if newest < self._number or rows[0] < self._rows[0] or rows[1] < self._rows[1]:
                self._forget()
                news.anew = True
            if newest > self._number:
                self._read_answers(connection, news)
            if rows != self._rows:
                self._read_links(connection, news)
            self._number, self._rows = newest, rows
            self.grown += bool(news.answers or news.linked or news.parted or news.anew)
            return news

    def _read_answers(self, connection: duckdb.DuckDBPyConnection, news: News) -> None:
        found = decision_store.read_decisions_since(connection, self._number)
        for pair_id, verdict, by, text in {row[0]: row for row in found}.values():
            evidence = json.loads(text)
            answer = Answered(pair_id, verdict, by, evidence.pop("a"), evidence.pop("b"), evidence)
            self.answers[pair_id] = answer
            for end in (answer.a, answer.b):
                self._answers_of[end].add(pair_id)
            news.answers.append(answer)

    def _read_links(self, connection: duckdb.DuckDBPyConnection, news: News) -> None:
        found = link_store.read_links_since(connection, self._seen)
        for row in found:
            link = Linked(row[0], f"{row[1]}:{row[2]}", row[3], f"{row[4]}:{row[5]}", row[6], row[9])
            self._seen = max(filter(None, (self._seen, row[7], row[8])))
            if row[8] is None and link.link_id not in self.links:
                self._add(link)
                news.linked.append(link)
            elif row[8] is not None and link.link_id in self.links:
                self._drop(link)
                news.parted.append(link)

    def _add(self, link: Linked) -> None:
        self.beyond_answers += link.origin != "decision"
        self.links[link.link_id] = link
        self._links_of[link.a].add(link.link_id)
        self._links_of[link.b].add(link.link_id)

    def _drop(self, link: Linked) -> None:
        self.beyond_answers -= self.links.pop(link.link_id).origin != "decision"
        self._links_of[link.a].discard(link.link_id)
        self._links_of[link.b].discard(link.link_id)

    def around(self, records: Iterable[str]) -> tuple[list[Answered], list[Linked]]:
        """The answers and links of everything that *same* answers and links tie to these records."""
        with self.lock:
            todo, seen = list(records), set()
            answers: dict[str, Answered] = {}
            links: dict[str, Linked] = {}
            while todo:
                record = todo.pop()
                if record in seen:
                    continue
                seen.add(record)
                for pair_id in self._answers_of.get(record, ()):
                    answer = answers[pair_id] = self.answers[pair_id]
                    if answer.verdict == "same":
                        todo += [answer.a, answer.b]
                for link_id in self._links_of.get(record, ()):
                    link = links[link_id] = self.links[link_id]
                    todo += [link.a, link.b]
            return list(answers.values()), list(links.values())
