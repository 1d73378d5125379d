"""The plans of a practice as files that can be handed on, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from reconcile.errors import NeedsUser
from reconcile.plans import approval, shelf
from reconcile.plans.journal import is_begun
from reconcile.plans.plan import Plan
from reconcile.plans.plan_file import sealed, unsealed
from reconcile.workspace.awaiting import Awaiting
from reconcile.workspace.key import practice_seal
from reconcile.workspace.people import Role, needs


class PlanFiles(Awaiting):
    """A practice whose plans can be handed on and taken back."""

    def plan_file(self, plan: Plan) -> bytes:
        """A plan as a JSON file (``plans.plan_schema``) with the ticks that it has, sealed: ``load_plan`` takes it back, and nobody
        can edit it.
        """
        return sealed(plan, practice_seal(self.folder))

    @needs(Role.REVIEWER)
    def load_plan(self, file: str | Path | bytes) -> Plan:
        """Takes back a plan that was handed on, equal in every field; afterwards ``plan`` knows it by its id, as before, and its
        ticks are the ones that stand now (``approved_plan``).

        A plan stays single-use: one that was applied can be looked at and not be applied again (REL-5). Raises ``NeedsUser`` where
        there is no such file, ``BadInput`` for what is no plan, was edited, or was built in another practice.
        """
        plan = unsealed(file if isinstance(file, bytes) else _bytes_of(Path(file)), practice_seal(self.folder))
        try:
            here = self.plan(plan.plan_id)
        except NeedsUser:  # there is none of this id, or it was spoilt
            shelf.save_plan(self.folder / "plans", plan, as_of=plan.built_at)  # not newer than what was built since
            here = plan
        if list(here.changes["change_id"]) == list(plan.changes["change_id"]):
            self.keep_ticks(plan.plan_id, plan.changes["ticked"])
        return plan

    @needs(Role.REVIEWER)
    def keep_ticks(self, plan_id: str, ticks: Iterable[bool]) -> None:
        """Keeps which changes of a plan are ticked now, a truth value for each in its order; the plan stays as it was built.

        Nothing is kept of a plan that was used: what was approved is in its run's journal.
        """
        if not is_begun(self.folder / "runs", plan_id):
            approval.keep_ticks(self.folder / "plans", plan_id, np.fromiter(map(bool, ticks), np.bool_))

    def ticks(self, plan_id: str) -> approval.Ticks | None:
        """Which changes of a plan are ticked now, in its order; None where nobody has set any since it was built."""
        return approval.read_ticks(self.folder / "plans", plan_id)

    def approved_plan(self, plan_id: str) -> Plan:
        """A plan that was built before, by its id, with the ticks as they stand now; ``plan`` has those that it was built with."""
        return approval.approved_now(self.folder / "plans", self.plan(plan_id))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NeedsUser(f"{path.name} cannot be opened.", title="No such file", hint="Check the name.") from error
