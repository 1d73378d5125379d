"""Plays a scenario over HTTP: the same text, the same expectations, and the sandbox on loopback in place of the apps in memory.

The apps in memory stay where people edit; before anything is read the sandbox is given what they hold, and after a run they are
given what the sandbox holds. Everything between goes through the product's own sources and targets.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reconcile.apps import Connections
from reconcile.apps.fields import IGNITION_ADDRESSES, XPM_READ
from reconcile.model import App, Client, State
from reconcile.plans.plan import Plan
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.world import World
from reconcile.workspace import Workspace
from tests.sandbox.hand_made import ignition_client, xpm_client
from tests.scenarios.apps import StoryApp
from tests.scenarios.playing import Stage, act
from tests.scenarios.reading import Scenario

WRITES = {
    "update_client": "update",
    "create_client": "create",
    "create_contact": "contact",
    "update_contact": "update contact",
}
EMPTY = World([], [], [], [], [], [], [], [], [])


def play_over_http(scenario: Scenario, folder: Path) -> dict[str, str]:
    """What came of a scenario, as ``playing.play`` tells it."""
    practice = folder / "practice"
    practice.mkdir()
    with Sandbox(folder / "sandbox", world=EMPTY) as sandbox:
        stage = ServedStage(practice, sandbox)
        for step in scenario.steps:
            act(stage, step)
        return stage.told()


class ServedStage(Stage):
    """A stage whose apps are served."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        super().__init__(folder)
        self._sandbox = sandbox
        self._connections = Connections.from_dict(sandbox.connections)
        self._connections.save(folder / "connections.json")
        stage = self

        class Wired(Workspace):
            def _targets(self, plan: Plan) -> Mapping[App, Any]:
                stage.hand_out()
                return {app: stage.noting(target) for app, target in super()._targets(plan).items()}

        self.workspace = Wired(folder)

    def source(self, app: StoryApp) -> Any:
        """The product's own source of an app."""
        self.hand_out()
        return self._connections.source(app.app)

    def _tell_run(self, before: dict[App, int]) -> None:
        """As in memory; afterwards the apps in memory hold what the sandbox holds."""
        super()._tell_run(before)
        for app in (App.XPM, App.IGNITION):
            target = self._connections.target(app)
            for client_id, client in self.apps[app].clients.items():
                served = target.read_client(client_id)
                assert served is not None
                told = {
                    name: getattr(served, name) or "" for name in self._fields(app) if getattr(client, name) is not None
                }
                self.apps[app].clients[client_id] = replace(client, **told)

    def hand_out(self) -> None:
        """Gives the sandbox what the apps in memory hold."""
        for number, client in enumerate(self.apps[App.XPM].clients.values()):
            self._sandbox.state.put_xpm_client(_xpm_document(number, client))
        for number, client in enumerate(self.apps[App.IGNITION].clients.values()):
            self._sandbox.state.put_ignition_client(_ignition_document(number, client))

    def noting(self, target: Any) -> Any:
        """The real target, whose writes are noted where the story looks for them."""
        for name, what in WRITES.items():
            setattr(target, name, functools.partial(self._noted, self.apps[target.app], what, getattr(target, name)))
        return target

    @staticmethod
    def _noted(app: StoryApp, what: str, write: Callable[..., Any], on: Any, *more: Any) -> Any:
        app.writes.append((what, on if isinstance(on, str) else on["name"]))
        return write(on, *more)

    @staticmethod
    def _fields(app: App) -> list[str]:
        names = XPM_READ if app is App.XPM else {**IGNITION_ADDRESSES, "name": "name", "xpm_id": "xpm_id"}
        return [name for name in names if name != "url"]


def _xpm_document(number: int, client: Client) -> dict[str, Any]:
    values = {element: getattr(client, name) or "" for name, element in XPM_READ.items() if name not in ("name", "url")}
    flags = {"IsArchived": "Yes" if client.state is State.ARCHIVED else "No"}
    shown = int(client.other_ids.get("number", 9000 + number))
    return xpm_client(client.client_id, shown, client.name, **values, **flags)


def _ignition_document(number: int, client: Client) -> dict[str, Any]:
    values = {key: getattr(client, name) or "" for name, key in IGNITION_ADDRESSES.items()}
    more = {"slug": client.client_id, "state": client.state.value, "xpm_id": client.xpm_id or ""}
    return ignition_client(1001 + number, client.name, **values, **more)
