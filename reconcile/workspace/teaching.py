"""Tuning of a practice: what people's answers would teach the matcher, taken only on a person's word (DUP-9)."""

from __future__ import annotations

import pandas as pd

from reconcile import frames
from reconcile.duplicates import tuning_store
from reconcile.duplicates.learning import Answers
from reconcile.duplicates.tuning import Tuning, tune
from reconcile.errors import NeedsUser
from reconcile.workspace.matching import Matching
from reconcile.workspace.people import Role, needs, whoami


class Teaching(Matching):
    """A practice whose matcher can be taught."""

    def tuning(self) -> Tuning:
        """What the answers that stand would teach: weights before and after, precision and recall by cross-validation.

        Nothing is changed. With too few answers ``enough`` is False and ``said`` tells how many are missing.
        """
        return tune(self.records().drop(columns=["client_id", "state", "url"]), self._answers(), self._taught())

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
