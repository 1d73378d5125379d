"""The three apps of a scenario: in memory, with the manners of the real ones that a plan has to get along with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconcile.errors import NeedsUser
from reconcile.model import App, Client, Record, Staff, State
from tests.practice import MemoryApp
from tests.scenarios.reading import blank


class StoryApp(MemoryApp):
    """An app that trims what it is given, writes emails small (Ignition) and knows its own staff."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self.staff: list[Staff] = []

    def records(self) -> list[Record]:
        """Everything that a snapshot of it reads."""
        return [*self.clients.values(), *self.staff]

    def create_client(self, values: Mapping[str, str], contacts: Sequence[Mapping[str, str]]) -> Client:
        known = set(self.clients)
        try:
            made = super().create_client(self._taken(values), [self._taken(contact) for contact in contacts])
        finally:  # a lost answer makes the client all the same
            for client_id in set(self.clients) - known:
                self.clients[client_id] = self._as_made(self.clients[client_id])
        return self.clients[made.client_id]

    def _as_made(self, client: Client) -> Client:
        if self.app is App.IGNITION:
            return blank(replace(client, state=State.LEAD))
        return blank(replace(client, state=State.CLIENT, xpm_id=None))

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        super().update_client(client_id, self._taken(values))

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        made = super().create_contact(client_id, self._taken(values))
        self._one_default(client_id, made, values)
        return made

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        super().update_contact(client_id, contact_id, self._taken(values))
        self._one_default(client_id, contact_id, values)

    def _one_default(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        if values.get("is_primary") == "Yes":
            client = self.clients[client_id]
            people = tuple(replace(one, is_primary=one.contact_id == contact_id) for one in client.contacts)
            self.clients[client_id] = replace(client, contacts=people)

    def _taken(self, values: Mapping[str, str]) -> dict[str, str]:
        taken = {name: value.replace("\r\n", "\n").strip() for name, value in values.items()}
        emails = {person.email for person in self.staff}
        for name, value in taken.items():
            if self.app is App.IGNITION and name == "email":
                taken[name] = value.lower()
            if name in ("partner", "manager") and value and value not in emails:
                raise NeedsUser(f"{self.app.label} knows nobody by that email.", title="Unknown user")
        return taken
