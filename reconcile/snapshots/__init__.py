"""Immutable copies of an app's clients: taking, storing, reading and comparing them."""

from reconcile.snapshots.compare import compare_snapshots
from reconcile.snapshots.store import Snapshot, SnapshotWriter, list_snapshots, read_meta, read_table
from reconcile.snapshots.take import take_snapshot

__all__ = [
    "Snapshot",
    "SnapshotWriter",
    "compare_snapshots",
    "list_snapshots",
    "read_meta",
    "read_table",
    "take_snapshot",
]
