"""What a practice has handed over to people and is waiting for, and the look for it in every new snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.links import add_links
from reconcile.links.exact import PROPOSED
from reconcile.model import App
from reconcile.plans import job, register, shelf, store
from reconcile.plans.handed import WAITING_COLUMNS, Waiting, lost_waiting, waiting_of
from reconcile.plans.journal import Journal, Story, journal_path, read_story
from reconcile.plans.outcome import Ending
from reconcile.plans.plan import Plan
from reconcile.plans.register import Register
from reconcile.plans.run import run_of
from reconcile.plans.seen import Look, Seen, as_event
from reconcile.plans.settle import agreed_after
from reconcile.plans.sight import Sight
from reconcile.plans.ways import BY_FILE
from reconcile.snapshots import Snapshot, read_table
from reconcile.snapshots.take import Progress
from reconcile.workspace.key import practice_seal
from reconcile.workspace.reaching import Reaching

if TYPE_CHECKING:
    from reconcile.apps import Source


class Awaiting(Reaching):
    """A practice that waits for what people do for it."""

    def take_snapshot(
        self, source: Source | App | str, *, progress: Progress | None = None, allow_empty: bool = False
    ) -> Snapshot:
        """Takes a snapshot of a source, or of a connected app by its name, and looks in it for what was handed over.

        Whatever goes wrong leaves the workspace as it was: ``NotAllowed``, ``TryAgain`` and ``BadInput`` come from the source,
        ``NeedsUser`` for an app without any client unless ``allow_empty``. ``progress`` is called with the clients read so far.
        """
        taken = super().take_snapshot(source, progress=progress, allow_empty=allow_empty)
        if taken.app is App.IGNITION and taken.origin_kind == "api":
            self._refresh_quietly()
        self.look()
        return taken

    def look(self) -> int:
        """Looks for what was handed over in the newest snapshots; returns how many changes were seen that had not been before.

        Every snapshot does this when it was taken, and every plan before it is built.
        """
        found = 0
        stories = sorted(self._ended_stories(), key=lambda story: str(story.header["at"]), reverse=True)
        newer: set[str] = set()
        sights = self._sights() if any(_open(story) for story in stories) else {}
        for story in stories:
            if _open(story):
                found += self._look_for(story, sights, newer)
            newer |= set(story.header["approved"])
        return found

    def waiting(self) -> pd.DataFrame:
        """What was handed over and no snapshot has shown yet, columns ``plans.handed.WAITING_COLUMNS``; the oldest first."""
        rows: list[dict[str, object]] = []
        for story in sorted(self._ended_stories(), key=lambda story: str(story.header["at"])):
            if _open(story):
                rows += self._waiting_rows(story)
        return frames.frame_of_dicts(WAITING_COLUMNS, rows)

    def plan(self, plan_id: str) -> Plan:
        """A plan that was built before, by its id."""
        return shelf.load_plan(self.folder / "plans", plan_id)

    def _waiting_rows(self, story: Story) -> Iterator[dict[str, object]]:
        try:
            run = run_of(story, self.plan(story.run_id), alive=False)
        except NeedsUser:  # the plan's file is gone or unreadable: what the journal alone tells is not worth a row
            return
        for row in frames.rows_of(run.outcomes):
            handed, tick = story.handed.get(row["change_id"]), story.ticks.get(row["change_id"], {})
            if handed is None or not Ending(row["outcome"]).is_open:
                continue
            done = bool(tick.get("done"))
            yield {
                **row,
                "run_id": story.run_id,
                "after": handed["after"] or row["after"],
                "handed_at": handed["at"],
                "by": story.header["by"],
                "ticked": done,
                "ticked_by": tick.get("by", "") if done else "",
                "ticked_at": tick.get("at", "") if done else "",
            }

    def _waiting_now(self) -> dict[str, Waiting]:
        """What no plan may propose again, by change id."""
        stories = list(self._stories())
        taken = {app.value: snapshot.taken_at for app, snapshot in self.newest().items()}
        found = lost_waiting(self._register().notes(), stories, taken)
        for story in stories:
            found |= waiting_of(story)
        return found

    def _register(self) -> Register:
        """The notes of what was handed over, in the practice's folder and outside of it."""
        inside = self.folder / register.INSIDE
        try:
            return Register(self.folder, (inside, register.outside(practice_seal(self.folder).practice)))
        except (NeedsUser, OSError):  # without its key, or a home, the practice has no place outside
            return Register(self.folder, (inside,))

    def _stories(self) -> Iterator[Story]:
        for path in sorted((self.folder / "runs").glob("*.jsonl")):
            story = read_story(path)
            if story is not None:
                yield story

    def _ended_stories(self) -> Iterator[Story]:
        return (story for story in self._stories() if story.ended_at is not None)

    def _sights(self) -> dict[App, Sight]:
        return {
            app: Sight(
                app,
                snapshot.snapshot_id,
                snapshot.taken_at,
                self.clients(app),
                self.contacts(app),
                lambda entity, name: self.policy.rule(entity, name).compare,
            )
            for app, snapshot in self.newest().items()
        }

    def _look_for(self, story: Story, sights: dict[App, Sight], newer: set[str]) -> int:
        try:
            plan = self.plan(story.run_id)
        except NeedsUser:  # without the plan there is nothing to compare with; the run stays as its journal has it
            return 0
        seen = Look(plan, story, sights, self._earlier(plan), newer).run()
        if seen.outcomes or seen.created:
            self._keep(plan, story, seen)
        return len(seen.done)

    def _keep(self, plan: Plan, story: Story, seen: Seen) -> None:
        """Settles what was seen and then notes it: a look that breaks off in between is simply repeated."""
        created: dict[str, dict[str, Any]] = {
            record: {"app": app.value, "client_id": client_id} for record, (app, client_id) in seen.created.items()
        }
        outcomes = {outcome.change_id: outcome.plain() for outcome, _ in seen.outcomes}
        told = replace(story, created={**story.created, **created}, outcomes={**story.outcomes, **outcomes})
        self._settle_story(plan, told, created, seen.done, str(story.header["by"]))
        with Journal.adding(journal_path(self.folder / "runs", story.run_id)) as journal:
            for record_id, event in created.items():
                journal.write("created", record_id=record_id, **event)
            for outcome, snapshot_id in seen.outcomes:
                journal.write("outcome", **as_event(outcome, snapshot_id))

    def _earlier(self, plan: Plan) -> dict[App, set[str]]:
        """The ids and numbers of the clients that each app had when a plan was built, where that snapshot is still there."""
        found: dict[App, set[str]] = {}
        for app, snapshot_id in plan.snapshots.items():
            path = self.folder / "snapshots" / f"{snapshot_id}.duckdb"
            if path.exists():
                table = read_table(path, "clients", ["client_id", "number"])
                found[App(app)] = {value for name in ("client_id", "number") for value in table[name] if value}
        return found

    def _ignored_columns(self) -> set[str]:
        """The columns of Ignition's bulk edit that uploads are known to have left as they were."""
        from reconcile.plans.bulk_file import Ignored

        ignored = Ignored()
        for story in self._ended_stories():
            if any(event["way"] == BY_FILE for event in story.handed.values()):
                ignored.note(list(self._carried(story)))
        return ignored.columns

    def _carried(self, story: Story) -> Iterator[tuple[str, str, bool]]:
        """A run's changes that went by file and that a snapshot has shown or not: (record id, column, whether it was seen)."""
        from reconcile.apps.files.bulk_edit import column_of

        try:
            changes = self.plan(story.run_id).changes
        except NeedsUser:  # the plan's file is gone or unreadable, and with it what it said
            return
        for row in frames.rows_of(changes):
            handed, outcome = story.handed.get(row["change_id"]), story.outcomes.get(row["change_id"], {})
            if handed is not None and handed["way"] == BY_FILE and outcome.get("ending") != Ending.WAITING:
                name = column_of(row["entity"], row["field"]) or ""
                yield row["record_id"], name, outcome.get("ending") == Ending.APPLIED

    def _settle_story(
        self, plan: Plan, story: Story, created: Mapping[str, Mapping[str, str]], done: set[str], by: str
    ) -> None:
        """What changes that are in the apps mean for the next plan: links, last common values, the first import's mark.

        ``created`` are the records to link now: a link that somebody has ended since is not made again.
        """
        links = frames.frame_of_dicts(PROPOSED, job.created_records(plan, created))
        imported = plan.changes["rule"].isin(["IMP-1", "IMP-2"]) & plan.changes["change_id"].isin(list(done))
        with self._database.open() as connection:
            add_links(connection, links, by=by)
            store.keep_agreed(connection, agreed_after(plan, story, done))
            if imported.any() and App.XPM.value in plan.snapshots:
                store.keep_first_import(connection, plan.snapshots[App.XPM.value], story.run_id)


def _open(story: Story) -> bool:
    """Whether a run has changes that a snapshot may still show."""
    return any(Ending(story.outcomes.get(one, {}).get("ending", "failed")).is_open for one in story.handed)
