"""Immutable copies of an app's clients: taking, storing, reading and comparing them."""

from reconcile.snapshots.compare import compare_snapshots
from reconcile.snapshots.store import Snapshot, list_snapshots, read_meta, read_table, read_unread, reading
from reconcile.snapshots.take import take_snapshot
from reconcile.snapshots.writer import SnapshotWriter

__all__ = [
    "Snapshot",
    "SnapshotWriter",
    "compare_snapshots",
    "list_snapshots",
    "read_meta",
    "read_table",
    "read_unread",
    "reading",
    "take_snapshot",
]
