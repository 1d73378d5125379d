"""Taking a snapshot: a source's records, streamed into a file that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reconcile.errors import NeedsUser
from reconcile.model import Client, State
from reconcile.snapshots.store import Snapshot, SnapshotWriter

if TYPE_CHECKING:
    from reconcile.apps.protocols import Source


Progress = Callable[[int], None]
"""Called with the number of clients read so far."""


def take_snapshot(
    folder: Path, source: Source, *, progress: Progress | None = None, allow_empty: bool = False
) -> Snapshot:
    """Reads all of a source and stores it as a new snapshot in ``folder``.

    Whatever the source raises leaves the folder as it was. An app without any client is refused with ``NeedsUser`` unless
    ``allow_empty``: an empty list is nearly always the wrong account or a missing permission.
    """
    notes: list[str] = []
    with SnapshotWriter(folder, source.app) as writer:
        clients = 0
        unknown = 0
        for record in source.records():
            writer.add(record)
            if isinstance(record, Client):
                clients += 1
                unknown += record.state is State.UNKNOWN
                if progress is not None and clients % 100 == 0:
                    progress(clients)
        if clients == 0 and not allow_empty:
            raise NeedsUser(
                f"{source.app.label} returned no clients at all, so nothing was stored.",
                title=f"{source.app.label}'s list is empty",
                hint="Check that this is the right account or file and that its user may see clients.",
            )
        if unknown:
            notes.append(f"{unknown} clients are in a state that this toolkit does not know")
        notes.extend(f"{failure.place}: {failure.error.title}" for failure in getattr(source, "failures", ()))
        origin = source.origin
        return writer.publish(kind=origin.kind, place=origin.place, detail=origin.detail, notes=tuple(notes))
