"""Plays a scenario on a real workspace in a folder, against apps in memory."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from reconcile import frames
from reconcile.errors import ReconcileError, TryAgain
from reconcile.model import App, Staff, State
from reconcile.plans.journal import journal_path
from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch
from reconcile.policy import recommended_settings
from reconcile.policy.schedule import last_nightly_sync
from reconcile.workspace import Workspace
from reconcile.workspace.matching import Answer
from tests.practice import Records
from tests.scenarios import telling
from tests.scenarios.apps import StoryApp
from tests.scenarios.outline import Line
from tests.scenarios.reading import (
    APPS,
    Scenario,
    client_of,
    contact_of,
    is_client,
    settings_of,
    with_contact_field,
    with_field,
)

_PAIR = re.compile(r"(?P<app>\w+) (?P<id>\w+) and (?P<other>\w+) (?P<other_id>\w+)(?:: (?P<verdict>\w+))?")
_EDIT = re.compile(r"(?P<id>\w+) (?:contact (?P<contact>\w+) )?(?P<name>[^:]+):(?P<value>.*)")
_BECOMES = re.compile(r"(?P<id>\w+) (?:contact (?P<contact>\w+) )?is (?P<state>\w+)")


def play(scenario: Scenario, folder: Path) -> dict[str, str]:
    """What came of a scenario: file name → text, without the files that would be empty."""
    stage = Stage(folder)
    for step in scenario.steps:
        act(stage, step)
    return stage.told()


def act(stage: Stage, step: Line) -> None:
    """Plays one step."""
    for pattern, action in STEPS.items():
        found = re.fullmatch(pattern, step.text)
        if found:
            action(stage, step, *found.groups())
            return
    raise step.error("no such section; playing.STEPS has them all")


class Stage:
    """The apps, the workspace, and what has been told so far."""

    def __init__(self, folder: Path) -> None:
        self.apps = {app: StoryApp(app) for app in App}
        self.plans: list[Plan] = []
        self.parts: dict[str, list[str]] = {"plan.txt": [], "journal.txt": [], "answers.txt": []}
        self.away: set[App] = set()
        stage = self

        class Wired(Workspace):
            def _targets(self, _plan: Plan) -> Mapping[App, Any]:
                return stage.apps

            def directly(self, _plan: Plan, approved: Iterable[str] | None = None) -> list[str]:
                return list(approved or ())

            def _sources(self) -> dict[str, Any]:
                there = {app.value: one for app, one in stage.apps.items() if one.clients}
                return {name: functools.partial(stage.source, one) for name, one in there.items()}

        self.workspace = Wired(folder)

    def source(self, app: StoryApp) -> Records:
        """What a snapshot reads of an app. Raises ``TryAgain`` for one that cannot be read tonight."""
        if app.app in self.away:
            raise TryAgain(f"{app.app.label} does not answer.")
        return Records(app.app, app.records())

    def told(self) -> dict[str, str]:
        """The texts as they are kept."""
        parts = {name: "\n\n".join(texts) for name, texts in self.parts.items() if texts}
        return {
            name: f"{text}\n" for name, text in {**parts, "apps.txt": telling.told_apps(self.apps.values())}.items()
        }

    def in_app(self, step: Line, label: str) -> None:
        """``XPM``, ``Ignition`` or ``Gusto``: staff, new clients, and edits that people make there."""
        app = self.apps[APPS[label]]
        for line in step.below:
            if line.text.startswith("staff "):
                name, email = line.pair()
                person = name.removeprefix("staff ")
                app.staff = [one for one in app.staff if one.name != person]
                app.staff += [Staff(app.app, f"s-{person}", person, email)] if email != "gone" else []
            elif is_client(line):
                client = client_of(app.app, line)
                app.clients[client.client_id] = client
            elif found := _BECOMES.fullmatch(line.text):
                _become(app, found["id"], found["contact"], found["state"])
            elif line.below:
                client_id, _, rest = line.text.partition(" ")
                contact = contact_of(app.app, replace(line, text=rest))
                client = app.clients[client_id]
                app.clients[client_id] = replace(client, contacts=(*client.contacts, contact))
            else:
                _edit(app, line)

    def settings(self, step: Line) -> None:
        """``Settings``: as they are saved; a refusal is an answer."""
        try:
            self.workspace.save_settings(settings_of(step.below, self.workspace.settings))
        except ReconcileError as error:
            self.answer(telling.told_error("Settings refused", error))

    def show_settings(self, _step: Line) -> None:
        """``Show the settings``: scope and direction of each app as they are kept, and whether they are the recommended ones."""
        kept = self.workspace.settings
        apps = [
            f"{app.label} {kept.of(app).scope.value}, {kept.of(app).direction.value}" for app in (App.XPM, App.GUSTO)
        ]
        advice = " (recommended)" if kept == recommended_settings() else ""
        self.answer(f"The settings are: {'; '.join(apps)}{advice}")

    def preview(self, step: Line) -> None:
        """``Preview settings``: what the next sync under them would overwrite (SET-9)."""
        try:
            plan = self.workspace.preview_plan(settings_of(step.below, self.workspace.settings))
        except ReconcileError as error:
            self.answer(telling.told_error("Settings refused", error))
            return
        self.answer(telling.told_plan("The next sync under these settings", plan, ()))

    def snapshots(self, _step: Line, labels: str | None = None) -> None:
        """``Snapshots`` of all apps that have clients, or ``Snapshots of XPM``."""
        for app in self.apps.values():
            if app.clients and (labels is None or app.app.label in labels):
                self.workspace.take_snapshot(self.source(app))

    def plan(self, step: Line, fresh: str | None) -> None:
        """``Plan`` or ``Plan from fresh snapshots``, of everything or of one client, app or kind."""
        if fresh:
            self.snapshots(step)
        wanted = dict(line.pair() for line in step.below)
        try:
            self._planned(f"Plan {len(self.plans) + 1}", self.workspace.build_plan(**wanted))
        except ReconcileError as error:
            self.answer(telling.told_error("No plan", error))

    def undo(self, _step: Line) -> None:
        """``Undo the run``: the plan that takes the last run back."""
        self._planned(
            f"Plan {len(self.plans) + 1}, which takes the last run back", self.workspace.undo(self._plan.plan_id)
        )

    def apply(self, step: Line, what: str) -> None:
        """``Apply what is ticked``, ``everything``, ``the same plan again``, or ``these`` with a line a change."""
        approved, release = self._approved(step, what), None
        for line in step.below:
            if found := re.fullmatch(r"release: (\d+)", line.text):
                release = int(found[1])
            elif found := re.fullmatch(r"the (request|answer) of (\w+) is lost", line.text):
                setattr(self.apps[APPS[found[2]]], f"lose_{found[1]}", True)
        before = {app: len(one.writes) for app, one in self.apps.items()}
        title = f"Run of plan {len(self.plans)}"
        try:
            quick = Watch(pause=lambda _seconds: None)
            self.workspace.apply(self._plan, approved, by="the manager", release=release, watch=quick)
        except ReconcileError as error:
            self.parts["journal.txt"].append(telling.told_error(f"{title} refused", error))
            return
        self._tell_run(before)

    def _tell_run(self, before: dict[App, int]) -> None:
        path = journal_path(self.workspace.folder / "runs", self._plan.plan_id)
        if not path.exists():
            return
        writes = [
            f"{app.label} {what} {on}" for app, one in self.apps.items() for what, on in one.writes[before[app] :]
        ]
        title = f"Run of plan {len(self.plans)}"
        self.parts["journal.txt"].append(telling.told_journal(title, path, self._plan, writes))

    def decide(self, step: Line) -> None:
        """``Decide``: ``XPM x1 and Ignition i1: different``, a line a pair."""
        for line in step.below:
            found = _PAIR.fullmatch(line.text)
            if found is None:
                raise line.error("“XPM x1 and Ignition i1: same” is expected")
            ends = {(APPS[found["app"]].value, found["id"]), (APPS[found["other"]].value, found["other_id"])}
            for row in frames.rows_of(self.workspace.duplicates()):
                if {(row["app_a"], row["id_a"]), (row["app_b"], row["id_b"])} == ends:
                    answer = cast(Answer, found["verdict"])
                    self.workspace.decide(row["pair_id"], answer, by="the manager")
                    break
            else:
                raise line.error("this pair is not flagged")

    def link(self, step: Line, what: str) -> None:
        """``Link`` or ``Unlink``: ``XPM x1 and Ignition i1``, a line a pair."""
        for line in step.below:
            found = _PAIR.fullmatch(line.text)
            if found is None:
                raise line.error("“XPM x1 and Ignition i1” is expected")
            act = self.workspace.link if what == "Link" else self.workspace.unlink
            act(APPS[found["app"]], found["id"], found["other_id"], by="the manager")

    def why(self, step: Line) -> None:
        """``Ask why``: a line a question, an id and a field."""
        for line in step.below:
            client, _, field = line.text.partition(" ")
            self.answer(telling.told_diagnosis(self.workspace.why(client, field or None)))

    def search(self, _step: Line, text: str) -> None:
        """``Search for …`` (NEW-3)."""
        rows = frames.rows_of(self.workspace.search(text))
        found = [f"  {App(row['app']).label} {row['name']} ({row['client_id']}), {row['state']}" for row in rows]
        self.answer("\n".join([f"Search for “{text}”", *(found or ["  nothing"])]))

    def night(self, step: Line, day: str) -> None:
        """``Night of 2026-10-04``: the sync at the midnight with which that day begins in the practice's time zone."""
        zone = self.workspace.settings.timezone
        due = last_nightly_sync(zone, datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=ZoneInfo(zone)))
        lasting, self.away = timedelta(minutes=5), set()
        for line in step.below:
            if found := re.fullmatch(r"it takes (\d+) minutes", line.text):
                lasting = timedelta(minutes=int(found[1]))
            elif found := re.fullmatch(r"(\w+) cannot be read", line.text):
                self.away.add(APPS[found[1]])
            else:
                raise line.error("“it takes 40 minutes” or “XPM cannot be read” is expected")
        times = itertools.chain([due], itertools.repeat(due + lasting))
        quick = Watch(pause=lambda _seconds: None)
        before = {app: len(one.writes) for app, one in self.apps.items()}
        night = self.workspace.run_night(due=due, clock=lambda: next(times), patience=0, watch=quick)
        self.away = set()
        self.answer(telling.told_night(day, night, zone))
        if night.plan_id and night.plan_id not in [plan.plan_id for plan in self.plans]:
            self._planned(f"Plan {len(self.plans) + 1}, of the night", self.workspace.plan(night.plan_id))
            self._tell_run(before)

    def answer(self, text: str) -> None:
        """Keeps an answer."""
        self.parts["answers.txt"].append(text)

    @property
    def _plan(self) -> Plan:
        return self.plans[-1]

    def _planned(self, title: str, plan: Plan) -> None:
        self.plans.append(plan)
        self.parts["plan.txt"].append(telling.told_plan(title, plan, self.workspace.brakes(plan)))

    def _approved(self, step: Line, what: str) -> list[str] | None:
        if what in ("what is ticked", "the same plan again"):
            return None
        rows = frames.rows_of(self._plan.changes)
        if what == "everything":
            return [row["change_id"] for row in rows]
        chosen: list[str] = []
        for line in [line for line in step.below if re.match(r"(XPM|Ignition) ", line.text)]:
            label, record_id, field = line.text.split(" ", 2)
            of_record = [row for row in rows if (row["app"], row["record_id"]) == (APPS[label].value, record_id)]
            named = [row["change_id"] for row in of_record if field in (row["field_label"], "everything")]
            if not named:
                raise line.error("the plan has no such change")
            chosen += named
        return chosen


def _become(app: StoryApp, client_id: str, contact_id: str | None, state: str) -> None:
    client = app.clients[client_id]
    if contact_id:
        people = tuple(one for one in client.contacts if one.contact_id != contact_id)
        app.clients[client_id] = replace(client, contacts=people)
    elif state == "gone":
        del app.clients[client_id]
    else:
        app.clients[client_id] = replace(client, state=State(state))


def _edit(app: StoryApp, line: Line) -> None:
    found = _EDIT.fullmatch(line.text)
    if found is None or found["id"] not in app.clients:
        raise line.error("a new client, a staff member, or an edit such as “x1 phone: 02 5550 1111” is expected")
    client = app.clients[found["id"]]
    name, value = replace(line, text=f"{found['name']}:{found['value']}").pair()
    if found["contact"] is None:
        app.clients[client.client_id] = with_field(client, line, name, value)
        return
    people = tuple(
        with_contact_field(one, line, name, value) if one.contact_id == found["contact"] else one
        for one in client.contacts
    )
    app.clients[client.client_id] = replace(client, contacts=people)


STEPS: dict[str, Callable[..., None]] = {
    r"(XPM|Ignition|Gusto)": Stage.in_app,
    r"Settings": Stage.settings,
    r"Show the settings": Stage.show_settings,
    r"Preview settings": Stage.preview,
    r"Snapshots(?: of (.+))?": Stage.snapshots,
    r"Plan( from fresh snapshots)?": Stage.plan,
    r"Undo the run": Stage.undo,
    r"Apply (what is ticked|everything|the same plan again|these)": Stage.apply,
    r"Decide": Stage.decide,
    r"(Link|Unlink)": Stage.link,
    r"Night of (\d{4}-\d\d-\d\d)": Stage.night,
    r"Ask why": Stage.why,
    r"Search for (.+)": Stage.search,
}
"""The sections of a scenario and what they do."""
