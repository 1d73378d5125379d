"""The plans of a practice: one file each, written once."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from reconcile.errors import NeedsUser
from reconcile.plans.plan import Plan


def save_plan(folder: Path, plan: Plan) -> Path:
    """Writes a plan to ``<plan id>.json``, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{plan.plan_id}.json"
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(plan.to_json())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def load_plan(folder: Path, plan_id: str) -> Plan:
    """Reads a plan back. Raises ``NeedsUser`` where there is none of that id, ``BadInput`` where it was edited."""
    path = folder / f"{plan_id}.json"
    if not plan_id.isalnum() or not path.exists():
        raise NeedsUser(f"There is no plan {plan_id!r} here.", title="No such plan", hint="Build a plan first.")
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=2)
def _read(path: Path, _written: int) -> Plan:
    """A plan is written once; a page asks for the same one at every click."""
    return Plan.from_json(path.read_text(encoding="utf-8"))


def plan_ids(folder: Path) -> list[str]:
    """The plans at hand, newest first."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [path.stem for path in files]
