"""The plans of a practice as files that can be handed on, and taken back."""

from __future__ import annotations

from pathlib import Path

from reconcile.errors import NeedsUser
from reconcile.plans import shelf
from reconcile.plans.plan import Plan
from reconcile.plans.plan_file import sealed, unsealed
from reconcile.workspace.awaiting import Awaiting
from reconcile.workspace.key import practice_seal
from reconcile.workspace.people import Role, needs


class PlanFiles(Awaiting):
    """A practice whose plans can be handed on and taken back."""

    def plan_file(self, plan: Plan) -> bytes:
        """A plan as a JSON file (``plans.plan_schema``), sealed: ``load_plan`` takes it back, and nobody can edit it."""
        return sealed(plan, practice_seal(self.folder))

    @needs(Role.REVIEWER)
    def load_plan(self, file: str | Path | bytes) -> Plan:
        """Takes back a plan that was handed on, equal in every field; afterwards ``plan`` knows it by its id, as before.

        A plan stays single-use: one that was applied can be looked at and not be applied again (REL-5). Raises ``NeedsUser`` where
        there is no such file, ``BadInput`` for what is no plan, was edited, or was built in another practice.
        """
        plan = unsealed(file if isinstance(file, bytes) else _bytes_of(Path(file)), practice_seal(self.folder))
        try:
            self.plan(plan.plan_id)
        except NeedsUser:  # there is none of this id, or it was spoilt
            shelf.save_plan(self.folder / "plans", plan, as_of=plan.built_at)  # not newer than what was built since
        return plan


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NeedsUser(f"{path.name} cannot be opened.", title="No such file", hint="Check the name.") from error
