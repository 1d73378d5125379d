"""Which changes of a plan are ticked now: what a person has set since it was built, in a small file beside the plan's own.

The plan itself is written once and stays as it was built. An export carries the ticks as they stand, under its seal.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reconcile.plans.plan import Plan

Ticks: TypeAlias = npt.NDArray[np.bool_]
"""A truth value for each change of a plan, in its order."""


def keep_ticks(folder: Path, plan_id: str, ticks: Ticks) -> None:
    """Keeps the ticks of a plan, whole or not at all, and on the disk; two at once do not meet."""
    from reconcile.apps.private_file import write_private  # here: the ways into the apps take a while to import

    write_private(_path(folder, plan_id), b"%d\n" % len(ticks) + np.packbits(ticks).tobytes())


def read_ticks(folder: Path, plan_id: str) -> Ticks | None:
    """The ticks that were kept; None where nobody has set any, or where the file is spoilt."""
    try:
        number, _, bits = _path(folder, plan_id).read_bytes().partition(b"\n")
        return np.unpackbits(np.frombuffer(bits, np.uint8), count=int(number)).astype(np.bool_)
    except (OSError, ValueError):
        return None


def approved_now(folder: Path, plan: Plan) -> Plan:
    """The plan with the ticks as they stand now."""
    ticks = read_ticks(folder, plan.plan_id)
    return plan if ticks is None or len(ticks) != len(plan.changes) else plan.ticked(ticks)


def _path(folder: Path, plan_id: str) -> Path:
    return folder / f"{plan_id}.ticks"
