"""The practice that the pages show, and what they keep of it between two reruns.

A rerun happens at every click, and opening the practice's database takes longer than drawing a page. So everything that is
read out of it is kept until a file of the practice changes, whoever changes it: this page, a notebook or the command line.
"""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from reconcile import frames
from reconcile.duplicates.pace import pace_of
from reconcile.duplicates.review_listing import Wanted
from reconcile.duplicates.review_queue import ReviewQueue
from reconcile.errors import BadInput
from reconcile.model import App
from reconcile.pages.practices import folder_at_hand, opened
from reconcile.plans.choices import Key, key_of
from reconcile.plans.plan import Plan
from reconcile.policy import Settings
from reconcile.show.first_import import Import, first_import, left_to_decide
from reconcile.show.ticks import Needs, needs
from reconcile.workspace import Workspace, whoami
from reconcile.workspace.client_story import ClientStory

APPS = (App.XPM, App.IGNITION, App.GUSTO)
"""The apps in the order of the screen."""

T = TypeVar("T")

_FILES = (
    "workspace.duckdb",
    "connections.json",
    "abilities.json",
    "snapshots",
    "plans",
    "runs",
    "nights.jsonl",
    "tuning.jsonl",
)


def workspace() -> Workspace:
    """The practice at hand, opened for the person at the page: writes are kept under that person's name.

    Raises ``NotAllowed`` for a person who has no way in.
    """
    return opened(folder_at_hand())


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
    def connection_states(self) -> pd.DataFrame:
        """How each connection stands; read again when a token was renewed."""
        stamp = f"{_touched(self.ws.folder / 'connections.json')}-{_touched(self.ws.folder / 'tokens')}"
        under_way = _touched(self.ws.folder / "tokens" / "under-way")
        return self._once("connection states", self.ws.connection_states, f"{stamp}-{under_way}")

    @property
    def links(self) -> pd.DataFrame:
        return self._once("links", self.ws.links)

    @property
    def unlinked(self) -> set[tuple[str, str]]:
        """The records of XPM and Ignition that a person parted."""
        return self._once("unlinked", lambda: self.ws.unlinked(App.XPM))

    @property
    def decisions(self) -> pd.DataFrame:
        return self._once("decisions", self.ws.decisions)

    @property
    def pairs(self) -> pd.DataFrame:
        """Flagged pairs and related ones; ``duplicates`` are the flagged alone."""
        return self._once("pairs", self._pairs)

    @property
    def duplicates(self) -> pd.DataFrame:
        return self._once("duplicates", lambda: self.pairs[self.pairs["label"] == "same"])

    @property
    def queue(self) -> ReviewQueue:
        """The flagged pairs as they wait for a person; it is kept by the practice itself and follows every answer."""
        with st.spinner("Looking for duplicates…", show_time=True):
            return self.ws.review_queue()

    @property
    def time_left(self) -> str:
        """How many answers are left and how long they take, in a sentence or two; empty where none is."""
        counts = self.queue.counts
        certain = self.queue.size(Wanted(bands=frozenset({"certain"})))
        pace = self._once("pace", lambda: pace_of(self.decisions, whoami()), f"{self.version}-{whoami()}")
        return left_to_decide(counts["waiting"] + counts["later"], certain, pace)

    @property
    def linkable(self) -> int:
        """How many exactly equal names wait to be linked; answers on pairs leave that as it is."""
        beyond = self.ws.links_beyond_answers()
        snapshots = "-".join(one.snapshot_id for one in self.ws.newest().values())
        return self._once("linkable", self._linkable, f"{snapshots}-{beyond}")

    @property
    def tuning_history(self) -> pd.DataFrame:
        """When the matcher was let learn from answers, newest first."""
        return self._once("tuning", self.ws.tuning_history)

    @property
    def clients(self) -> dict[App, pd.DataFrame]:
        """The columns that most pages need of each app that has a snapshot."""
        columns = ["client_id", "name", "state", "is_current", "xpm_id", "number", "updated_at", "url"]
        newest = self.ws.newest()
        stamp = "-".join(snapshot.snapshot_id for snapshot in newest.values())
        return self._once(
            "clients", lambda: {app: self.ws.clients(app, columns) for app in APPS if app in newest}, stamp or "none"
        )

    @property
    def forecast(self) -> Import:
        """What a first import would do today; needs snapshots of XPM and of Ignition."""
        return self._once(
            "forecast", lambda: first_import(self.clients, self.links, self.duplicates, self.unlinked), self.version
        )

    @property
    def newest_plan(self) -> Plan | None:
        """The plan built last that was not applied; one that cannot be read is as good as none, because it is built again."""
        return self._once("newest plan", self._newest_plan)

    @property
    def runs(self) -> pd.DataFrame:
        """All runs; read again every other second, because a running one grows."""
        return self._once("runs", self.ws.runs, f"{self.version}-{int(time.monotonic() // 2)}")

    @property
    def attention(self) -> pd.DataFrame:
        """What a person should look at: ``ws.attention()``."""
        return self._once("attention", self.ws.attention)

    @property
    def choices(self) -> dict[Key, dict[str, Any]]:
        """The values that people chose, by what they are kept under."""
        return self._once("choices", lambda: {key_of(row): row for row in frames.rows_of(self.ws.choices())})

    def story(self, records: tuple[str, ...]) -> ClientStory:
        """One client's story."""
        return self._once("story", lambda: self.ws.client_story(*records), f"{self.version}-{records}")

    def plan(self, plan_id: str) -> Plan:
        """A plan by its id; a plan never changes."""
        return self._once("plan", lambda: self.ws.plan(plan_id), plan_id)

    def needs(self, plan_id: str) -> Needs:
        """What each change of a plan needs."""
        return self._once("needs", lambda: needs(self.plan(plan_id).changes), plan_id)

    def ways(self, plan_id: str) -> pd.DataFrame:
        """How each change of a plan would be applied, ticked or not; it depends on the connections and on the newest snapshots."""
        plan = self.plan(plan_id)
        stamp = f"{plan_id}-{self.version}"
        return self._once("ways", lambda: self.ws.ways(plan, list(plan.changes["change_id"])), stamp)

    @property
    def waiting(self) -> pd.DataFrame:
        """What was handed over and no snapshot has shown; read again every other second, because journals grow."""
        return self._once("waiting", self.ws.waiting, f"{self.version}-{int(time.monotonic() // 2)}")

    def kept(self, what: str, work: Callable[[], T], stamp: str) -> T:
        """The outcome of something that takes a while, kept until its stamp changes."""
        return self._once(what, work, stamp)

    def _newest_plan(self) -> Plan | None:
        try:
            return self.ws.newest_plan()
        except BadInput:
            return None

    def _linkable(self) -> int:
        return len(self.forecast.links)

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
