"""Plans and runs of a practice: building, applying, taking back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.errors import Bug, NeedsUser, TryAgain
from reconcile.links.exact import LEFT
from reconcile.model import App
from reconcile.plans import job, shelf, store
from reconcile.plans.agreed import keep_agreed_now
from reconcile.plans.brakes import brakes, check_brakes
from reconcile.plans.build import build_plan
from reconcile.plans.journal import is_begun, journal_path, read_story
from reconcile.plans.lists import Lists
from reconcile.plans.parts import part_of
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run, read_run
from reconcile.plans.tables import open_tables
from reconcile.plans.undo import undo_plan
from reconcile.plans.watch import Watch
from reconcile.plans.ways import BY_FILE
from reconcile.policy import Policy, Settings
from reconcile.snapshots import Snapshot, read_table
from reconcile.snapshots.moments import Moments
from reconcile.workspace.effort import Mask
from reconcile.workspace.people import Role, needs, whoami
from reconcile.workspace.plan_files import PlanFiles
from reconcile.workspace.reaching import FRESH, check_way

RUN_COLUMNS = (
    "run_id", "by", "started_at", "finished_at", "state", "total", "undo_of", "applied", "waiting", "not_applied",
)  # fmt: skip
"""``waiting`` counts what was handed over and no snapshot has shown so far, ``not_applied`` what ended otherwise than applied."""

ATTEMPTS = 3
"""How often a plan is built anew where somebody changed what it was built from."""


class Planning(PlanFiles):
    """A practice with its plans and its runs."""

    @needs(Role.REVIEWER)
    def build_plan(self, *, client: str | None = None, app: App | str | None = None, kind: str | None = None) -> Plan:
        """Works out what would change in the apps, from the newest snapshots; writes nothing to them.

        A plan can be built at any time (SYN-11), of everything or of a part. With ``client`` (an id of any app, ``app:id``, or an
        exact name) it is of that one client and what is linked to it, as when one record is saved (SYN-9); with ``app`` of what
        is written to that app or comes from it; with ``kind`` of one of ``plans.change.KINDS``. Raises ``NeedsUser`` where
        Ignition, or both of the others, have no snapshot yet, and for a client, an app or a kind that is not known.
        """
        wanted = part_of(app, kind)
        newest = self.newest()
        if App.IGNITION not in newest or len(newest) < 2:
            raise NeedsUser(
                "A plan needs a snapshot of Ignition and of at least one other app.",
                title="Not enough snapshots",
                hint="Take the missing snapshots first.",
            )
        self.look()
        self._refresh_quietly(FRESH)
        for _ in range(ATTEMPTS):
            plan = self._built()
            if plan is not None:
                break
        else:
            raise TryAgain(
                "Somebody changed links, decisions, settings or snapshots each time while the plan was being built.",
                title="The practice moved while the plan was built",
                hint="Nothing was kept. Build it again when the others are done.",
                sent=False,
            )
        if client is not None:
            plan = plan.only(self._one_client(client))
        plan = wanted(plan)
        shelf.save_plan(self.folder / "plans", plan)
        return plan

    def _built(self) -> Plan | None:
        """A plan of what is there now; None where any of that moved until it was done.

        It is built from copies, so that nobody has to wait meanwhile who reads the practice or decides something in it.
        """
        before = self._state()
        links = self.link_exact_names()
        if len(links.linked):
            before = self._state()
        lists = self._lists(self.settings, links.left)
        with open_tables(self._database, lists) as tables:
            plan = build_plan(tables, lists)
            with self._database.open() as connection:
                if (store.read_state(connection), *self._settled()) != before:
                    return None
                keep_agreed_now(tables, connection)
        return plan

    def _state(self) -> tuple[Any, ...]:
        with self._database.open() as connection:
            return store.read_state(connection), *self._settled()

    def _settled(self) -> tuple[Any, ...]:
        """What a plan is built from beside the database: the newest snapshots, and what was handed over and is waited for."""
        return {app: snapshot.snapshot_id for app, snapshot in self.newest().items()}, self._waiting_now()

    def preview_plan(self, settings: Settings, *, policy: Policy | None = None) -> Plan:
        """The plan that these settings would give from the snapshots at hand (SET-9); nothing is kept, of it or of them.

        What the next linking pass would link counts as linked. With ``policy`` another field table is tried as well. Raises
        ``NotAllowed`` for settings that are refused. Without enough snapshots the plan is empty.
        """
        settings.check()
        lists = self._lists(settings, frames.frame(LEFT))
        lists = replace(lists, coming=self.would_link().linked, policy=policy or self.policy)
        with open_tables(self._database, lists) as tables:
            return build_plan(tables, lists, keep=False)

    def _lists(self, settings: Settings, left: pd.DataFrame) -> Lists:
        newest = self.newest()
        with self._database.open() as connection:
            imported_from = store.read_first_import(connection)
        return Lists(
            files={app: snapshot.path for app, snapshot in newest.items()},
            seen={app: snapshot.taken_at for app, snapshot in newest.items()},
            staff={app: self.staff(app) for app in newest},
            pairs=self.duplicates(),
            attention=self.attention(),
            left=left,
            settings=settings,
            policy=self.policy,
            snapshots={app.value: snapshot.snapshot_id for app, snapshot in newest.items()},
            imported=self._imported(imported_from),
            sparse=frozenset(app for app, snapshot in newest.items() if _may_lack_columns(snapshot)),
            moments=Moments(self.snapshot_list()),
            waiting=self._waiting_now(),
            choices=self._choices(),
        )

    def newest_plan(self) -> Plan | None:
        """The plan built last that has not been applied, or None."""
        for plan_id in shelf.plan_ids(self.folder / "plans"):
            if not is_begun(self.folder / "runs", plan_id):
                return self.plan(plan_id)
        return None

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

    def _imported(self, snapshot_id: str | None) -> frozenset[str] | None:
        path = self.folder / "snapshots" / f"{snapshot_id}.duckdb"
        if snapshot_id is None or not path.exists():
            return None
        return frozenset(read_table(path, "clients", ["client_id"])["client_id"])

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


def _may_lack_columns(snapshot: Snapshot) -> bool:
    """A file has the columns that somebody chose, and of Ignition's three ways in only the export tells every field."""
    return snapshot.origin_kind == "file" or (snapshot.origin_kind == "api" and snapshot.app is App.IGNITION)
