"""Small practices for tests: records at hand as a source, and an app in memory that can be written.

The app in memory is the model that the exhaustive crash tests compare with; the same promises are tested over real HTTP against
the sandbox in ``tests/workspace``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from reconcile.apps.protocols import Origin
from reconcile.errors import TryAgain
from reconcile.model import App, Client, Contact, Record, Staff, State
from reconcile.workspace import Workspace, open_workspace


class Records:
    """A source of records at hand; ``kind`` is where the snapshot will say that they are from."""

    kind: Literal["api", "file", "records"] = "records"

    def __init__(self, app: App, records: Sequence[Record]) -> None:
        self.app = app
        self._records = list(records)

    @property
    def origin(self) -> Origin:
        return Origin(self.kind, "a test")

    def records(self) -> Iterator[Record]:
        yield from self._records


def xpm(client_id: str, name: str, **fields: Any) -> Client:
    number = fields.pop("number", str(9000 + sum(map(ord, client_id))))
    return Client(App.XPM, client_id, name, **({"state": State.CLIENT, "other_ids": {"number": number}} | fields))


def ignition(client_id: str, name: str, **fields: Any) -> Client:
    return Client(App.IGNITION, client_id, name, **({"state": State.ACTIVE, "xpm_id": ""} | fields))


def gusto(client_id: str, name: str, **fields: Any) -> Client:
    return Client(App.GUSTO, client_id, name, **({"state": State.ACTIVE} | fields))


def contact(contact_id: str, name: str, **fields: Any) -> Contact:
    return Contact(contact_id, name, **fields)


def staff(app: App, name: str, email: str) -> Staff:
    return Staff(app, f"{app}-{name}", name, email)


def take(workspace: Workspace, *records: Record) -> None:
    """New snapshots of the apps whose records are given."""
    for app in App:
        mine = [record for record in records if record.app is app]
        if mine:
            workspace.take_snapshot(Records(app, mine))


def practice(folder: Path, *records: Record) -> Workspace:
    """A workspace with one snapshot of each app that has records here."""
    workspace = open_workspace(folder / "practice")
    take(workspace, *records)
    return workspace


class MemoryApp:
    """An app in memory, with faults that a test switches on: ``lose_request``, ``lose_answer`` (once each)."""

    def __init__(self, app: App, clients: Sequence[Client] = ()) -> None:
        self.app = app
        self.clients: dict[str, Client] = {client.client_id: client for client in clients}
        self.writes: list[tuple[str, str]] = []
        self.lose_request = False
        self.lose_answer = False
        self._ids = itertools.count(1)

    def snapshot(self) -> list[Client]:
        return list(self.clients.values())

    def can_write(self, entity: str, field: str) -> bool:
        return bool(entity and field)

    def read_client(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)

    def find_by_name(self, name: str) -> list[Client]:
        return [client for client in self.clients.values() if client.name == name]

    def create_client(self, values: Mapping[str, str], contacts: Sequence[Mapping[str, str]]) -> Client:
        with self._call("create", values["name"]):
            number = next(self._ids)
            client_id = f"{self.app}-new-{number}"
            made = Client(self.app, client_id, "", state=State.LEAD, xpm_id="", other_ids={"number": f"77{number}"})
            self.clients[client_id] = _with(made, values)
            for entry in contacts:
                self._add_contact(client_id, entry)
        return self.clients[client_id]

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        with self._call("update", client_id):
            self.clients[client_id] = _with(self.clients[client_id], values)

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        made = []
        with self._call("contact", client_id):
            made.append(self._add_contact(client_id, values))
        return made[0]

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        with self._call("update contact", contact_id):
            client = self.clients[client_id]
            people = tuple(
                _with_contact(person, values) if person.contact_id == contact_id else person
                for person in client.contacts
            )
            self.clients[client_id] = replace(client, contacts=people)

    def edit(self, client_id: str, **fields: Any) -> None:
        """An edit that somebody makes in the app itself."""
        self.clients[client_id] = replace(self.clients[client_id], **fields)

    def _add_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        contact_id = f"c{next(self._ids)}"
        client = self.clients[client_id]
        person = _with_contact(Contact(contact_id), values)
        self.clients[client_id] = replace(client, contacts=(*client.contacts, person))
        return contact_id

    def _call(self, what: str, on: str) -> _Call:
        return _Call(self, what, on)


class _Call:
    """One write: it may get lost on its way, or its answer may."""

    def __init__(self, app: MemoryApp, what: str, on: str) -> None:
        self._app, self._what, self._on = app, what, on

    def __enter__(self) -> None:
        if self._app.lose_request:
            self._app.lose_request = False
            raise TryAgain("lost on its way", sent=True)
        self._app.writes.append((self._what, self._on))

    def __exit__(self, *problem: object) -> None:
        if problem[0] is None and self._app.lose_answer:
            self._app.lose_answer = False
            raise TryAgain("the answer was lost", sent=True)


def _with(client: Client, values: Mapping[str, str]) -> Client:
    plain: dict[str, Any] = {name: value for name, value in values.items() if name != "groups"}
    if "groups" in values:
        plain["groups"] = (values["groups"],) if values["groups"] else ()
    return replace(client, **plain)


def _with_contact(person: Contact, values: Mapping[str, str]) -> Contact:
    plain: dict[str, Any] = dict(values)
    if "is_primary" in plain:
        plain["is_primary"] = plain["is_primary"] == "Yes"
    return replace(person, **plain)
