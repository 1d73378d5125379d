"""Choosing which of two values of a field survives, where two apps disagree about one client (SYN-14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.plans import store
from reconcile.plans.choices import Choice, Key, Side, choices_by_key, key_of, standing_choices
from reconcile.plans.survivor import SURVIVOR_COLUMNS, Both, survivors
from reconcile.workspace.checking import Checking
from reconcile.workspace.people import Role, needs, whoami

_Disputed: TypeAlias = "Mapping[str, Any] | pd.Series[Any] | Sequence[Mapping[str, Any]]"


class Choosing(Checking):
    """A practice whose people choose values."""

    @needs(Role.REVIEWER)
    def choose(
        self,
        disputed: _Disputed,
        side: Side | None,
        *,
        by: str = "",
        note: str = "",
    ) -> None:
        """Keeps whose value of a field survives: Ignition's (``here``) or the other app's (``there``); None takes that back.

        ``disputed`` is a row of ``plan.held`` whose reason is *conflict* or *kept as chosen*, or one of ``survivors``, as a
        dictionary or a ``Series``; or a list of them. The choice stands until one of the two values changes, and every plan
        built meanwhile follows it. Raises ``NeedsUser`` for records, a field or a side that are not known, and keeps nothing then.
        """
        if side not in ("here", "there", None):
            raise NeedsUser(f"{side!r} is no side.", title="Unknown side", hint="Say here, there or None.")
        kept = [(key_of(row), self._as_kept(row, side)) for row in _rows(disputed)]
        with self._database.open() as connection:
            for key, values in kept:
                store.keep_choice(connection, key, {**values, "note": note, "decided_by": by or whoami()})

    def _as_kept(self, row: Mapping[str, Any], side: Side | None) -> dict[str, str | None]:
        """What is kept of a choice, once its field and its records are known to be there."""
        app, client_id, ignition_id, entity, _, field = key_of(row)
        self.policy.find(field if entity == "client" else f"{entity}.{field}")
        self._name_of(App(app), client_id)
        values = {name: row[name] for name in ("value_there", "value_here")}
        return {"side": side, **values, "name": self._name_of(App.IGNITION, ignition_id)}

    def survivors(self, app: App | str, client_id: str, ignition_id: str) -> pd.DataFrame:
        """The fields on which two records differ, with the value that survives and why: ``plans.survivor.SURVIVOR_COLUMNS``.

        Raises ``NeedsUser`` where either is not in the newest snapshots. The two need not be linked yet.
        """
        app = App(app)
        there, here = self._lookup(app, client_id)[1], self._lookup(App.IGNITION, ignition_id)[1]
        if there is None or here is None:
            raise NeedsUser("One of the two is no longer in its app's newest snapshot.", title="No such client")
        with self._database.open() as connection:
            agreed = store.read_agreed(connection, of=(app.value, client_id, ignition_id))
        common = {
            (row["app_a"], row["id_a"], row["id_b"], row["entity"], row["entity_id"], row["field"]): (
                row["value_a"],
                row["value_b"],
            )
            for row in frames.rows_of(agreed)
        }
        both = Both(app, there, here, common, self._choices())
        return frames.frame_of_dicts(SURVIVOR_COLUMNS, survivors(both, self.policy, self.settings))

    def choices(self) -> pd.DataFrame:
        """The choices that people made and did not take back, newest first: ``plans.choices.CHOICE_COLUMNS``."""
        return standing_choices(self.choice_history())

    def choice_history(self) -> pd.DataFrame:
        """Every choice ever made and taken back, newest first: the same columns."""
        with self._database.open() as connection:
            return store.read_choice_history(connection)

    def _choices(self) -> dict[Key, Choice]:
        return choices_by_key(self.choices())


def _rows(disputed: _Disputed) -> list[Mapping[str, Any]]:
    """One row, as a dictionary or a ``Series``, or a list of them, as a list."""
    if isinstance(disputed, Mapping):
        return [disputed]
    if isinstance(disputed, pd.Series):
        return [{str(name): value for name, value in disputed.items()}]
    return list(disputed)
