"""What a plan is built from: the newest snapshots, what was found and decided, the settings and the field table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from reconcile.model import App
from reconcile.plans.choices import Choice, Key
from reconcile.plans.handed import Waiting
from reconcile.policy import Policy, Settings
from reconcile.snapshots.moments import Moments

Row = dict[str, Any]


@dataclass(frozen=True)
class Lists:
    """Everything that ``build_plan`` reads beside the practice's links and last common values; it reads nothing else.

    ``files`` are the newest snapshots by app, ``snapshots`` their ids, ``seen`` when they were taken, ``staff`` their staff.
    ``coming`` are links that
    count as if they held (``links.exact.PROPOSED``). ``pairs`` are the flagged pairs with ``decision``. ``imported`` are the XPM
    ids that the first import has seen, or None before it. ``attention`` and ``left`` are what ``links.check_links`` and the
    linking pass found. ``sparse`` are the apps of whose snapshots a whole column may be missing: a field that none of
    their records tells is not known, rather than empty. ``moments`` tells between which two snapshots a value came to be what
    it is. ``waiting`` is what was handed over and no snapshot has shown yet, by change id. ``choices`` are the values that a
    person chose.
    """

    files: Mapping[App, Path]
    seen: Mapping[App, datetime]
    staff: Mapping[App, pd.DataFrame]
    pairs: pd.DataFrame
    attention: pd.DataFrame
    left: pd.DataFrame
    settings: Settings
    policy: Policy
    snapshots: Mapping[str, str] = field(default_factory=dict)
    imported: frozenset[str] | None = None
    sparse: frozenset[App] = frozenset()
    moments: Moments | None = None
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    coming: pd.DataFrame | None = None
    choices: Mapping[Key, Choice] = field(default_factory=dict)
