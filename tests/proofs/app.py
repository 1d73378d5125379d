"""An app that is a plain dictionary of clients, with or without versions, whose every call passes the points of a timeline."""

from __future__ import annotations

import contextlib
import copy
import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from reconcile.errors import Moved, NeedsUser, TryAgain
from reconcile.model import App, Client, Contact, State
from tests.proofs.timeline import FINE, LATE, LOST_ANSWER, LOST_REQUEST, Timeline

T = TypeVar("T")


@dataclass(frozen=True)
class Effect:
    """A write of ours that changed something: when, how the record was last read before the write left, and what it changed."""

    at: int
    read_at: int
    what: str
    record_id: str
    before: Client | None
    after: Client


class PlainApp:
    """A target of one app. ``effects`` are the writes that changed something, ``held`` every state that a client was in.

    ``edited`` is a client before and after somebody else's edit.
    """

    def __init__(self, app: App, clients: Sequence[Client], timeline: Timeline) -> None:
        self.app = app
        self.clients: dict[str, Client] = {client.client_id: client for client in clients}
        self.versions: Counter[str] = Counter()
        self.effects: list[Effect] = []
        self.held: list[Client] = list(clients)
        self.edited: tuple[Client | None, Client | None] = (None, None)
        self._timeline = timeline
        self._reads: dict[str, int] = {}
        self._ids = itertools.count(1)
        self._expected: tuple[str, str] | None = None
        self._read_at = 0

    def can_write(self, entity: str, field: str) -> bool:
        return bool(entity and field)

    def read_client(self, client_id: str) -> Client | None:
        self._timeline.point(f"{self.app} read")
        found = self._as_read(self.clients.get(client_id))
        self._reads[client_id] = self._timeline.now
        self._timeline.point(f"{self.app} read came in")
        return found

    def find_by_name(self, name: str) -> list[Client]:
        self._timeline.point(f"{self.app} search")
        found = [client for client in self.clients.values() if client.name == name]
        self._reads[name] = self._timeline.now
        self._timeline.point(f"{self.app} search came in")
        return found

    def create_client(self, values: Mapping[str, str], contacts: Sequence[Mapping[str, str]]) -> Client:
        def effect() -> Client:
            number = next(self._ids)
            people = tuple(with_contact(Contact(f"{number}-{nth}"), one) for nth, one in enumerate(contacts))
            blank = Client(self.app, f"{self.app}-made-{number}", "", State.LEAD, xpm_id="", contacts=people)
            made = with_values(replace(blank, other_ids={"number": f"77{number}"}), values)
            self._keep(made, "create")
            return made

        return self._write("create", values["name"], effect)

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        def effect() -> None:
            self._keep(with_values(self._there(client_id), values), "update")

        self._write("update", client_id, effect)

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        def effect() -> str:
            client, contact_id = self._there(client_id), f"made-{next(self._ids)}"
            person = with_contact(Contact(contact_id), values)
            self._keep(replace(client, contacts=(*client.contacts, person)), "contact")
            return contact_id

        return self._write("contact", client_id, effect)

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        def effect() -> None:
            client = self._there(client_id)
            people = tuple(
                with_contact(one, values) if one.contact_id == contact_id else one for one in client.contacts
            )
            self._keep(replace(client, contacts=people), "update contact")

        self._write("update contact", client_id, effect)

    def remove(self, client_id: str) -> None:
        """Somebody takes a client away."""
        self.edited = self.clients.pop(client_id, None), None
        self.versions[client_id] += 1

    def edit(self, client: Client) -> None:
        """Somebody saves a client in the app itself."""
        self.edited = self.clients.get(client.client_id), client
        self.clients[client.client_id] = client
        self.versions[client.client_id] += 1
        self.held.append(client)

    def _as_read(self, client: Client | None) -> Client | None:
        return client

    def _keep(self, client: Client, what: str) -> None:
        before = self.clients.get(client.client_id)
        self.versions[client.client_id] += 1
        if client != before:
            self.effects.append(Effect(self._timeline.now, self._read_at, what, client.client_id, before, client))
        self.clients[client.client_id] = client
        self.held.append(client)

    def _there(self, client_id: str) -> Client:
        if client_id not in self.clients:
            raise NeedsUser("There is no such client.", title="Not found")
        return self.clients[client_id]

    def _write(self, what: str, key: str, effect: Callable[[], T]) -> T:
        read_at = self._reads.get(key, 0)
        self._timeline.point(f"{self.app} {what}")
        fate = self._timeline.fate()
        if fate in (LOST_REQUEST, LATE):
            if fate == LATE:
                self._timeline.later(lambda: self._arrives_late(effect, read_at))
            self._timeline.point(f"{self.app} {what} not answered")
            raise TryAgain("no answer", sent=True)
        made = self._carried_out(effect, read_at)
        self._timeline.point(f"{self.app} {what} answered")
        if fate == LOST_ANSWER:
            raise TryAgain("the answer was lost", sent=True)
        assert fate == FINE
        return made

    def _carried_out(self, effect: Callable[[], T], read_at: int) -> T:
        if self._expected is not None and str(self.versions[self._expected[0]]) != self._expected[1]:
            raise Moved("The client was saved since it was read.")
        self._read_at = read_at
        return effect()

    def _arrives_late(self, effect: Callable[[], Any], read_at: int) -> None:
        """Nobody waits any more for the app's answer, be it a refusal."""
        with contextlib.suppress(Moved, NeedsUser):
            self._carried_out(effect, read_at)


class ListingApp(PlainApp):
    """An app without versions that lists what has changed, so that the product reads several clients at once."""

    def read_changed_since(self, _when: datetime) -> list[Client]:
        """Every client that was saved since the plan was built, be it before that moment: a list may tell more than was asked."""
        self._timeline.point(f"{self.app} list")
        found = [client for client in self.clients.values() if self.versions[client.client_id]]
        self._timeline.point(f"{self.app} list came in")
        return found


class VersionedApp(PlainApp):
    """The same with a version of each client: a write that expects one is refused where the client was saved since."""

    def version(self, client: Client) -> str:
        """The version that came with a client as it was read."""
        return str(client.raw["version"])

    def expecting(self, client_id: str, version: str) -> VersionedApp:
        """This very app, for writes to a client that is still of that version."""
        expecting = copy.copy(self)
        expecting._expected = (client_id, version)
        return expecting

    def _as_read(self, client: Client | None) -> Client | None:
        return client and replace(client, raw={"version": self.versions[client.client_id]})


def with_values(client: Client, values: Mapping[str, str]) -> Client:
    """A client with other values of some of its fields."""
    plain: dict[str, Any] = {name: value for name, value in values.items() if name != "groups"}
    if "groups" in values:
        plain["groups"] = (values["groups"],) if values["groups"] else ()
    return replace(client, **plain)


def with_contact(person: Contact, values: Mapping[str, str]) -> Contact:
    """A contact with other values of some of its fields."""
    plain: dict[str, Any] = dict(values)
    if "is_primary" in plain:
        plain["is_primary"] = plain["is_primary"] == "Yes"
    return replace(person, **plain)
