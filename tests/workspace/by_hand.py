"""A person who works through a checklist in the sandbox's apps, and who uploads files and exports lists there."""

from __future__ import annotations

import urllib.request
from collections.abc import Collection
from pathlib import Path
from typing import Any

import requests

from reconcile.apps import Connections, IgnitionExportSource
from reconcile.model import App
from reconcile.plans.operation import Operation, operations
from reconcile.plans.plan import Plan
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import Workspace


class Person:
    """Somebody at a browser: has no connection of the toolkit, but may use the apps."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self._folder = folder
        self._connections = Connections.from_dict(sandbox.connections)
        self._made: dict[str, Any] = {}

    def export(self) -> Path:
        """Ignition's client export, saved as a file."""
        ignition = self.sandbox.connections["ignition"]
        request = urllib.request.Request(
            ignition["export_url"], headers={"Authorization": f"Bearer {ignition['token']}"}
        )
        path = self._folder / "clients.csv"
        with urllib.request.urlopen(request) as answer:
            path.write_bytes(answer.read())
        return path

    def upload(self, data: bytes) -> dict[str, Any]:
        """A bulk edit in Ignition; says what it did or the faults for which nothing was done."""
        ignition = self.sandbox.connections["ignition"]
        headers = {"Authorization": f"Bearer {ignition['token']}"}
        url = f"{self.sandbox.url}/ignition/imports/clients.csv"
        done: dict[str, Any] = requests.post(url, data=data, headers=headers, timeout=30).json()
        return done

    def take_all(self, workspace: Workspace) -> None:
        """Snapshots of all three, Ignition's from the export file alone."""
        workspace.take_snapshot(self._connections.source(App.XPM))
        workspace.take_snapshot(self._connections.source(App.GUSTO))
        self.take_ignition(workspace)

    def take_ignition(self, workspace: Workspace) -> None:
        workspace.take_snapshot(IgnitionExportSource(self.export()))

    def do(self, plan: Plan, change_ids: Collection[str]) -> None:
        """Does these changes in the apps, one record after another."""
        for operation in operations(plan, set(change_ids)):
            self._one(operation)

    def _one(self, operation: Operation) -> None:
        target = self._connections.target(operation.app)
        record = self._made[operation.record_id].client_id if operation.record_id in self._made else operation.record_id
        values = operation.values("contact" if operation.verb.startswith("contact") else "client")
        for row in operation.changes:
            if row["after_from"]:
                values[row["field"]] = self._made[row["after_from"]].other_ids["number"]
        if operation.verb == "create":
            self._made[operation.record_id] = target.create_client(values, operation.new_contacts())
        elif operation.verb == "update":
            target.update_client(record, values)
        elif operation.verb == "contact-create":
            target.create_contact(record, values)
        else:
            target.update_contact(record, operation.changes[0]["entity_id"], values)
        getattr(target, "close", lambda: None)()
