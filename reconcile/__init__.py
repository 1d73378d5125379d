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

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconcile.duplicates import Comparison, compare_names, find_duplicates
    from reconcile.model import App
    from reconcile.plans.plan import Plan
    from reconcile.plans.run import Run
    from reconcile.policy import Settings
    from reconcile.snapshots import Snapshot
    from reconcile.workspace import Workspace, open_workspace

_HOMES = {
    "App": "reconcile.model",
    "Comparison": "reconcile.duplicates",
    "Plan": "reconcile.plans.plan",
    "Run": "reconcile.plans.run",
    "Settings": "reconcile.policy",
    "Snapshot": "reconcile.snapshots",
    "Workspace": "reconcile.workspace",
    "compare_names": "reconcile.duplicates",
    "find_duplicates": "reconcile.duplicates",
    "open_workspace": "reconcile.workspace",
}
"""Where each name lives. It is loaded when it is first asked for: who compares names needs no workspace."""

_FOLDERS = frozenset({"apps", "snapshots", "links", "duplicates", "policy", "plans", "workspace"})

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


def __getattr__(name: str) -> Any:
    if name in _FOLDERS:
        return import_module(f"{__name__}.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
