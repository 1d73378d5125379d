"""Client reconciliation between Ignition, Xero Practice Manager (XPM) and Gusto.

The package follows the way of the data:

    apps        reads and writes the three apps, by interface and by file
    snapshots   immutable copies of their client lists
    links       which records are one client, by mapping and by exact name
    duplicates  which probably are, under two spellings
    policy      which fields flow where, and the practice's settings
    plans       what should change and why; applying it safely; taking it back
    workspace   one practice: the object that notebooks, pages and the command line share

Begin with ``ws = reconcile.open_workspace("data/demo")``.
"""

from reconcile.duplicates import Comparison, compare_names, find_duplicates
from reconcile.model import App
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run
from reconcile.policy import Settings
from reconcile.snapshots import Snapshot
from reconcile.workspace import Workspace, open_workspace

__all__ = [
    "App",
    "Comparison",
    "Plan",
    "Run",
    "Settings",
    "Snapshot",
    "Workspace",
    "compare_names",
    "find_duplicates",
    "open_workspace",
]
