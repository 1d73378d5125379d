"""Duplicates of a practice: what may be one client, and what people said."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd

from reconcile.duplicates import flagged
from reconcile.duplicates import store as decision_store
from reconcile.duplicates.asking_order import Order
from reconcile.duplicates.learning import Answers
from reconcile.duplicates.review_queue import ReviewQueue
from reconcile.duplicates.tuning_store import taken_answers
from reconcile.duplicates.waiting import review_order
from reconcile.errors import NeedsUser
from reconcile.links import store as link_store
from reconcile.model import App
from reconcile.workspace.found_pairs import ends_of_pairs, names_of_pairs, pairs_of, records_by_id, records_of
from reconcile.workspace.linking import Linking
from reconcile.workspace.people import Role, needs, whoami
from reconcile.workspace.review_desk import ReviewDesk

Answer = Literal["same", "different", "later"]
_PairEnds = dict[str, tuple[dict[str, str], dict[str, str]]]
"""Both records of each pair, by pair id."""


class Matching(Linking):
    """A practice with its duplicates and its decisions."""

    def records(self) -> pd.DataFrame:
        """All apps' clients as the matcher compares them: ``duplicates.records.RECORD_COLUMNS``."""
        return records_of(self._files())

    def duplicates(self, *, related: bool = False) -> pd.DataFrame:
        """The flagged pairs of the newest snapshots that are not linked, likeliest first, with the decisions that stand.

        Columns: ``duplicates.flagged.PAIR_COLUMNS``, then both records' ``SHOWN`` fields with the suffixes ``_a`` and ``_b``.
        With ``related`` also the pairs of one family that are not one client (label ``related``).
        """
        found = self._all_pairs()
        with self._database.open() as connection:
            links, decisions = link_store.read_links(connection), decision_store.read_decisions(connection)
        pairs = flagged.with_answers(found, links, decisions)
        return pairs if related else pairs[pairs["label"] == "same"].reset_index(drop=True)

    def review_order(self) -> Order:
        """The flagged pairs in the order in which few answers settle much, what the answers imply, and where they contradict.

        ``ask`` are pair ids in order; ``implied`` is pair id → *same* or *different* for pairs that nobody need be asked about;
        ``broken`` are pairs called *different* though a chain of *same* joins them (DUP-6).
        """
        return review_order(self.duplicates(), self.links(), self.decisions())

    def decisions(self) -> pd.DataFrame:
        """The answers that stand: ``duplicates.store.DECISION_COLUMNS``."""
        with self._database.open() as connection:
            return decision_store.read_decisions(connection)

    def decision_history(self) -> pd.DataFrame:
        """Every answer ever given, newest first: the same columns."""
        with self._database.open() as connection:
            return decision_store.read_decision_history(connection)

    @needs(Role.REVIEWER)
    def decide(self, pair_id: str | Sequence[str], verdict: Answer | None, *, by: str = "", note: str = "") -> None:
        """Keeps a person's answer on a pair (or on several at once); ``None`` takes the earlier answer back.

        *same* across two apps links the two records where that leaves no question open; any other answer ends such a link.
        Raises ``NeedsUser`` for a pair or an answer that is not known, and then keeps nothing.
        """
        if verdict not in ("same", "different", "later", None):
            raise NeedsUser(f"{verdict!r} is no answer.", title="Unknown answer", hint="Say same, different or later.")
        wanted = [pair_id] if isinstance(pair_id, str) else list(pair_id)
        ends = self._ends(wanted)
        answers = [
            (pair, verdict, {"a": a["id"], "b": b["id"], **flagged.evidence_of(a, b)}) for pair, (a, b) in ends.items()
        ]
        try:
            with self._database.open() as connection:
                decision_store.add_decisions(connection, answers, by=by or whoami(), note=note)
                if verdict == "same":
                    self._follow(connection, ends, by or whoami())
                else:
                    _part(connection, ends, by or whoami())
        except BaseException:
            self._review_desk.drop()
            raise

    def review_queue(self) -> ReviewQueue:
        """The flagged pairs as they wait for a person, kept in order from answer to answer; quick however many there are."""
        files, taught = self._files(), tuple(self._taught().items())
        desk, key = self._review_desk, (files, taught)
        with desk.lock:
            if desk.is_current(key) and desk.queue is not None:
                return desk.queue
            with self._database.open() as connection:
                queue = desk.open_queue(
                    connection, key, lambda: pairs_of(self.folder / "pairs", files, taught), records_by_id(files)
                )
            ends_of_pairs(self.folder / "pairs", files, taught)  # so that the first answer does not have to wait for it
            desk.seen()
            return queue

    def links_beyond_answers(self) -> int:
        """How many links hold that do not come from an answer on a pair."""
        self.review_queue()
        return self._review_desk.log.beyond_answers

    def linked_records(self) -> set[str]:
        """The records (``app:id``) at both ends of the links that hold; quick after every answer."""
        self.review_queue()
        with self._review_desk.log.lock:
            return {end for link in self._review_desk.log.links.values() for end in (link.a, link.b)}

    def flagged_names(self) -> pd.DataFrame:
        """The pairs of ``duplicates`` with their ends, names, probability and ``decision`` alone; quick after every answer."""
        queue = self.review_queue()
        names = names_of_pairs(self.folder / "pairs", self._files(), tuple(self._taught().items()))
        answers = queue.standing
        asked = {queue.ids[number] for number in queue.open}
        kept = [pair in asked or pair in answers for pair in names["pair_id"]]
        found = names[kept]
        decided = pd.Series([answers.get(pair) for pair in found["pair_id"]], index=found.index, dtype=object)
        return found.assign(decision=decided)

    def ever_said(self) -> tuple[int, int, int]:
        """How many links there have ever been, how many of them ended, and the number of the newest answer.

        Whoever keeps something that was worked out of links or answers knows by it whether it still holds.
        """
        with self._database.open() as connection:
            return (*link_store.count_links(connection), decision_store.newest_number(connection))

    def pair_rows(self, numbers: Sequence[int]) -> pd.DataFrame:
        """Rows of the pairs by their numbers in ``review_queue``: the columns of ``duplicates``, nothing decided."""
        return self._all_pairs().iloc[list(numbers)]

    def _all_pairs(self) -> pd.DataFrame:
        """All pairs of the newest snapshots, linked and decided ones too, nothing decided; never to be changed."""
        return pairs_of(self.folder / "pairs", self._files(), tuple(self._taught().items()))

    def _follow(self, connection: duckdb.DuckDBPyConnection, ends: _PairEnds, by: str) -> None:
        """Links what follows from these answers and those around them."""
        records = records_by_id(self._files())
        self._review_desk.read(connection, records)
        followed = self._review_desk.following_links([end["id"] for both in ends.values() for end in both], records)
        if not followed.empty:
            link_store.add_links(connection, followed, by=by)

    @functools.cached_property
    def _review_desk(self) -> ReviewDesk:
        return ReviewDesk(self._database.path)

    def undo_decision(self, pair_id: str, *, by: str = "") -> None:
        """Takes an answer back; a link that came from it ends."""
        self.decide(pair_id, None, by=by)

    @property
    def _tuning_file(self) -> Path:
        return self.folder / "tuning.jsonl"

    def _taught(self) -> Answers:
        """The answers that a person let the matcher learn from (DUP-9)."""
        return taken_answers(self._tuning_file)

    def _ends(self, pair_ids: list[str]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
        """Both records of each pair, whether it is flagged now or was decided before."""
        table = records_by_id(self._files())
        known: Mapping[str, tuple[str, str]] = ends_of_pairs(
            self.folder / "pairs", self._files(), tuple(self._taught().items())
        )
        if not all(pair in known for pair in pair_ids):
            before = (json.loads(evidence) for evidence in self.decisions()["evidence"])
            answered = {flagged.pair_id(answer["a"], answer["b"]): (answer["a"], answer["b"]) for answer in before}
            known = {**known, **answered}
        missing = [pair for pair in pair_ids if pair not in known or any(end not in table for end in known[pair])]
        if missing:
            hint = "The lists have changed since; load the pairs again."
            raise NeedsUser(f"{missing[0]!r} is not one of the flagged pairs.", title="No such pair", hint=hint)
        return {pair: (table[known[pair][0]], table[known[pair][1]]) for pair in pair_ids}

    def _decided(self) -> pd.DataFrame:
        """Decided pairs whose records are there, unchanged since: ``ENDS`` and ``decision``."""
        return self._standing(self.decisions())


def _part(connection: duckdb.DuckDBPyConnection, ends: _PairEnds, by: str) -> None:
    """Ends the links that came from an answer on these pairs."""
    for a, b in ends.values():
        other, ignition = (a, b) if b["app"] == App.IGNITION.value else (b, a)
        link_store.end_links(
            connection, other["app"], other["client_id"], ignition["client_id"], by=by, origin="decision"
        )
