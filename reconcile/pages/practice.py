"""The practice that the pages show, and what they keep of it between two reruns.

A rerun happens at every click, and opening the practice's database takes longer than drawing a page. So everything that is
read out of it is kept until what it depends on changes, whoever changes it: this page, a notebook or the command line. What
depends on one part of the practice alone, as the way of a change on the connections, outlives changes of the others.
"""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from reconcile import frames
from reconcile.duplicates.pace import pace_of
from reconcile.duplicates.review_listing import Wanted
from reconcile.duplicates.review_queue import ReviewQueue
from reconcile.errors import BadInput
from reconcile.links import LinkReport, link_exact_names
from reconcile.model import App
from reconcile.pages import keeping
from reconcile.pages.plan_ways import PlanWays
from reconcile.pages.practices import folder_at_hand, opened
from reconcile.plans.choices import Key, key_of
from reconcile.plans.plan import Plan
from reconcile.plans.run import INTERRUPTED, RUNNING
from reconcile.policy import Settings
from reconcile.show.first_import import Import, first_import, left_to_decide
from reconcile.show.plan_view import PlanView
from reconcile.workspace import Workspace, whoami
from reconcile.workspace.client_story import ClientStory

APPS = (App.XPM, App.IGNITION, App.GUSTO)
"""The apps in the order of the screen."""

LONG = 20_000
"""Changes from which on a page does not wait until it is known which way each of them takes."""

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
        return self._once("links", self.ws.links, self.links_stamp)

    @property
    def links_stamp(self) -> str:
        """Changes whenever a link is made or ended."""
        file, made, ended, _ = self._said
        return f"{file}-{made}-{ended}"

    @property
    def answers_stamp(self) -> str:
        """Changes whenever a pair is answered, a link is made or ended, a snapshot taken, or the matcher taught."""
        return f"{self._said}-{self.snapshots_stamp}-{_touched(self.ws.folder / 'tuning.jsonl')}"

    @property
    def snapshots_stamp(self) -> str:
        """Changes whenever a snapshot is taken."""
        return "-".join(one.snapshot_id for one in self.ws.newest().values())

    @property
    def journals_stamp(self) -> str:
        """Changes whenever a run begins or goes on."""
        folder = self.ws.folder / "runs"
        return ",".join(f"{path.name}{_touched(path)}" for path in sorted(folder.glob("*.jsonl"))) or "none"

    @property
    def _said(self) -> tuple[int, int, int, int]:
        """Which file keeps links and answers (another one after a restore), and ``ws.ever_said``."""
        path = self.ws.folder / "workspace.duckdb"
        file = path.stat().st_ino if path.exists() else 0
        return self._once("ever said", lambda: (file, *self.ws.ever_said()), f"{file} at {_touched(path)}")

    @property
    def unlinked(self) -> set[tuple[str, str]]:
        """The records of XPM and Ignition that a person parted."""
        return self._once("unlinked", lambda: self.ws.unlinked(App.XPM), self.links_stamp)

    @property
    def decisions(self) -> pd.DataFrame:
        return self._once("decisions", self.ws.decisions, self.answers_stamp)

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
        return self._once("linkable", self._linkable, f"{self.snapshots_stamp}-{beyond}")

    @property
    def tuning_history(self) -> pd.DataFrame:
        """When the matcher was let learn from answers, newest first."""
        return self._once("tuning", self.ws.tuning_history)

    @property
    def clients(self) -> dict[App, pd.DataFrame]:
        """The columns that most pages need of each app that has a snapshot."""
        columns = ["client_id", "name", "state", "is_current", "xpm_id", "number", "updated_at", "url"]
        newest = self.ws.newest()
        return self._once(
            "clients",
            lambda: {app: self.ws.clients(app, columns) for app in APPS if app in newest},
            self.snapshots_stamp or "none",
        )

    @property
    def forecast(self) -> Import:
        """What a first import would do today; needs snapshots of XPM and of Ignition."""
        return self._once("forecast", self._forecast, self.answers_stamp)

    @property
    def newest_plan(self) -> Plan | None:
        """The plan built last that was not applied; one that cannot be read is as good as none, because it is built again."""
        return self._once("newest plan", self._newest_plan)

    @property
    def runs(self) -> pd.DataFrame:
        """All runs; read again when one has grown, and every other second as long as one is at work."""
        kept = self._once("runs", self.ws.runs, stamp := self.journals_stamp)
        if not kept["state"].isin([RUNNING, INTERRUPTED]).any():
            return kept
        return self._once("runs under way", self.ws.runs, f"{stamp}-{int(time.monotonic() // 2)}")

    @property
    def attention(self) -> pd.DataFrame:
        """What a person should look at: ``ws.attention()``."""
        return self._once("attention", self.ws.attention, f"{self.snapshots_stamp}-{self.links_stamp}")

    @property
    def choices(self) -> dict[Key, dict[str, Any]]:
        """The values that people chose, by what they are kept under."""
        return self._once("choices", lambda: {key_of(row): row for row in frames.rows_of(self.ws.choices())})

    def story(self, records: tuple[str, ...]) -> ClientStory:
        """One client's story."""
        return self._once("story", lambda: self.ws.client_story(*records), f"{self.version}-{records}")

    def plan(self, plan_id: str) -> Plan:
        """A plan by its id; a plan never changes."""
        return self._once("plan", lambda: self._read_plan(plan_id), plan_id)

    def plan_view(self, plan_id: str) -> PlanView:
        """A plan's changes, ready to be filtered, counted and ticked."""
        return self._once("plan view", lambda: PlanView(self.plan(plan_id).changes), plan_id)

    def ways(self, plan_id: str) -> PlanWays | None:
        """How each change of a plan would be applied, ticked or not; None while that is being worked out for a long plan.

        It depends on the connections, on the newest snapshots and on what bulk edits were seen to do.
        """
        plan, ws = self.plan(plan_id), self.ws
        files = ("connections.json", "tokens", "abilities.json", "runs")
        stamp = f"{plan_id}-{self.snapshots_stamp}-{'-'.join(str(_touched(ws.folder / name)) for name in files)}"
        view = self.plan_view(plan_id)

        def work() -> PlanWays:
            view.make_ready()
            return PlanWays.of(ws.ways(plan, plan.changes["change_id"]))

        return keeping.soon((str(ws.folder), "ways"), work, stamp, beside=len(view) > LONG)

    @property
    def waiting(self) -> pd.DataFrame:
        """What was handed over and no snapshot has shown."""
        return self._once("waiting", self.ws.waiting, f"{self.journals_stamp}-{self.snapshots_stamp}")

    def kept(self, what: str, work: Callable[[], T], stamp: str) -> T:
        """The outcome of something that takes a while, kept until its stamp changes."""
        return self._once(what, work, stamp)

    def _newest_plan(self) -> Plan | None:
        with st.spinner("Reading the plan…", show_time=True):
            try:
                return self.ws.newest_plan()
            except BadInput:
                return None

    def _read_plan(self, plan_id: str) -> Plan:
        with st.spinner("Reading the plan…", show_time=True):
            return self.ws.plan(plan_id)

    def _forecast(self) -> Import:
        self.queue  # noqa: B018 - with its spinner: what is read below comes out of it
        return first_import(self.clients, self.links, self.ws.flagged_names(), self.unlinked, self._exact)

    def _exact(self, *lists: Any, refused: Collection[tuple[str, str]]) -> LinkReport:
        """What exact names would link; most answers leave it as it is."""
        stamp = f"{self.snapshots_stamp}-{self.links_stamp}-{hash(frozenset(refused))}"
        return self._once("exact names", lambda: link_exact_names(*lists, refused=refused), stamp)

    def _linkable(self) -> int:
        return len(self.forecast.links)

    def _once(self, what: str, read: Callable[[], T], stamp: str = "") -> T:
        """Reads again only when the stamp has changed; by default that is the version."""
        return keeping.once((str(self.ws.folder), what), read, stamp or self.version)


def facts_now() -> Facts:
    """The practice's facts as they are at this moment, for what a press does."""
    return Facts(workspace())
