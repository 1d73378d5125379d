"""Plans of a practice: building one from the newest snapshots, and trying what other settings would give."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser, TryAgain
from reconcile.links.exact import LEFT
from reconcile.model import App
from reconcile.plans import shelf, store
from reconcile.plans.agreed import keep_agreed_now
from reconcile.plans.build import build_plan
from reconcile.plans.journal import is_begun
from reconcile.plans.lists import Lists
from reconcile.plans.parts import part_of
from reconcile.plans.plan import Plan
from reconcile.plans.tables import open_tables
from reconcile.policy import Policy, Settings
from reconcile.snapshots import Snapshot, read_table
from reconcile.snapshots.moments import Moments
from reconcile.workspace.people import Role, needs
from reconcile.workspace.plan_files import PlanFiles
from reconcile.workspace.reaching import FRESH

ATTEMPTS = 3
"""How often a plan is built anew where somebody changed what it was built from."""


class Planning(PlanFiles):
    """A practice with its plans."""

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

    def _imported(self, snapshot_id: str | None) -> frozenset[str] | None:
        path = self.folder / "snapshots" / f"{snapshot_id}.duckdb"
        if snapshot_id is None or not path.exists():
            return None
        return frozenset(read_table(path, "clients", ["client_id"])["client_id"])


def _may_lack_columns(snapshot: Snapshot) -> bool:
    """A file has the columns that somebody chose, and of Ignition's three ways in only the export tells every field."""
    return snapshot.origin_kind == "file" or (snapshot.origin_kind == "api" and snapshot.app is App.IGNITION)
