"""The practice that the pages show, and what they keep of it between two reruns.

A rerun happens at every click, and opening the practice's database takes longer than drawing a page. So everything that is
read out of it is kept until a file of the practice changes, whoever changes it: this page, a notebook or the command line.
"""

from __future__ import annotations

import os
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from reconcile.errors import BadInput
from reconcile.model import App
from reconcile.plans.plan import Plan
from reconcile.policy import Settings
from reconcile.show.ticks import Needs, needs
from reconcile.workspace import Workspace, open_workspace

VARIABLE = "RECONCILE_WORKSPACE"
DEMO = Path("data") / "demo"

APPS = (App.XPM, App.IGNITION, App.GUSTO)
"""The apps in the order of the screen."""

T = TypeVar("T")

_FILES = ("workspace.duckdb", "connections.json", "snapshots", "plans", "runs")


def workspace() -> Workspace:
    """The practice named by ``RECONCILE_WORKSPACE``; without one the demo practice, made ready first."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return _opened(str(Path(named).expanduser().resolve()))
    folder = DEMO.resolve()
    _prepare_demo(str(folder))
    return _opened(str(folder))


@st.cache_resource(show_spinner="Preparing the demo practice…")
def _prepare_demo(folder: str) -> bool:
    from reconcile.sandbox.demo import ensure_demo  # here: a practice of one's own has no use for the sandbox

    ensure_demo(Path(folder))
    return True


@st.cache_resource(show_spinner=False)
def _opened(folder: str) -> Workspace:
    return open_workspace(folder)


def version(ws: Workspace) -> str:
    """Changes whenever a file of the practice does."""
    times = [_touched(ws.folder / name) for name in _FILES]
    return "-".join(map(str, times))


def _touched(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


class Facts:
    """What the pages read of a practice, each once per version. The frames are shared: read them, never change them."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.version = version(ws)

    @property
    def settings(self) -> Settings:
        return self._once("settings", lambda: self.ws.settings)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The practice's time zone."""
        return zoneinfo.ZoneInfo(self.settings.timezone)

    @property
    def links(self) -> pd.DataFrame:
        return self._once("links", self.ws.links)

    @property
    def decisions(self) -> pd.DataFrame:
        return self._once("decisions", self.ws.decisions)

    @property
    def pairs(self) -> pd.DataFrame:
        """Flagged pairs and related ones; ``duplicates`` are the flagged alone."""
        return self._once("pairs", self._pairs)

    @property
    def duplicates(self) -> pd.DataFrame:
        pairs = self.pairs
        return pairs[pairs["label"] == "same"]

    @property
    def undecided(self) -> int:
        """Flagged pairs without a final answer."""
        return int((~self.duplicates["decision"].isin(["same", "different"])).sum())

    @property
    def clients(self) -> dict[App, pd.DataFrame]:
        """The columns that most pages need of each app that has a snapshot."""
        columns = ["client_id", "name", "state", "is_current", "xpm_id", "number", "updated_at", "url"]
        return {app: self.ws.clients(app, columns) for app in APPS if app in self.ws.newest()}

    @property
    def newest_plan(self) -> Plan | None:
        """The plan built last that was not applied; one that cannot be read is as good as none, because it is built again."""
        return self._once("newest plan", self._newest_plan)

    @property
    def runs(self) -> pd.DataFrame:
        """All runs; read again every other second, because a running one grows."""
        return self._once("runs", self.ws.runs, f"{self.version}-{int(time.monotonic() // 2)}")

    def plan(self, plan_id: str) -> Plan:
        """A plan by its id; a plan never changes."""
        return self._once("plan", lambda: self.ws.plan(plan_id), plan_id)

    def needs(self, plan_id: str) -> Needs:
        """What each change of a plan needs."""
        return self._once("needs", lambda: needs(self.plan(plan_id).changes), plan_id)

    def _newest_plan(self) -> Plan | None:
        try:
            return self.ws.newest_plan()
        except BadInput:
            return None

    def _pairs(self) -> pd.DataFrame:
        with st.spinner("Looking for duplicates…", show_time=True):
            return self.ws.duplicates(related=True)

    def _once(self, what: str, read: Callable[[], T], stamp: str = "") -> T:
        """Reads again only when the stamp has changed; the newest value of each kind is kept."""
        key, stamp = (str(self.ws.folder), what), stamp or self.version
        kept = _kept.get(key)
        if kept is None or kept[0] != stamp:
            kept = _kept[key] = (stamp, read())
        found: T = kept[1]
        return found


_kept: dict[tuple[str, str], tuple[str, Any]] = {}


def facts_now() -> Facts:
    """The practice's facts as they are at this moment, for what a press does."""
    return Facts(workspace())
