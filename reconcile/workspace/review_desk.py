"""What a person at work on pairs has before them: the queue of the newest snapshots, and the answers and links so far.

It is kept between two calls and brought up to date by what was added to the practice meanwhile, by whomever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from reconcile import frames
from reconcile.duplicates import flagged
from reconcile.duplicates.review_queue import Given, ReviewQueue
from reconcile.links.decided import decided_links
from reconcile.workspace.answer_log import Answered, AnswerLog, Linked, News

Records = Mapping[str, Mapping[str, Any]]
"""Records (``duplicates.records.RECORD_COLUMNS``) by ``app:id``."""

_ENDS = ("app_a", "id_a", "name_a", "app_b", "id_b", "name_b")


class ReviewDesk:
    """Safe between threads; ``queue`` is None until somebody has asked for it."""

    def __init__(self, database: Path) -> None:
        self.log = AnswerLog()
        self.lock = threading.RLock()
        self.queue: ReviewQueue | None = None
        self._database = database
        self._key: Hashable = None
        self._stamp = 0

    def is_current(self, key: Hashable) -> bool:
        """Whether the queue is of these snapshots and nothing was written to the practice since."""
        return self.queue is not None and self._key == key and self._stamp == self._touched()

    def _touched(self) -> int:
        return self._database.stat().st_mtime_ns if self._database.exists() else 0

    def seen(self) -> None:
        """Notes that everything written so far is taken in; called when the database is closed again."""
        self._stamp = self._touched()

    def read(self, connection: duckdb.DuckDBPyConnection, records: Records) -> None:
        """Takes in what is new."""
        with self.lock:
            news = self.log.read(connection)
            if self.queue is None:
                return
            if news.anew:
                self.queue = None
                return
            _tell(self.queue, news, records)

    def open_queue(
        self, connection: duckdb.DuckDBPyConnection, key: Hashable, pairs: Callable[[], pd.DataFrame], records: Records
    ) -> ReviewQueue:
        """The queue of these snapshots, up to date."""
        with self.lock:
            if self._key != key:
                self.queue = None
            self.read(connection, records)
            if self.queue is None:
                found = ReviewQueue(pairs())
                everything = News(list(self.log.answers.values()), list(self.log.links.values()))
                _tell(found, everything, records)
                self.queue, self._key = found, key
            return self.queue

    def drop(self) -> None:
        """Forgets everything: what was read may not have been kept."""
        with self.lock:
            self.log, self.queue = AnswerLog(), None

    def following_links(self, ends: Iterable[str], records: Records) -> pd.DataFrame:
        """The links that follow from the answers around these records (``links.exact.PROPOSED``), by what is read so far."""
        answers, links = self.log.around(ends)
        names = ("app", "client_id", "name")
        rows = [
            (*(records[end][name] for end in (answer.a, answer.b) for name in names), answer.verdict)
            for answer in answers
            if answer.verdict and _stands(answer, records)
        ]
        return decided_links(
            frames.frame((*_ENDS, "decision"), rows), frames.frame_of_dicts(_ENDS, [_link_row(link) for link in links])
        )


def _tell(queue: ReviewQueue, news: News, records: Records) -> None:
    queue.take(
        [(one.pair_id, _given(one), one.verdict is not None and _stands(one, records)) for one in news.answers],
        [(link.a, link.b) for link in news.linked],
        [(link.a, link.b) for link in news.parted],
    )


def _given(answer: Answered) -> Given | None:
    return Given(answer.verdict, answer.a, answer.b, answer.by) if answer.verdict else None


def _stands(answer: Answered, records: Records) -> bool:
    """Whether the records are still what they were when the answer was given (DUP-4)."""
    a, b = records.get(answer.a), records.get(answer.b)
    return a is not None and b is not None and flagged.evidence_of(dict(a), dict(b)) == answer.evidence


def _link_row(link: Linked) -> dict[str, str]:
    (app_a, _, id_a), (app_b, _, id_b) = link.a.partition(":"), link.b.partition(":")
    return {"app_a": app_a, "id_a": id_a, "name_a": link.name_a, "app_b": app_b, "id_b": id_b, "name_b": link.name_b}
