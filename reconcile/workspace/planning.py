"""Plans and runs of a practice: building, applying, taking back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from reconcile import frames
from reconcile.errors import Bug, NeedsUser
from reconcile.links import add_links, check_links
from reconcile.links.exact import LEFT, PROPOSED
from reconcile.model import App
from reconcile.plans import job, shelf, store
from reconcile.plans.apply import Watch
from reconcile.plans.brakes import brakes, check_brakes
from reconcile.plans.build import build_plan
from reconcile.plans.journal import journal_path, read_story
from reconcile.plans.lists import Lists
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run, read_run
from reconcile.plans.settle import agreed_after
from reconcile.plans.undo import undo_plan
from reconcile.policy import Settings
from reconcile.snapshots import read_table
from reconcile.workspace.finding import Finding
from reconcile.workspace.practice import whoami

if TYPE_CHECKING:
    from reconcile.apps import Target

RUN_COLUMNS = ("run_id", "by", "started_at", "finished_at", "state", "total", "undo_of", "applied", "not_applied")


class Planning(Finding):
    """A practice with its plans and its runs."""

    def build_plan(self, *, client: str | None = None) -> Plan:
        """Works out what would change in the apps, from the newest snapshots; writes nothing to them.

        With ``client`` (an id of any app, ``app:id``, or an exact name) the plan is of that one client and what is linked to
        it, as when one record is saved (SYN-9). A plan can be built at any time (SYN-11). Raises ``NeedsUser`` where Ignition, or
        both of the others, have no snapshot yet.
        """
        newest = self.newest()
        if App.IGNITION not in newest or len(newest) < 2:
            raise NeedsUser(
                "A plan needs a snapshot of Ignition and of at least one other app.",
                title="Not enough snapshots",
                hint="Take the missing snapshots first.",
            )
        lists = self._lists(self.settings, self.link_exact_names().left)
        plan, agreed_now = build_plan(lists)
        if client is not None:
            plan = plan.only(self._one_client(client))
        with self._database.open() as connection:
            store.keep_agreed(connection, agreed_now)
        shelf.save_plan(self.folder / "plans", plan)
        return plan

    def preview_plan(self, settings: Settings) -> Plan:
        """The plan that these settings would give from the snapshots at hand (SET-9); nothing is kept, of it or of them.

        Raises ``NotAllowed`` for settings that are refused. Without enough snapshots the plan is empty.
        """
        settings.check()
        return build_plan(self._lists(settings, frames.frame(LEFT)))[0]

    def _lists(self, settings: Settings, left: pd.DataFrame) -> Lists:
        newest, links = self.newest(), self.links()
        clients = {app: self.clients(app) for app in newest}
        with self._database.open() as connection:
            agreed, imported_from = store.read_agreed(connection), store.read_first_import(connection)
        return Lists(
            clients=clients,
            contacts={app: self.contacts(app) for app in newest},
            staff={app: self.staff(app) for app in newest},
            links=links,
            pairs=self.duplicates(),
            agreed=agreed,
            attention=check_links(links, clients, {app: snapshot.taken_at for app, snapshot in newest.items()}),
            left=left,
            settings=settings,
            policy=self.policy,
            snapshots={app.value: snapshot.snapshot_id for app, snapshot in newest.items()},
            imported=self._imported(imported_from),
        )

    def plan(self, plan_id: str) -> Plan:
        """A plan that was built before, by its id."""
        return shelf.load_plan(self.folder / "plans", plan_id)

    def newest_plan(self) -> Plan | None:
        """The plan built last that has not been applied, or None."""
        for plan_id in shelf.plan_ids(self.folder / "plans"):
            if not journal_path(self.folder / "runs", plan_id).exists():
                return self.plan(plan_id)
        return None

    def brakes(self, plan: Plan, approved: Iterable[str] | None = None) -> tuple[str, ...]:
        """What would stop this apply before its first write, as sentences (REL-9)."""
        chosen = plan.changes[plan.changes["change_id"].isin(list(self._approved(plan, approved)))]
        return brakes(plan, chosen, self.settings, self.policy, self.snapshot_list())

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

        ``release`` is the number of approved changes, given to go past a brake. An interrupted run is resumed with the changes
        that were approved then. Raises ``Brake``, ``NotAllowed`` for a plan that was used, ``TryAgain`` while another apply is at
        work; nothing is sent before any of these.
        """
        job.carry_out(self._order(plan, approved, by, release), watch)
        run = self.run(plan.plan_id)
        if run is None:
            raise Bug("A run left no journal.")
        return run

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
                rows.append({**facts, "applied": done, "not_applied": len(run.outcomes) - done})
        return frames.frame_of_dicts(RUN_COLUMNS, sorted(rows, key=lambda row: str(row["started_at"]), reverse=True))

    def undo(self, run: Run | str) -> Plan:
        """A plan that puts back what a run wrote, to be reviewed and applied like any other (REL-7)."""
        run_id = run if isinstance(run, str) else run.run_id
        found = self.run(run_id)
        if found is None:
            raise NeedsUser(f"There is no run {run_id!r} here.", title="No such run")
        plan = undo_plan(found, self.plan(run_id))
        shelf.save_plan(self.folder / "plans", plan)
        return plan

    def _order(self, plan: Plan, approved: Iterable[str] | None, by: str, release: int | None) -> job.Order:
        chosen = self._approved(plan, approved)
        if not journal_path(self.folder / "runs", plan.plan_id).exists():
            check_brakes(self.brakes(plan, chosen), len(chosen), release)
        return job.Order(
            plan=plan,
            approved=chosen,
            by=by or whoami(),
            runs=self.folder / "runs",
            targets=lambda: self._targets(plan),
            policy=self.policy,
            settle=lambda run_id: self._settle(run_id, by or whoami()),
        )

    @staticmethod
    def _approved(plan: Plan, approved: Iterable[str] | None) -> frozenset[str]:
        if approved is None:
            return frozenset(plan.changes.loc[plan.changes["ticked"].astype(bool), "change_id"])
        chosen = frozenset(approved)
        unknown = chosen - set(plan.changes["change_id"])
        if unknown:
            raise NeedsUser(
                "A change was approved that is not in this plan.", title="Not in the plan", hint="Load the plan again."
            )
        return chosen

    def _targets(self, plan: Plan) -> Mapping[App, Target]:
        connections = self.connections
        return {App(app): connections.target(App(app)) for app in sorted(set(plan.changes["app"]))}

    def _imported(self, snapshot_id: str | None) -> frozenset[str] | None:
        path = self.folder / "snapshots" / f"{snapshot_id}.duckdb"
        if snapshot_id is None or not path.exists():
            return None
        return frozenset(read_table(path, "clients", ["client_id"])["client_id"])

    def _settle(self, run_id: str, by: str) -> None:
        """What a run means for the next plan: links to what it created, last common values, and the first import's mark."""
        story = read_story(journal_path(self.folder / "runs", run_id))
        plan = self.plan(run_id)
        if story is None:
            return
        links = frames.frame_of_dicts(PROPOSED, job.created_records(plan, story.created))
        endings = {change_id: event["ending"] for change_id, event in story.outcomes.items()}
        done = {change_id for change_id, ending in endings.items() if ending in ("applied", "already there")}
        imported = plan.changes["rule"].isin(["IMP-1", "IMP-2"]) & plan.changes["change_id"].isin(list(done))
        with self._database.open() as connection:
            add_links(connection, links, by=by)
            store.keep_agreed(connection, agreed_after(plan, story, done))
            if imported.any() and App.XPM.value in plan.snapshots:
                store.keep_first_import(connection, plan.snapshots[App.XPM.value], run_id)
