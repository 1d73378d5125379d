"""Which way a practice's changes take into the apps: through an interface, by file or by hand; known before anything is sent."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser, ReconcileError
from reconcile.model import App
from reconcile.plans.operation import Operation, operations
from reconcile.plans.plan import Plan
from reconcile.plans.ways import BY_FILE, BY_HAND, DIRECTLY, WAY_COLUMNS, Carrier, Door, Lacks, NoFile, Way, ways_of
from reconcile.workspace.effort import Effort, Mask
from reconcile.workspace.history import stored_table

if TYPE_CHECKING:
    from reconcile.apps import Target
    from reconcile.apps.abilities import Abilities
    from reconcile.plans.bulk_file import Export

FRESH = 3600.0
"""Seconds for which the tools that Ignition's server said it has are taken for what it has now, outside of an apply."""

_ASKED = "Handed over on request."


class Reaching(Effort):
    """A practice that knows what its connections can write."""

    def ways(self, plan: Plan, approved: Iterable[str] | None = None, *, handed: str = "") -> pd.DataFrame:
        """How each approved change (``None``: every ticked one) will be applied, columns ``plans.ways.WAY_COLUMNS``.

        ``way`` is *directly*, *by file*, *by hand* or *later*, with the reason. Nothing is asked of an app: what Ignition's tools
        take is what they said last, and an apply asks them again before its first write. ``handed`` is *by file* or *by hand* where
        nothing shall go directly.
        """
        rows = {row["change_id"]: row for row in frames.rows_of(plan.changes)}
        todo = operations(plan, set(self._approved(plan, approved)))
        found = self._ways(todo, self._doors(), handed)
        return frames.frame_of_dicts(
            WAY_COLUMNS,
            [{**rows[one], "way": way.name, "reason": way.reason} for one, way in _in_order(rows, found)],
        )

    def directly(self, plan: Plan, approved: Iterable[str] | None = None, *, handed: str = "") -> list[str]:
        """Those of the approved changes that go directly, by id."""
        ways = self.ways(plan, approved, handed=handed)
        return list(ways.loc[ways["way"] == DIRECTLY, "change_id"])

    def _direct(self, plan: Plan, chosen: pd.DataFrame, handed: str) -> pd.DataFrame:
        """Those of the chosen rows of a plan that go directly."""
        return chosen[chosen["change_id"].isin(self.directly(plan, chosen["change_id"], handed=handed))]

    def abilities(self) -> Abilities | None:
        """What Ignition's MCP server said that it takes, where it was asked, and when; None before."""
        from reconcile.apps.abilities import load_abilities

        return load_abilities(self._abilities_path)

    def refresh_abilities(self) -> Abilities | None:
        """Asks Ignition's MCP server which tools it has; None where it is not connected for writing.

        Raises ``TryAgain`` or ``NotAllowed`` where it does not answer; what was known before is kept then.
        """
        from reconcile.apps.abilities import QUICK, read_abilities, reading_only

        connections = self.connections
        if reading_only(connections, App.IGNITION):
            return None
        target = connections.target(App.IGNITION, patience=QUICK)
        try:
            found = read_abilities(target)
        finally:
            _close(target)
        if found is not None:
            found.save(self._abilities_path)
        return found

    def _refresh_quietly(self, older_than: float = 0.0) -> None:
        """The same where it does no harm if it fails: it is asked again before the first write."""
        from reconcile.apps.abilities import age

        known = self.abilities()
        if known is None or age(known) >= older_than:
            with contextlib.suppress(ReconcileError):
                self.refresh_abilities()

    @property
    def _abilities_path(self) -> Path:
        return self.folder / "abilities.json"

    def _ways(self, todo: Sequence[Operation], doors: Mapping[App, Door], handed: str = "") -> dict[str, Way]:
        if handed:
            doors = {app: Door(closed=_ASKED) for app in App}
        carrier: Carrier = NoFile() if handed == BY_HAND else self._export()
        return ways_of(todo, doors, carrier)

    def _doors(self) -> dict[App, Door]:
        """The ways in as far as they are known without asking an app."""
        return {app: self._door(app) for app in (App.XPM, App.IGNITION)}

    def _door(self, app: App) -> Door:
        from reconcile.apps.abilities import reading_only
        from reconcile.apps.ignition_tools import lacking

        closed = reading_only(self.connections, app)
        if closed:
            return Door(closed=closed)
        if app is App.IGNITION:
            known = self.abilities()
            if known is None:
                return Door(_takes_all, reason="What Ignition's tools take is asked before the first write.")
            return Door(functools.partial(lacking, known.tools), reason="Through Ignition's MCP server.")
        try:
            return _live_door(self.connections.target(app))
        except NeedsUser as error:
            return Door(closed=f"{error.title}: {error.message}")

    def _doors_now(self, targets: Mapping[App, Target]) -> dict[App, Door]:
        """The ways in as the apps themselves say now; Ignition's answer is kept."""
        from reconcile.apps.abilities import read_abilities, reading_only

        doors = {app: _live_door(target) for app, target in targets.items()}
        for target in targets.values():
            found = read_abilities(target)
            if found is not None:
                found.save(self._abilities_path)
        for app in (App.XPM, App.IGNITION):
            if app not in doors:
                doors[app] = Door(closed=reading_only(self.connections, app) or f"{app.label} is not connected.")
        return doors

    def _export(self) -> Export:
        """Ignition's client export as its newest snapshot kept it."""
        taken = self.newest().get(App.IGNITION)
        return export_of(taken.path if taken is not None else None, frozenset(self._ignored_columns()))

    def _ignored_columns(self) -> set[str]:
        return set()

    def _targets(self, plan: Plan) -> Mapping[App, Target]:
        """The interfaces that the plan's changes can go through; an app without one is not among them."""
        from reconcile.apps.abilities import reading_only

        connections = self.connections
        apps = [App(app) for app in sorted(set(plan.changes["app"]))]
        return {app: connections.target(app) for app in apps if not reading_only(connections, app)}

    def _chosen(self, plan: Plan, approved: Iterable[str] | Mask | None) -> pd.DataFrame:
        """The approved rows of a plan, with the columns that brakes and estimates look at."""
        rows = plan.changes[["change_id", "op_id", "app", "kind", "entity", "field", "after"]]
        if isinstance(approved, np.ndarray):
            return rows[approved]
        return rows[rows["change_id"].isin(list(self._approved(plan, approved)))]

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


def check_way(way: str) -> None:
    """Raises ``NeedsUser`` for what is no way of handing over."""
    if way not in (BY_FILE, BY_HAND):
        raise NeedsUser(
            f"{way!r} is no way of handing over.", title="Unknown way", hint=f"One of: {BY_FILE}, {BY_HAND}."
        )


def _in_order(rows: Mapping[str, object], found: Mapping[str, Way]) -> list[tuple[str, Way]]:
    return [(change_id, found[change_id]) for change_id in rows if change_id in found]


def _takes_all(_verb: str, _entity: str, _field: str) -> str:
    return ""


def _live_door(target: Target) -> Door:
    """What a target says of itself: in its own words, or by the fields that it can write."""
    from reconcile.apps.protocols import SaysWhatItLacks

    if isinstance(target, SaysWhatItLacks):
        return Door(target.lacks, reason=f"Through {target.app.label}'s MCP server.")
    return Door(_by_fields(target), reason=f"Through {target.app.label}'s interface.")


def _by_fields(target: Target) -> Lacks:
    def lacks(_verb: str, entity: str, field: str) -> str:
        if target.can_write("client" if entity == "link" else entity, field):
            return ""
        return f"{target.app.label}'s interface does not take it."

    return lacks


def _close(target: Target) -> None:
    close: Callable[[], None] | None = getattr(target, "close", None)
    if close is not None:
        close()


@functools.lru_cache(maxsize=2)
def export_of(path: Path | None, ignored: frozenset[str]) -> Export:
    """The client export that a snapshot of Ignition was taken from, an empty one without a snapshot; a snapshot never changes."""
    from reconcile.plans.bulk_file import Export  # here: the ways into the apps take a while to import
    from reconcile.snapshots import schema

    if path is None:
        return Export(frames.frame(schema.CLIENT_COLUMNS), frames.frame(schema.CONTACT_COLUMNS))
    staff = stored_table(path, "staff")
    users = [email for email in staff["email"] if email]
    return Export(stored_table(path, "clients"), stored_table(path, "contacts"), users, ignored)
