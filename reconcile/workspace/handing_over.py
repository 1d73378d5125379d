"""What a run handed over to a person: the files to upload, the checklist, and the ticks of whoever works through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser, TryAgain
from reconcile.model import App
from reconcile.plans.checklist import checklist
from reconcile.plans.journal import Journal, Story, journal_path, read_story
from reconcile.plans.outcome import Ending
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run
from reconcile.plans.ways import BY_FILE, BY_HAND
from reconcile.workspace.applying import Applying
from reconcile.workspace.people import Role, needs, whoami
from reconcile.workspace.reaching import export_of

if TYPE_CHECKING:
    from reconcile.plans.bulk_file import BulkFiles
    from reconcile.plans.checklist_sheet import SheetTicks

CHECKLIST = "checklist.xlsx"
"""The name under which the checklist is offered."""


@dataclass(frozen=True)
class HandedOver:
    """What one run handed over.

    ``items`` are all its changes that went to a person (``plans.checklist.CHECKLIST_COLUMNS``), ``by_hand`` those on the checklist.
    ``bulk`` has the files for Ignition's bulk edit by name, and the preview of what uploading them does; they hold what is still
    *waiting*, because what a later snapshot did not show is planned anew.
    """

    run_id: str
    items: pd.DataFrame
    bulk: BulkFiles

    def _repr_html_(self) -> str:
        told = {"items": len(self.items), "on the checklist": len(self.by_hand), "files": tuple(self.bulk.files)}
        return frames.in_html(f"Handed over by run {self.run_id}", told)

    @property
    def by_hand(self) -> pd.DataFrame:
        """The items of the checklist."""
        return self.items[self.items["way"] == BY_HAND].reset_index(drop=True)

    def excel(self) -> bytes:
        """The checklist as an Excel workbook."""
        from reconcile.plans.checklist_sheet import workbook

        return workbook(self.by_hand, f"Checklist of run {self.run_id}")

    def save(self, folder: str | Path) -> list[Path]:
        """Writes the files and, where there is one, the checklist into a folder; returns what was written."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = dict(self.bulk.files)
        if len(self.by_hand):
            files[CHECKLIST] = self.excel()
        for name, data in files.items():
            part = folder / f".{name}.part"
            part.write_bytes(data)
            part.replace(folder / name)
        return [folder / name for name in files]


class HandingOver(Applying):
    """A practice whose people do what no interface does."""

    def handed_over(self, run: Run | str) -> HandedOver:
        """What a run handed over: its files and its checklist. Raises ``NeedsUser`` where there is no such run."""
        run_id, plan, story = self._told(run)
        items = checklist(plan, story, (BY_FILE, BY_HAND), self._url_of(), self._names_of_contacts())
        return HandedOver(run_id, items, self._bulk(plan, story))

    def bulk_preview(self, plan: Plan, approved: Iterable[str] | None = None) -> BulkFiles:
        """The bulk-edit files that handing these changes over would make, with the preview; nothing is used up."""
        from reconcile.plans.bulk_file import bulk_files

        ways = {row["change_id"]: row for row in frames.rows_of(self.ways(plan, approved, handed=BY_FILE))}
        rows = [(row, ways[row["change_id"]]) for row in frames.rows_of(plan.changes) if row["change_id"] in ways]
        left = [(row, way["reason"]) for row, way in rows if way["way"] == BY_HAND]
        return bulk_files([row for row, way in rows if way["way"] == BY_FILE], self._export(), left)

    @needs(Role.REVIEWER)
    def tick(self, run: Run | str, change_ids: Iterable[str], *, done: bool = True, by: str = "") -> int:
        """Notes that a person has done items of a run's checklist, or with ``done=False`` has not; returns how many that changed.

        A tick is a person's word: a change is *applied* only once a snapshot shows it. Raises ``NeedsUser`` for an item that was
        not handed over, ``TryAgain`` while the run is at work.
        """
        run_id, _, story = self._told(run)
        if story.ended_at is None:
            raise TryAgain(
                "The run has not ended yet.", title="The run is at work", hint="Wait for its end, or resume it."
            )
        wanted = list(dict.fromkeys(change_ids))
        if not set(wanted) <= set(story.handed):
            raise NeedsUser("This item is not on the run's checklist.", title="No such item")
        news = [one for one in wanted if bool(story.ticks.get(one, {}).get("done")) is not done]
        if news:
            with Journal.adding(journal_path(self.folder / "runs", run_id)) as journal:
                for change_id in news:
                    journal.write("ticked", change_id=change_id, done=done, by=by or whoami())
        return len(news)

    @needs(Role.REVIEWER)
    def read_checklist(self, run: Run | str, file: str | Path | bytes, *, by: str = "") -> SheetTicks:
        """Takes the ticks of an edited checklist, and nothing else of it; what else it says is told in ``.ignored``.

        Raises ``BadInput`` for a file that is no checklist.
        """
        from reconcile.plans.checklist_sheet import read_ticks

        data = file if isinstance(file, bytes) else _bytes_of(Path(file))
        found = read_ticks(data, self.handed_over(run).by_hand)
        self.tick(run, found.ticked, by=by)
        return found

    def _offer(self, run_id: str) -> None:
        """Makes the files of what a run hands over; its journal is on the disk, from which they can be made again."""
        self.handed_over(run_id).save(self.folder / "handed-over" / run_id)

    def _told(self, run: Run | str) -> tuple[str, Plan, Story]:
        run_id = run if isinstance(run, str) else run.run_id
        plan = self.plan(run_id)
        path = journal_path(self.folder / "runs", run_id)
        story = read_story(path) if path.exists() else None
        if story is None:
            raise NeedsUser(f"There is no run {run_id!r} here.", title="No such run")
        return run_id, plan, story

    def _bulk(self, plan: Plan, story: Story) -> BulkFiles:
        from reconcile.plans.bulk_file import bulk_files

        rows, left, snapshot_id = [], [], ""
        for row in frames.rows_of(plan.changes):
            handed = story.handed.get(row["change_id"])
            waits = story.outcomes.get(row["change_id"], {}).get("ending") == Ending.WAITING
            if handed is not None and handed["way"] == BY_FILE and waits:
                snapshot_id = snapshot_id or handed["snapshot"]
                rows.append({**row, "after": handed["after"]})
            elif handed is not None and waits:
                left.append((row, handed["why"]))
        path = self.folder / "snapshots" / f"{snapshot_id}.duckdb"
        return bulk_files(rows, export_of(path if path.exists() else None, frozenset()), left if rows else ())

    def _names_of_contacts(self) -> dict[str, str]:
        tables = [self.contacts(app) for app in (App.XPM, App.IGNITION)]
        return {
            one: name or "" for table in tables for one, name in zip(table["contact_id"], table["name"], strict=True)
        }

    def _url_of(self) -> Callable[[App, str], str]:
        known: dict[App, dict[str, str]] = {}

        def url_of(app: App, record_id: str) -> str:
            if app not in known:
                table = self.clients(app, ["client_id", "url"])
                known[app] = {row["client_id"]: row["url"] or "" for row in frames.rows_of(table)}
            return known[app].get(record_id, "")

        return url_of


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NeedsUser(f"{path.name} cannot be opened.", title="No such file", hint="Check the name.") from error
