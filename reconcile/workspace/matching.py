"""Links and duplicates of a practice: what is one client, what may be, and what people said."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd

from reconcile import frames
from reconcile.duplicates import flagged
from reconcile.duplicates import store as decision_store
from reconcile.duplicates.asking_order import Order
from reconcile.duplicates.learning import Answers
from reconcile.duplicates.records import RECORD_COLUMNS, matching_records
from reconcile.duplicates.review_queue import ReviewQueue
from reconcile.duplicates.tuning_store import taken_answers, tuning_key
from reconcile.duplicates.waiting import review_order
from reconcile.errors import NeedsUser
from reconcile.links import LinkReport, link_exact_names
from reconcile.links import store as link_store
from reconcile.links.decided import decided_links
from reconcile.links.exact import PROPOSED
from reconcile.model import App
from reconcile.workspace.history import History, stored_table
from reconcile.workspace.people import Role, needs, whoami
from reconcile.workspace.review_desk import ReviewDesk

Answer = Literal["same", "different", "later"]
_Taught = tuple[tuple[frozenset[str], bool], ...]
_Files = tuple[tuple[App, Path], ...]
"""The newest snapshot's file of each app."""
_PairEnds = dict[str, tuple[dict[str, str], dict[str, str]]]
"""Both records of each pair, by pair id."""
LOOKED_AT = ["client_id", "name", "state", "is_current", "url", "number", "xpm_id"]
"""What links are made and checked by; read once for both."""

_ENDED = ("app_a", "id_a", "id_b", "origin")
_ENDS = ("app_a", "id_a", "name_a", "app_b", "id_b", "name_b")


class Matching(History):
    """A practice with its links and its decisions."""

    def links(self) -> pd.DataFrame:
        """The links that hold: ``links.LINK_COLUMNS``. ``app_b`` is always Ignition."""
        with self._database.open() as connection:
            return link_store.read_links(connection)

    @needs(Role.REVIEWER)
    def link_exact_names(self, *, by: str = "") -> LinkReport:
        """Links what is exactly equal (IMP-2 to IMP-5) and what people decided (DUP-4); returns what it linked and left."""
        report = self.would_link()
        self._keep_links(report.linked, by)
        return report

    def would_link(self) -> LinkReport:
        """The same without keeping it."""
        ignition = self.clients(App.IGNITION, LOOKED_AT)
        with self._database.open() as connection:
            held = link_store.read_links(connection, only=_ENDS)
            ended = link_store.read_links(connection, ended=True, only=_ENDED)
            decisions = decision_store.read_decisions(connection)
        decided = self._standing(decisions)
        reports = []
        for app in (App.XPM, App.GUSTO):
            refused = _refused(decided, app) | _by_hand(ended, app)
            here = self.clients(app, LOOKED_AT)
            reports.append(link_exact_names(app, here, ignition, held[held["app_a"] == app.value], refused=refused))
        new = [report.linked for report in reports if len(report.linked)]
        followed = decided_links(decided, pd.concat([held, *new], ignore_index=True))
        return LinkReport(
            pd.concat([*(report.linked for report in reports), followed], ignore_index=True),
            pd.concat([report.left for report in reports], ignore_index=True),
        )

    @needs(Role.REVIEWER)
    def link(self, app: App | str, client_id: str, ignition_id: str, *, by: str = "") -> None:
        """Links a record of XPM or Gusto with one of Ignition by hand. Raises ``NeedsUser`` where either is not known."""
        names = [self._name_of(App(app), client_id), self._name_of(App.IGNITION, ignition_id)]
        row = (App(app).value, client_id, names[0], App.IGNITION.value, ignition_id, names[1], "decision", "DUP-4")
        self._keep_links(frames.frame(PROPOSED, [row]), by)

    @needs(Role.REVIEWER)
    def unlink(self, app: App | str, client_id: str, ignition_id: str, *, by: str = "") -> int:
        """Ends the link between two records; returns how many links ended."""
        with self._database.open() as connection:
            return link_store.end_links(connection, App(app).value, client_id, ignition_id, by=by or whoami())

    def unlinked(self, app: App | str) -> set[tuple[str, str]]:
        """(This app's id, Ignition's id) of the links that a person ended by hand: no pass over the names brings them back."""
        with self._database.open() as connection:
            ended = link_store.read_links(connection, ended=True, only=_ENDED)
        return _by_hand(ended, App(app))

    def records(self) -> pd.DataFrame:
        """All apps' clients as the matcher compares them: ``duplicates.records.RECORD_COLUMNS``."""
        return _records(self._files())

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
                    connection, key, lambda: _pairs(self.folder / "pairs", files, taught), _records_by_id(files)
                )
            _ends_of_pairs(
                self.folder / "pairs", files, taught
            )  # so that the first answer does not have to wait for it
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
        names = _flagged_names(self.folder / "pairs", self._files(), tuple(self._taught().items()))
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
        return _pairs(self.folder / "pairs", self._files(), tuple(self._taught().items()))

    def _follow(self, connection: duckdb.DuckDBPyConnection, ends: _PairEnds, by: str) -> None:
        """Links what follows from these answers and those around them."""
        records = _records_by_id(self._files())
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

    def _files(self) -> _Files:
        return tuple((app, snapshot.path) for app, snapshot in sorted(self.newest().items()))

    def _ends(self, pair_ids: list[str]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
        """Both records of each pair, whether it is flagged now or was decided before."""
        table = _records_by_id(self._files())
        known: Mapping[str, tuple[str, str]] = _ends_of_pairs(
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
        """Decided pairs whose records are there, unchanged since: ``_ENDS`` and ``decision``."""
        return self._standing(self.decisions())

    def _standing(self, decisions: pd.DataFrame) -> pd.DataFrame:
        table = _records_by_id(self._files()) if len(decisions) else {}
        rows = []
        for answer in frames.rows_of(decisions):
            evidence = json.loads(answer["evidence"])
            a, b = table.get(evidence.pop("a")), table.get(evidence.pop("b"))
            if a is not None and b is not None and flagged.evidence_of(a, b) == evidence:
                rows.append(
                    (a["app"], a["client_id"], a["name"], b["app"], b["client_id"], b["name"], answer["decision"])
                )
        return frames.frame((*_ENDS, "decision"), rows)

    def _keep_links(self, proposed: pd.DataFrame, by: str) -> None:
        if not proposed.empty:
            with self._database.open() as connection:
                link_store.add_links(connection, proposed, by=by or whoami())

    def _name_of(self, app: App, client_id: str) -> str:
        table = self.clients(app, ["client_id", "name"])
        found = table.loc[table["client_id"] == client_id, "name"]
        if found.empty:
            raise NeedsUser(f"{app.label} has no client {client_id!r} in its newest snapshot.", title="No such client")
        return str(found.iloc[0])


def _by_hand(ended: pd.DataFrame, app: App) -> set[tuple[str, str]]:
    """The two ids of an app's links that were ended otherwise than by an answer."""
    mine = ended[(ended["app_a"] == app.value) & (ended["origin"] != "decision")]
    return set(zip(mine["id_a"], mine["id_b"], strict=True))


def _part(connection: duckdb.DuckDBPyConnection, ends: _PairEnds, by: str) -> None:
    """Ends the links that came from an answer on these pairs."""
    for a, b in ends.values():
        other, ignition = (a, b) if b["app"] == App.IGNITION.value else (b, a)
        link_store.end_links(
            connection, other["app"], other["client_id"], ignition["client_id"], by=by, origin="decision"
        )


def _refused(decided: pd.DataFrame, app: App) -> set[tuple[str, str]]:
    """(This app's id, Ignition's id) of the pairs that a person said are different."""
    found = set()
    for row in frames.rows_of(decided[decided["decision"] == "different"]):
        ends = {row["app_a"]: row["id_a"], row["app_b"]: row["id_b"]}
        if set(ends) == {app.value, App.IGNITION.value}:
            found.add((ends[app.value], ends[App.IGNITION.value]))
    return found


@functools.lru_cache(maxsize=4)
def _records(snapshots: _Files) -> pd.DataFrame:
    """Snapshots never change, so their records are worked out once."""
    if not snapshots:
        return frames.frame(RECORD_COLUMNS)
    clients = {app: stored_table(path, "clients") for app, path in snapshots}
    contacts = {app: stored_table(path, "contacts") for app, path in snapshots}
    return matching_records(clients, contacts)


@functools.lru_cache(maxsize=4)
def _records_by_id(snapshots: _Files) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in frames.rows_of(_records(snapshots))}


@functools.lru_cache(maxsize=4)
def _pairs(folder: Path, snapshots: _Files, taught: _Taught) -> pd.DataFrame:
    """All pairs of these snapshots, linked and decided ones too; never to be changed."""
    answers = dict(taught)
    tuned = tuning_key(answers)
    key = ",".join(sorted(path.stem for _, path in snapshots))
    records = _records(snapshots)
    found = flagged.find_pairs(records, folder / tuned if tuned else folder, key, answers)
    return flagged.with_records(found, records)


@functools.lru_cache(maxsize=4)
def _flagged_names(folder: Path, snapshots: _Files, taught: _Taught) -> pd.DataFrame:
    """The flagged pairs' ids, ends, names and probabilities, likeliest first; never to be changed."""
    pairs = _pairs(folder, snapshots, taught)
    return pairs.loc[pairs["label"] == "same", ["pair_id", *_ENDS, "probability"]]


@functools.lru_cache(maxsize=4)
def _ends_of_pairs(folder: Path, snapshots: _Files, taught: _Taught) -> dict[str, tuple[str, str]]:
    pairs = _pairs(folder, snapshots, taught)
    ends = zip(pairs["pair_id"], pairs["app_a"], pairs["id_a"], pairs["app_b"], pairs["id_b"], strict=True)
    return {pair: (f"{app_a}:{id_a}", f"{app_b}:{id_b}") for pair, app_a, id_a, app_b, id_b in ends}
