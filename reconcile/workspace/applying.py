"""Applies of a practice: what would stop one, applying, what came of it, taking back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd

from reconcile import frames
from reconcile.errors import Bug, NeedsUser
from reconcile.model import App
from reconcile.plans import job, shelf
from reconcile.plans.brakes import brakes, check_brakes
from reconcile.plans.journal import is_begun, journal_path, read_story
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run, read_run
from reconcile.plans.undo import undo_plan
from reconcile.plans.watch import Watch
from reconcile.plans.ways import BY_FILE
from reconcile.workspace.effort import Mask
from reconcile.workspace.people import Role, needs, whoami
from reconcile.workspace.planning import Planning
from reconcile.workspace.reaching import check_way

RUN_COLUMNS = (
    "run_id", "by", "started_at", "finished_at", "state", "total", "undo_of", "applied", "waiting", "not_applied",
)  # fmt: skip
"""``waiting`` counts what was handed over and no snapshot has shown so far, ``not_applied`` what ended otherwise than applied."""


class Applying(Planning):
    """A practice with its runs."""

    def brakes(
        self,
        plan: Plan,
        approved: Iterable[str] | Mask | None = None,
        *,
        handed: str = "",
        direct: Mask | None = None,
    ) -> tuple[str, ...]:
        """What would stop this apply before its first write, as sentences (REL-9); ``handed`` as in ``ways``.

        The approved changes may also be given as a truth value for each change of the plan. Whoever knows already which of them
        go directly gives those too (``direct``): to find it out takes long for a long plan.
        """
        chosen = self._chosen(plan, approved)
        found = brakes(plan, chosen, self.settings, self.policy, self.snapshot_list())
        day = self._over_the_day(chosen, direct if direct is not None else lambda: self._direct(plan, chosen, handed))
        return (*found, *day, *self._waiting_already(chosen))

    @needs(Role.APPROVER)
    def apply(
        self,
        plan: Plan,
        approved: Iterable[str] | None = None,
        *,
        by: str = "",
        release: int | None = None,
        watch: Watch | None = None,
    ) -> Run:
        """Applies a plan's approved changes (``None``: every ticked one) and returns when each has its ending.

        What no interface takes (``ways``) is handed over at the end: it is *waiting*, and ``handed_over`` has its files.
        ``release`` is the number of approved changes, given to go past a brake. An interrupted run is resumed with the changes
        that were approved then. Raises ``Brake``, ``NotAllowed`` for a plan that was used, ``TryAgain`` while another apply is at
        work; nothing is sent before any of these.
        """
        return self._carried_out(self._order(plan, approved, by, release), watch)

    @needs(Role.APPROVER)
    def hand_over(
        self,
        plan: Plan,
        approved: Iterable[str] | None = None,
        *,
        way: str = BY_FILE,
        export: str | Path | None = None,
        by: str = "",
        release: int | None = None,
    ) -> Run:
        """Hands a plan's approved changes over to a person, without writing anything to an app.

        ``way`` is *by file* (Ignition's go into bulk-edit files, the rest on the checklist) or *by hand* (all on the checklist).
        ``export`` is a fresh client export of Ignition: it is taken as a snapshot first, the files are made from it, and what has
        moved since the plan was built is set aside as *stale*. A plan is used once, in whatever way (REL-5). Raises as ``apply``.
        """
        check_way(way)
        order = self._order(plan, approved, by, release, handed=way)
        if export is not None and not is_begun(order.runs, plan.plan_id):
            from reconcile.apps import IgnitionExportSource  # here: the ways into the apps take a while to import

            path = Path(export)
            if not path.is_file():
                raise NeedsUser(
                    f"{path.name} is not there.", title="No such file", hint="Check the name and the folder."
                )
            self.take_snapshot(IgnitionExportSource(path))
        return self._carried_out(order, None)

    def _carried_out(self, order: job.Order, watch: Watch | None) -> Run:
        job.carry_out(order, watch)
        run = self.run(order.plan.plan_id)
        if run is None:
            raise Bug("A run left no journal.")
        return run

    @needs(Role.APPROVER)
    def start_apply(
        self, plan: Plan, approved: Iterable[str] | None = None, *, by: str = "", release: int | None = None
    ) -> job.Progress:
        """The same in the background: returns at once, and goes on when the page that asked is closed (REL-13)."""
        return job.start(self._order(plan, approved, by, release))

    def run_progress(self, run_id: str) -> job.Progress | None:
        """How far a run of this process has come; None for runs of other processes, which ``run`` tells about."""
        return job.progress_of(self.folder / "runs", run_id)

    def run(self, run_id: str) -> Run | None:
        """The run of a plan, by the plan's id; None where it never began."""
        return read_run(self.folder / "runs", self.plan(run_id), alive=job.someone_applies(self.folder / "runs"))

    def runs(self) -> pd.DataFrame:
        """All runs, newest first, columns ``RUN_COLUMNS``."""
        rows: list[dict[str, object]] = []
        for path in (self.folder / "runs").glob("*.jsonl"):
            try:
                run = self.run(path.stem)
            except (
                NeedsUser
            ) as error:  # the plan's file is gone or unreadable; the journal itself still tells of the run
                rows.append({"run_id": path.stem, "state": error.title.lower(), "started_at": ""})
                continue
            if run is not None:
                done = int(run.outcomes["outcome"].isin(["applied", "already there"]).sum())
                facts = {name: getattr(run, name) for name in RUN_COLUMNS if hasattr(run, name)}
                rows.append({**facts, "applied": done, "not_applied": len(run.outcomes) - done - run.waiting})
        return frames.frame_of_dicts(RUN_COLUMNS, sorted(rows, key=lambda row: str(row["started_at"]), reverse=True))

    @needs(Role.REVIEWER)
    def undo(self, run: Run | str) -> Plan:
        """A plan that puts back what a run wrote, to be reviewed and applied like any other (REL-7)."""
        run_id = run if isinstance(run, str) else run.run_id
        found = self.run(run_id)
        if found is None:
            raise NeedsUser(f"There is no run {run_id!r} here.", title="No such run")
        plan = undo_plan(found, self.plan(run_id))
        shelf.save_plan(self.folder / "plans", plan)
        return plan

    def _order(
        self, plan: Plan, approved: Iterable[str] | None, by: str, release: int | None, *, handed: str = ""
    ) -> job.Order:
        chosen, by = self._approved(plan, approved), by or whoami()  # whoever it is settles it in the background too
        on = () if is_begun(self.folder / "runs", plan.plan_id) else self.brakes(plan, chosen, handed=handed)
        check_brakes(on, len(chosen), release)
        return job.Order(
            plan=plan,
            approved=chosen,
            by=by,
            runs=self.folder / "runs",
            targets=dict if handed else lambda: self._targets(plan),
            policy=self.policy,
            settle=lambda run_id: self._settle(run_id, by),
            ways=lambda todo, targets: self._ways(todo, self._doors_now(targets), handed),
            sights=self._sights,
            offer=self._offer,
            since=lambda: self._begun(plan),
            released=on,
            register=self._register(),
        )

    def _waiting_already(self, chosen: pd.DataFrame) -> list[str]:
        waiting = self._waiting_now()
        number = int(chosen["change_id"].isin(list(waiting)).sum()) if waiting else 0
        told = "of these changes were handed over by another plan and are waiting. Take a snapshot and build the plan again."
        return [f"{number:,} {told}"] if number else []

    def _begun(self, plan: Plan) -> dict[App, datetime]:
        """When the plan's snapshots were begun, of those that are still there."""
        taken = {snapshot.snapshot_id: snapshot.taken_at for snapshot in self.snapshot_list()}
        return {App(app): taken[one] for app, one in plan.snapshots.items() if one in taken}

    def _offer(self, run_id: str) -> None:
        """Makes the files of what a run hands over; its journal is on the disk."""

    def _settle(self, run_id: str, by: str) -> None:
        """What a run means for the next plan: links to what it created, last common values, and the first import's mark."""
        story = read_story(journal_path(self.folder / "runs", run_id))
        plan = self.plan(run_id)
        self._remember_all(App(app) for app in plan.changes["app"].unique())
        if story is None:
            return
        endings = {change_id: event["ending"] for change_id, event in story.outcomes.items()}
        done = {change_id for change_id, ending in endings.items() if ending in ("applied", "already there")}
        self._settle_story(plan, story, story.created, done, by)
