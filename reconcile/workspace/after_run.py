"""What follows a run: trying its failures again, and the report of it that is filed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from reconcile.errors import NeedsUser, TryAgain
from reconcile.plans import shelf
from reconcile.plans.causes import TRIED_AGAIN
from reconcile.plans.plan import Plan
from reconcile.plans.report import RunReport, run_report
from reconcile.plans.retry import Retry
from reconcile.plans.run import Run
from reconcile.workspace.handing_over import HandingOver
from reconcile.workspace.people import Role, needs


class AfterRun(HandingOver):
    """A practice that goes on after a run."""

    @needs(Role.REVIEWER)
    def retry(self, run: Run | str, endings: Collection[str] = TRIED_AGAIN) -> Plan:
        """A plan of what a run could not do and nothing else, to be reviewed and applied like any other.

        ``endings`` are those of *failed*, *refused* and *uncertain* that are tried again. Each change is checked against the newest
        snapshots, and again before it is written; a new client or contact that is uncertain comes unticked (REL-11). Raises
        ``NeedsUser`` where there is no such run, or nothing of it failed so; ``TryAgain`` while it is at work.
        """
        run_id, plan, story = self._told(run)
        if story.ended_at is None:
            raise TryAgain(
                "The run has not ended yet.", title="The run is at work", hint="Wait for its end, or resume it."
            )
        unknown = set(map(str, endings)) - set(map(str, TRIED_AGAIN))
        if unknown:
            known = ", ".join(TRIED_AGAIN)
            raise NeedsUser(
                f"{', '.join(sorted(unknown))!r} is not tried again.", title="Unknown ending", hint=f"One of: {known}."
            )
        ended = datetime.fromisoformat(story.ended_at)
        sights = {app: sight for app, sight in self._sights().items() if sight.taken_at > ended}
        built = Retry(plan, story, sights, endings).run()
        if built.is_empty and built.held.empty:
            hint = "What is stale or waiting is not tried again: take fresh snapshots and build a plan."
            raise NeedsUser(f"Nothing of run {run_id} failed so.", title="Nothing to try again", hint=hint)
        shelf.save_plan(self.folder / "plans", built)
        return built

    def run_report(self, run: Run | str) -> RunReport:
        """The report of a run: who approved what, when and on what evidence, every change with its outcome, and the calls.

        Raises ``NeedsUser`` where there is no such run.
        """
        run_id, plan, _ = self._told(run)
        found = self.run(run_id)
        if found is None:
            raise NeedsUser(f"There is no run {run_id!r} here.", title="No such run")
        return run_report(found, plan, self.name, {taken.snapshot_id: taken for taken in self.snapshot_list()})
