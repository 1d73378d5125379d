"""The plans of a practice: one file each, written once."""

from __future__ import annotations

import functools
import os
from datetime import datetime
from pathlib import Path

from reconcile.errors import NeedsUser
from reconcile.plans.plan import Plan


def save_plan(folder: Path, plan: Plan, *, as_of: datetime | None = None) -> Path:
    """Writes a plan to ``<plan id>.json``, whole or not at all; ``as_of`` is when it was built, where that is not now."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{plan.plan_id}.json"
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.writelines(plan.document())
        file.flush()
        os.fsync(file.fileno())
    if as_of is not None:
        os.utime(part, (as_of.timestamp(), as_of.timestamp()))
    part.replace(path)
    return path


def load_plan(folder: Path, plan_id: str) -> Plan:
    """Reads a plan back. Raises ``NeedsUser`` where there is none of that id, ``BadInput`` where it was edited."""
    path = folder / f"{plan_id}.json"
    if not plan_id.isalnum() or not path.exists():
        raise NeedsUser(f"There is no plan {plan_id!r} here.", title="No such plan", hint="Build a plan first.")
    stat = path.stat()
    return _read(path, (stat.st_mtime_ns, stat.st_ino))


@functools.lru_cache(maxsize=2)
def _read(path: Path, _written: tuple[int, int]) -> Plan:
    """A plan is written once; a page asks for the same one at every click."""
    return Plan.from_json(path.read_bytes())


def plan_ids(folder: Path) -> list[str]:
    """The plans at hand, newest first."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [path.stem for path in files]
