"""How many calls a snapshot or an apply of a practice needs, how long that takes, and what the day still allows (REL-14)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from reconcile.errors import ReconcileError
from reconcile.model import App
from reconcile.plans.effort import calls_of
from reconcile.plans.plan import Plan
from reconcile.snapshots import Snapshot
from reconcile.snapshots.take import Progress
from reconcile.workspace.choosing import Choosing

if TYPE_CHECKING:
    from reconcile.apps import Source, Target
    from reconcile.apps.estimate import Estimate

Mask: TypeAlias = npt.NDArray[np.bool_]
"""A truth value for each change of a plan, in its order."""

KEPT = "budgets.json"
"""The file that says what was left of a day when an app was last asked, for the program that asks next."""


class Effort(Choosing):
    """A practice that can say what something costs before it begins."""

    def estimate_snapshot(self, source: Source | App | str) -> Estimate | None:
        """What a snapshot of a source, or of a connected app by its name, takes; None where it takes no call (a file).

        The last snapshot tells how large the lists are. Raises ``NeedsUser`` where the app is not connected.
        """
        from reconcile.apps.estimate import Counts, estimate_reading

        if isinstance(source, str):
            source = self.connections.source(App(source))
        last = self.newest().get(source.app)
        known = Counts()
        if last is not None:
            same = last.origin_kind == source.origin.kind and last.origin_place == source.origin.place
            known = Counts(last.clients, last.contacts, last.archived, last.seconds if same else 0.0)
        self._recall(source.app, source)
        return estimate_reading(source, known)

    def estimate_apply(self, plan: Plan, approved: Iterable[str] | Mask | None = None) -> tuple[Estimate, ...]:
        """What writing these changes (``None``: every ticked one) takes, an entry for each app that is connected for writing.

        Give it those alone that go through an interface (``directly``): what is handed over takes no call. They may also be given
        as a truth value for each change of the plan.
        """
        if not (self.folder / "connections.json").exists():
            return ()
        rows = plan.changes[["change_id", "ticked", "op_id", "app", "kind"]]
        if approved is None:
            return self._estimate(rows[rows["ticked"].astype(bool)])
        return self._estimate(
            rows[approved if isinstance(approved, np.ndarray) else rows["change_id"].isin(list(approved))]
        )

    def _estimate(self, chosen: pd.DataFrame) -> tuple[Estimate, ...]:
        if not (self.folder / "connections.json").exists():
            return ()
        from reconcile.apps.estimate import estimate_writing

        calls = calls_of(chosen)
        found = []
        for app, target in self._ways_to_write(calls):
            self._recall(app, target)
            found.append(estimate_writing(app, calls[app], target))
        return tuple(found)

    def take_snapshot(
        self, source: Source | App | str, *, progress: Progress | None = None, allow_empty: bool = False
    ) -> Snapshot:
        """As ``History.take_snapshot``; what the app says is left of the day is kept."""
        if isinstance(source, str):
            source = self.connections.source(App(source))
        try:
            return super().take_snapshot(source, progress=progress, allow_empty=allow_empty)
        finally:
            self._remember(source.app, source)

    def _over_the_day(self, chosen: pd.DataFrame, direct: Mask | Callable[[], pd.DataFrame]) -> list[str]:
        """The sentences of the apps whose calls do not suffice today.

        What is handed over takes no call, so ``direct`` says which of the plan's changes go through an interface; it is asked only
        where the calls of all of them would not suffice.
        """
        if not any(estimate.is_over_the_day for estimate in self._estimate(chosen)):
            return []
        rows = direct() if callable(direct) else chosen[direct[chosen.index]]
        return [
            f"{estimate.sentence} What is not done today is in the plan that is built next."
            for estimate in self._estimate(rows)
            if estimate.is_over_the_day
        ]

    def _ways_to_write(self, apps: Iterable[App]) -> Iterator[tuple[App, Target]]:
        """The targets of these apps, without those that are not connected for writing: nothing is sent there."""
        connections = self.connections
        for app in apps:
            with contextlib.suppress(ReconcileError):
                yield app, connections.target(app)

    def _remember_all(self, apps: Iterable[App]) -> None:
        """Keeps what the apps have told of the day's calls during an apply."""
        if not (self.folder / "connections.json").exists():
            return
        for app, target in self._ways_to_write(apps):
            self._remember(app, target)

    def _remember(self, app: App, way: object) -> None:
        """Keeps what an app has told of the day's calls."""
        left = _day_told(way)
        if left is None:
            return
        kept = {**self._kept(), app.value: {"left": left, "at": datetime.now(UTC).isoformat()}}
        draft = self.folder / f".{KEPT}.new"
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(self.folder / KEPT)

    def _recall(self, app: App, way: object) -> None:
        """What another program was told less than a day ago counts until the app says something else."""
        from reconcile.apps.estimate import HasBudget

        entry = self._kept().get(app.value)
        if not isinstance(way, HasBudget) or not isinstance(entry, dict):
            return
        try:
            recent = datetime.now(UTC) - datetime.fromisoformat(str(entry["at"])) < timedelta(days=1)
            left = int(entry["left"])
        except (KeyError, TypeError, ValueError):
            return
        if recent:
            way.budget.knows_the_day(left)

    def _kept(self) -> dict[str, Any]:
        try:
            kept = json.loads((self.folder / KEPT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _day_told(way: object) -> int | None:
    from reconcile.apps.estimate import HasBudget

    return way.budget.day_told if isinstance(way, HasBudget) else None
