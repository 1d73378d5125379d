"""Which clients a snapshot could not read although they have not gone: those behind a grant that was refused (SYN-8).

A source tells which of its parts failed. Where it can name the client, that one is unread; where it cannot, every client that the
snapshot before it knew and this one lacks may be the one, and none of them may be taken for vanished.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reconcile import frames
from reconcile.model import App
from reconcile.snapshots.store import Snapshot, list_snapshots, read_table, read_unread

if TYPE_CHECKING:
    from reconcile.apps.protocols import Failure, Origin

MAYBE = "It may be behind one of the grants that were refused this time."


def unread_clients(
    failures: Iterable[Failure], before: Mapping[str, str], now: Collection[str]
) -> list[tuple[str, str, str]]:
    """Rows of ``schema.UNREAD_COLUMNS``. ``before`` are the clients last known (id → name), ``now`` the ids that were read."""
    hiding = [failure for failure in failures if failure.hides]
    known = {failure.client_id: failure for failure in hiding if failure.client_id}
    rows = {
        client_id: f"{failure.error.title}: {failure.error.hint or failure.error.message}"
        for client_id, failure in known.items()
        if client_id not in now
    }
    if any(not failure.client_id for failure in hiding):
        rows |= {client_id: MAYBE for client_id in before if client_id not in now and client_id not in known}
    return [(client_id, before.get(client_id, ""), why) for client_id, why in rows.items()]


def last_known(folder: Path, app: App, origin: Origin) -> dict[str, str]:
    """Id → name of the clients in the newest snapshot from the same place, those included that it could not read itself."""
    earlier = [one for one in list_snapshots(folder) if _is_from(one, app, origin)]
    if not earlier:
        return {}
    tables = (read_table(earlier[-1].path, "clients", ["client_id", "name"]), read_unread(earlier[-1].path))
    return {row["client_id"]: row["name"] or "" for table in tables for row in frames.rows_of(table)}


def _is_from(snapshot: Snapshot, app: App, origin: Origin) -> bool:
    return (snapshot.app, snapshot.origin_kind, snapshot.origin_place) == (app, origin.kind, origin.place)
