"""Two records that are one thing, about to be compared: linked clients, or contacts matched within them."""

from __future__ import annotations

from dataclasses import dataclass

from reconcile.model import App
from reconcile.plans.lists import Row


@dataclass(frozen=True)
class Pairing:
    """Two records that are one thing: linked clients, or contacts matched within them; ``b`` is Ignition's."""

    app: App
    client_a: Row
    client_b: Row
    entity: str
    a: Row
    b: Row
    id_a: str
    id_b: str

    @property
    def key(self) -> str:
        """What the last common values of this pairing are kept under."""
        return "" if self.entity == "client" else f"{self.id_a}|{self.id_b}"

    @property
    def contact_a(self) -> str:
        """The other app's contact, or nothing for the client itself."""
        return "" if self.entity == "client" else self.id_a

    @property
    def contact_b(self) -> str:
        """Ignition's contact, or nothing for the client itself."""
        return "" if self.entity == "client" else self.id_b
