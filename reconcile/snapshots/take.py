"""Taking a snapshot: a source's records, streamed into a file that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reconcile.errors import NeedsUser
from reconcile.model import Client, State
from reconcile.snapshots.store import Snapshot
from reconcile.snapshots.unread import last_known, unread_clients
from reconcile.snapshots.writer import SnapshotWriter

if TYPE_CHECKING:
    from reconcile.apps.protocols import Failure, Origin, Source


Progress = Callable[[int], None]
"""Called with the number of clients read so far."""


NAMED = 10
"""So many unread clients are named in a snapshot's note; the snapshot holds all of them."""


def take_snapshot(
    folder: Path, source: Source, *, progress: Progress | None = None, allow_empty: bool = False
) -> Snapshot:
    """Reads all of a source and stores it as a new snapshot in ``folder``.

    Whatever the source raises leaves the folder as it was. An app without any client is refused with ``NeedsUser`` unless
    ``allow_empty``: an empty list is nearly always the wrong account or a missing permission.
    """
    notes: list[str] = []
    with SnapshotWriter(folder, source.app) as writer:
        clients, unknown = _read(writer, source, progress)
        if clients == 0 and not allow_empty:
            raise NeedsUser(
                f"{source.app.label} returned no clients at all, so nothing was stored.",
                title=f"{source.app.label}'s list is empty",
                hint="Check that this is the right account or file and that its user may see clients.",
            )
        if unknown:
            notes.append(f"{unknown} clients are in a state that this toolkit does not know")
        failures, origin = getattr(source, "failures", ()), source.origin
        notes.extend(f"{failure.place}: {failure.error.title}" for failure in failures)
        notes.extend(getattr(source, "notes", ()))
        notes.extend(_unread(folder, writer, failures, origin))
        return writer.publish(kind=origin.kind, place=origin.place, detail=origin.detail, notes=tuple(notes))


def _read(writer: SnapshotWriter, source: Source, progress: Progress | None) -> tuple[int, int]:
    """All records, column by column where the source can; how many clients there are, and of how many the state is unknown."""
    by_columns = getattr(source, "tables", None)
    tables = by_columns() if by_columns is not None else None
    if tables is not None:
        for name, rows in tables.items():
            writer.add_columns(name, rows)
        states = tables["clients"]["state"].to_pylist()
        return len(states), states.count(State.UNKNOWN.value)
    clients = unknown = 0
    for record in source.records():
        writer.add(record)
        if isinstance(record, Client):
            clients += 1
            unknown += record.state is State.UNKNOWN
            if progress is not None and clients % 100 == 0:
                progress(clients)
    return clients, unknown


def _unread(folder: Path, writer: SnapshotWriter, failures: Sequence[Failure], origin: Origin) -> list[str]:
    """Keeps which clients could not be read, and says so in a note."""
    if not any(failure.hides for failure in failures):
        return []
    rows = unread_clients(failures, last_known(folder, writer.app, origin), writer.client_ids())
    if not rows:
        return []
    writer.add_unread(rows)
    names = [name or client_id for client_id, name, _ in rows]
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return [f"Not read this time, and not taken for gone: {shown}"]
