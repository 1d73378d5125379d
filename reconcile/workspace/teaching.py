"""Tuning of a practice: what people's answers would teach the matcher, taken only on a person's word (DUP-9)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates import find_duplicates, flagged, tuning_store
from reconcile.duplicates.learning import Answers
from reconcile.duplicates.tuning import Tuning, tune
from reconcile.errors import NeedsUser
from reconcile.links import LINK_COLUMNS
from reconcile.workspace.matching import Matching
from reconcile.workspace.people import Role, needs, whoami

MOVE_COLUMNS = (
    "pair_id", "name_a", "app_a", "name_b", "app_b", "before", "band_before", "after", "band_after", "decision",
)  # fmt: skip
_OF_NO_NEED = ["client_id", "state", "url"]
"""Columns of ``records`` that the matcher does not compare."""


class Teaching(Matching):
    """A practice whose matcher can be taught."""

    def answered_pairs(self) -> pd.DataFrame:
        """The pairs whose answer *same* or *different* stands, linked by it or not; columns as ``duplicates``.

        What the matcher neither flags nor calls related is not among them: it has no probability to compare an answer with.
        """
        pairs = flagged.with_answers(self._all_pairs(), frames.frame(LINK_COLUMNS), self.decisions())
        return pairs[pairs["decision"].isin(["same", "different"])].reset_index(drop=True)

    def tuning(self) -> Tuning:
        """What the answers that stand would teach: weights before and after, precision and recall by cross-validation.

        Nothing is changed. With too few answers ``enough`` is False and ``said`` tells how many are missing.
        """
        return tune(self.records().drop(columns=_OF_NO_NEED), self._answers(), self._taught())

    def tuning_moves(self, tuning: Tuning) -> pd.DataFrame:
        """What a tuning would do to the pairs, the largest move first: ``MOVE_COLUMNS``; nothing is changed.

        ``before`` and ``after`` are probabilities; where a pair is flagged on one side alone, the other has none and the band "".
        Pairs that stay as they are to the percent are left out, and those that are linked by mapping or exact name.
        """
        records, links = self.records(), self.links()
        found = find_duplicates(records.drop(columns=_OF_NO_NEED), answers=tuning.answers).assign(cluster_id=None)
        by_rule, decisions = links[links["origin"] != "decision"], self.decisions()
        sides = []
        for pairs in (self._all_pairs(), flagged.with_records(found, records)):
            there = flagged.with_answers(pairs[pairs["label"] == "same"], by_rule, decisions)
            sides.append({row["pair_id"]: row for row in frames.rows_of(there)})
        moves = [_move(*(side.get(pair) for side in sides)) for pair in sides[0] | sides[1]]
        moved = [move for move in moves if _height(move, "before") != _height(move, "after")]
        moved.sort(key=lambda move: -abs(_height(move, "after") - _height(move, "before")))
        return frames.frame_of_dicts(MOVE_COLUMNS, moved)

    @needs(Role.APPROVER)
    def take_tuning(self, tuning: Tuning | None = None, *, by: str = "") -> Tuning:
        """Lets the matcher learn from the answers from now on; kept with who and when. Returns what was taken.

        Raises ``NeedsUser`` where there are too few answers. Duplicates are looked for anew with the new weights.
        """
        taken = tuning or self.tuning()
        if not taken.enough:
            hint = "Answer more pairs on the Duplicates page first."
            raise NeedsUser(taken.said, title="Too few answers to learn from", hint=hint)
        tuning_store.keep_tuning(self._tuning_file, taken.answers, by=by or whoami(), said=taken.said)
        return taken

    @needs(Role.APPROVER)
    def take_back_tuning(self, *, by: str = "") -> None:
        """The matcher learns from the list alone again. Raises ``NeedsUser`` where nothing was taken."""
        if not self._taught():
            raise NeedsUser("The matcher learns from the list alone.", title="There is no tuning to take back")
        tuning_store.keep_tuning(self._tuning_file, {}, by=by or whoami(), said="")

    def tuning_history(self) -> pd.DataFrame:
        """When a tuning was taken or taken back, and by whom, newest first: ``tuning_store.HISTORY_COLUMNS``."""
        return tuning_store.tuning_history(self._tuning_file)

    def _answers(self) -> Answers:
        """The answers that stand, by pair of record ids: True for *same*, False for *different*."""
        found = {}
        for row in frames.rows_of(self._decided()):
            if row["decision"] in ("same", "different"):
                ends = frozenset((f"{row['app_a']}:{row['id_a']}", f"{row['app_b']}:{row['id_b']}"))
                found[ends] = row["decision"] == "same"
        return found


def _move(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    either = before or after or {}
    told = {name: either[name] for name in ("pair_id", "name_a", "app_a", "name_b", "app_b", "decision")}
    for side, row in (("before", before), ("after", after)):
        told[side] = float(row["probability"]) if row else None
        told[f"band_{side}"] = row["band"] if row else ""
    return told


def _height(move: dict[str, Any], side: str) -> float:
    return round(move[side] or 0.0, 2)
