"""Snapshots of a practice: taking them, reading the newest, comparing two."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.snapshots import (
    Snapshot,
    compare_snapshots,
    list_snapshots,
    read_table,
    read_unread,
    schema,
    take_snapshot,
)
from reconcile.snapshots.take import Progress
from reconcile.workspace.connecting import Connecting
from reconcile.workspace.people import Role, needs

if TYPE_CHECKING:
    from reconcile.apps import Source

SNAPSHOT_COLUMNS = (
    "snapshot_id", "app", "taken_at", "origin_kind", "origin_place", "clients", "contacts", "staff", "current", "archived",
    "seconds", "notes",
)  # fmt: skip

_COLUMNS = {
    "clients": schema.CLIENT_COLUMNS,
    "contacts": schema.CONTACT_COLUMNS,
    "staff": schema.STAFF_COLUMNS,
    "items": schema.ITEM_COLUMNS,
}


class History(Connecting):
    """A practice with its snapshots."""

    @needs(Role.REVIEWER)
    def take_snapshot(
        self, source: Source | App | str, *, progress: Progress | None = None, allow_empty: bool = False
    ) -> Snapshot:
        """Takes a snapshot of a source, or of a connected app by its name.

        Whatever goes wrong leaves the workspace as it was: ``NotAllowed``, ``TryAgain`` and ``BadInput`` come from the source,
        ``NeedsUser`` for an app without any client unless ``allow_empty``. ``progress`` is called with the clients read so far.
        """
        if isinstance(source, str):
            source = self.connections.source(App(source))
        return take_snapshot(self.folder / "snapshots", source, progress=progress, allow_empty=allow_empty)

    def snapshot_list(self) -> list[Snapshot]:
        """All snapshots, oldest first."""
        return list_snapshots(self.folder / "snapshots")

    def snapshots(self) -> pd.DataFrame:
        """All snapshots, newest first, columns ``SNAPSHOT_COLUMNS``."""
        rows = [
            {name: getattr(snapshot, name) for name in SNAPSHOT_COLUMNS} for snapshot in reversed(self.snapshot_list())
        ]
        return frames.frame_of_dicts(SNAPSHOT_COLUMNS, [{**row, "app": row["app"].value} for row in rows])

    def newest(self) -> dict[App, Snapshot]:
        """The newest snapshot of each app that has one."""
        return {snapshot.app: snapshot for snapshot in self.snapshot_list()}

    def clients(self, app: App | str, columns: list[str] | None = None) -> pd.DataFrame:
        """The newest snapshot's clients: ``snapshots.schema.CLIENT_COLUMNS``, or the ones asked for. No rows without a snapshot."""
        return self._table(App(app), "clients", tuple(columns or ()))

    def contacts(self, app: App | str, columns: list[str] | None = None) -> pd.DataFrame:
        """The newest snapshot's contacts: ``snapshots.schema.CONTACT_COLUMNS``, or the ones asked for."""
        return self._table(App(app), "contacts", tuple(columns or ()))

    def staff(self, app: App | str) -> pd.DataFrame:
        """The newest snapshot's staff (XPM) or users (Ignition): ``snapshots.schema.STAFF_COLUMNS``."""
        return self._table(App(app), "staff")

    def unread(self, app: App | str) -> pd.DataFrame:
        """The clients that the newest snapshot could not read, though they have not gone: ``snapshots.schema.UNREAD_COLUMNS``."""
        snapshot = self.newest().get(App(app))
        return (
            frames.frame(schema.UNREAD_COLUMNS) if snapshot is None else stored_unread(snapshot.path).copy(deep=False)
        )

    def compare_snapshots(self, older: str, newer: str) -> pd.DataFrame:
        """What changed between two snapshots of one app, by their ids; columns as ``snapshots.compare_snapshots``."""
        known = {snapshot.snapshot_id: snapshot for snapshot in self.snapshot_list()}
        for snapshot_id in (older, newer):
            if snapshot_id not in known:
                raise NeedsUser(f"There is no snapshot {snapshot_id!r} here.", title="No such snapshot")
        return compare_snapshots(known[older], known[newer])

    def _table(self, app: App, table: str, columns: tuple[str, ...] = ()) -> pd.DataFrame:
        snapshot = self.newest().get(app)
        if snapshot is None:
            return frames.frame(columns or _COLUMNS[table])
        stored = stored_columns(snapshot.path, table, columns) if columns else stored_table(snapshot.path, table)
        return stored.copy(deep=False)


@functools.lru_cache(maxsize=9)
def stored_table(path: Path, table: str) -> pd.DataFrame:
    """A table of a snapshot, read once: a snapshot never changes. The newest of three apps have nine tables between them."""
    return read_table(path, table)


@functools.lru_cache(maxsize=9)
def stored_unread(path: Path) -> pd.DataFrame:
    """What a snapshot could not read, read once."""
    return read_unread(path)


@functools.lru_cache(maxsize=24)
def stored_columns(path: Path, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Some columns of it, read by themselves: a whole table of a hundred thousand clients takes ten times the memory."""
    return read_table(path, table, columns)
