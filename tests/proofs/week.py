"""A week of a practice in virtual time: people edit in three apps, nights sync, apps go away, somebody approves now and then.

The nights are the product's own, the clock is ours. A seed says everything that happens. What the end has to be is worked out
beside it, by ``oracle``.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from reconcile.errors import TryAgain
from reconcile.model import App, Client
from reconcile.plans import agreed
from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch
from reconcile.policy import AppSettings, Direction, Nightly, Scope, Settings
from reconcile.policy.schedule import next_nightly_sync
from reconcile.snapshots import writer
from reconcile.workspace import Workspace
from tests.practice import Records, contact, gusto, ignition, xpm
from tests.proofs.oracle import Oracle
from tests.scenarios.apps import StoryApp

MADE_LATER = 3
"""How many clients of a seed people make during the week, at most."""

SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "zy")
TRADES = ("Bakery", "Choir", "Farm", "Fishing", "Legal", "Motors", "Optics", "Plumbing", "Rafting", "Roofing", "Timber")
FIELDS = ("phone", "city", "fax", "website")
FIRST = datetime(2026, 3, 30, 6, tzinfo=UTC)
"""The week has the end of daylight saving in it."""

OFF = AppSettings(scope=Scope.NOTHING)
TWO_WAY = AppSettings(scope=Scope.EVERYTHING, direction=Direction.TWO_WAY)
REGIMES = (
    Settings(xpm=TWO_WAY, gusto=OFF, nightly=Nightly(apply="update")),
    Settings(xpm=TWO_WAY, gusto=OFF, conflict="newest", nightly=Nightly(apply="update")),
    Settings(nightly=Nightly(apply="update")),
)
"""Article A's two-way sync, asking about conflicts or not; and the recommended one way from Gusto to XPM."""


@dataclass
class Clock:
    """The time of the week; every look at it is a moment later."""

    now: datetime = FIRST

    def tell(self) -> datetime:
        self.now += timedelta(milliseconds=5)
        return self.now


class App3(StoryApp):
    """An app that can be away: it answers nothing then, and what is sent to it has not arrived."""

    away = False

    def read_client(self, client_id: str) -> Client | None:
        self._answer()
        return super().read_client(client_id)

    def find_by_name(self, name: str) -> list[Client]:
        self._answer()
        return super().find_by_name(name)

    def _answer(self) -> None:
        if self.away:
            raise TryAgain(f"{self.app.label} does not answer.", sent=False)


class Week:
    """One practice and its week.

    A seed is a handful of clients and all that people do to them; several seeds share a practice, and with it its nights, its
    outages and the manager who approves now and then.
    """

    def __init__(self, folder: Path, seeds: Sequence[int]) -> None:
        self.chance = random.Random(seeds[0])
        self.people = {seed: random.Random(seed) for seed in seeds}
        self.settings = REGIMES[seeds[0] % len(REGIMES)]
        self.clock = Clock()
        self.apps = {app: App3(app) for app in App}
        for seed in seeds:
            self._fill(seed)
        self.oracle = Oracle(self.apps, two_way=self.settings.xpm.direction is Direction.TWO_WAY)
        self.workspace = self._workspace(folder)
        self.workspace.save_settings(self.settings)
        self.nights: list[tuple[str, bool]] = []
        self.rest = -1

    def run(self) -> None:
        """Seven days and nights, and then a person who goes through everything that is left."""
        virtual = _virtual(self.clock)
        with mock.patch.object(writer, "datetime", virtual), mock.patch.object(agreed, "datetime", virtual):
            for _day in range(7):
                self._day()
                self._night()
            for app in self.apps.values():
                app.away = False
            for _round in range(4):
                self.rest = self._approve(everything=True)
                if self.rest == 0:
                    break

    def _day(self) -> None:
        for _hour in range(4):
            self.clock.now += timedelta(minutes=self.chance.randrange(1, 150))
            for seed, chance in self.people.items():
                if chance.random() < 0.5:
                    self._edit(seed, chance)
        if self.chance.random() < 0.3:
            self._approve(everything=self.chance.random() < 0.3)

    def _night(self) -> None:
        due = next_nightly_sync(self.settings.timezone, self.clock.now)
        self.clock.now = due
        away = self.chance.choice([None, None, None, *self.apps.values()])
        if away is not None:
            away.away = True
        answering = self.apps[App.IGNITION if self.chance.random() < 0.5 else App.XPM]
        answering.lose_answer = self.chance.random() < 0.2
        night = self.workspace.run_night(due=due, clock=self.clock.tell, patience=0, watch=self._watch())
        self.nights.append((night.state, away is not None))
        for app in self.apps.values():
            app.away = app.lose_answer = False
        self.oracle.look()

    def _approve(self, *, everything: bool) -> int:
        """A person takes snapshots, builds a plan, and applies what is ticked, or all of it; returns how many changes it had."""
        for app in self.apps.values():
            if app.clients:
                self.workspace.take_snapshot(Records(app.app, app.records()))
        self.workspace.link_exact_names()
        flagged = self.workspace.duplicates()
        if len(flagged):
            self.workspace.decide(list(flagged["pair_id"]), "different", by="the manager")
        plan = self.workspace.build_plan()
        ids = list(plan.changes["change_id"]) if everything else None
        if len(plan.changes):
            self.workspace.apply(plan, ids, by="the manager", release=self._count(plan, ids), watch=self._watch())
        self.oracle.look()
        return len(plan.changes)

    @staticmethod
    def _count(plan: Plan, ids: list[str] | None) -> int:
        return int(plan.changes["ticked"].astype(bool).sum()) if ids is None else len(ids)

    def _edit(self, seed: int, chance: random.Random) -> None:
        """Somebody does something in one of the apps."""
        app, kind = chance.choice(list(self.apps.values())), chance.random()
        mine = self._mine(app, seed)
        if kind < 0.1 and app.app is not App.GUSTO:
            self._new_client(app, seed, chance)
        elif kind < 0.2 and app.app is not App.GUSTO and mine:
            client = chance.choice(mine)
            number = sum(len(one.contacts) for one in mine)
            person = contact(
                f"{app.app}-{seed}-p{number}", f"Person {app.app} {number}", email=f"{seed}.{number}@{app.app}.example"
            )
            app.clients[client.client_id] = replace(client, contacts=(*client.contacts, person))
        elif mine:
            self._new_value(app, chance.choice(mine).client_id, chance)

    def _mine(self, app: App3, seed: int) -> list[Client]:
        return [client for client_id, client in app.clients.items() if client_id[1:].startswith(f"{seed}-")]

    def _new_client(self, app: App3, seed: int, chance: random.Random) -> None:
        number = next((n for n in range(7, 7 + MADE_LATER) if not self._is_there(name_of(seed, n))), None)
        if number is None:
            return
        if app.app is App.XPM:
            made = xpm(f"x{seed}-{number}", name_of(seed, number), number=f"{seed}{number}", **_values(chance))
        else:
            made = ignition(f"i{seed}-{number}", name_of(seed, number), **_values(chance))
        app.clients[made.client_id] = made
        self.oracle.made(app.app, made)

    def _is_there(self, name: str) -> bool:
        return any(client.name == name for app in self.apps.values() for client in app.clients.values())

    def _new_value(self, app: App3, client_id: str, chance: random.Random) -> None:
        field = chance.choice(FIELDS[:2] if app.app is App.GUSTO else FIELDS)
        cleared = app.app is not App.GUSTO and chance.random() < 0.15
        value = "" if cleared else f"{chance.randrange(1, 9)}{chance.randrange(10**6):06}"
        app.edit(client_id, **{field: value})
        self.oracle.edited(app.app, client_id, field, value)

    def _fill(self, seed: int) -> None:
        chance = self.people[seed]
        for number in range(7):
            name, where = name_of(seed, number), chance.random()
            if where < 0.9:
                person = contact(f"x{seed}-c{number}", f"Person {number}", email=f"c{number}@{seed}.example")
                made = xpm(f"x{seed}-{number}", name, number=f"{seed}{number}", contacts=(person,), **_values(chance))
                self.apps[App.XPM].clients[made.client_id] = made
            if where > 0.2:
                mapped = f"{seed}{number}" if 0.5 < where < 0.9 else ""
                made = ignition(f"i{seed}-{number}", name, xpm_id=mapped, **_values(chance))
                self.apps[App.IGNITION].clients[made.client_id] = made
            if where > 0.4 and self.settings.gusto.scope is not Scope.NOTHING:
                made = gusto(f"g{seed}-{number}", name, phone=f"8{number}", city="")
                self.apps[App.GUSTO].clients[made.client_id] = made

    def _watch(self) -> Watch:
        """Nobody waits for pauses, and people go on working while a run is at work."""
        return Watch(pause=lambda _seconds: None, probe=self._meanwhile)

    def _meanwhile(self, step: str, _operation: object) -> None:
        if step == "answered" and self.chance.random() < 0.05:
            app = self.chance.choice([self.apps[App.XPM], self.apps[App.IGNITION]])
            self._new_value(app, self.chance.choice(list(app.clients)), self.chance)

    def _workspace(self, folder: Path) -> Workspace:
        week = self

        class Wired(Workspace):
            def _targets(self, _plan: Plan) -> Mapping[App, Any]:
                return week.apps

            def directly(self, _plan: Plan, approved: Iterable[str] | None = None) -> list[str]:
                return list(approved or ())

            def _sources(self) -> dict[str, Callable[[], Any]]:
                there = {app.value: one for app, one in week.apps.items() if one.clients}
                return {name: functools.partial(week._source, one) for name, one in there.items()}

        folder.mkdir(parents=True, exist_ok=True)
        return Wired(folder)

    @staticmethod
    def _source(app: App3) -> Records:
        if app.away:
            raise TryAgain(f"{app.app.label} does not answer.")
        return Records(app.app, app.records())


def name_of(seed: int, number: int) -> str:
    """The name of a seed's client, unlike all others as far as chance allows."""
    chance = random.Random(f"{seed}/{number}")
    return f"{''.join(chance.choices(SYLLABLES, k=4)).title()} {chance.choice(TRADES)}"


def _values(chance: random.Random) -> dict[str, Any]:
    """Every field is told, be it empty: an app that tells nothing of a field has not cleared it."""
    return {field: chance.choice(["", f"{chance.randrange(10**5, 10**6)}"]) for field in FIELDS}


def _virtual(clock: Clock) -> type[datetime]:
    class Virtual(datetime):
        @classmethod
        def now(cls, _tz: Any = None) -> Any:
            return clock.tell()

    return Virtual
