"""The records of the practice in short: who stands where under which name, before any document is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from reconcile.sandbox.practice.cards import Card
from reconcile.sandbox.practice.entities import Entity


@dataclass(slots=True, eq=False)
class Record:
    """One client in one app.

    `number` is XPM's number or Ignition's id, `client_id` the app's key; both are set once all records are shuffled.
    `nth` counts the records of the entity, so that the first one is the best kept. `seed` is where everything else that
    is random about the record starts. `mapped` is the XPM record of an Ignition mapping.
    """

    app: str
    entity: Entity
    name: str
    kinds: tuple[str, ...]
    card: str
    nth: int
    seed: int
    state: str = ""
    groups: tuple[str, ...] = ()
    number: int = 0
    client_id: str = ""
    mapped: Record | None = None
    mapped_number: int = 0
    related: list[tuple[str, Record]] = field(default_factory=list)


def state_of(app: str, card: Card, nth: int, rng: Random) -> str:
    """The state of a record in its app's own words; XPM: prospect, archived, deleted or ``""`` for a client."""
    if app == "gusto":
        return "Approved" if rng.random() < 0.96 else rng.choice(("Not Approved", "Suspended"))
    if card.archived == app:
        return "archived"
    if app == "ignition":
        return _ignition_state(card, nth, rng)
    if card.archived or card.ignition or card.gusto:
        return "prospect" if rng.random() < 0.04 else ""
    return rng.choices(("", "prospect", "archived", "deleted"), (80, 9, 9, 2))[0]


def _ignition_state(card: Card, nth: int, rng: Random) -> str:
    if card.state == "other":
        return rng.choice(("inactive", "lost", "archived"))
    if card.state:
        return card.state
    if card.archived:
        return "active"
    again = nth > 0 and len(card.ignition) > 1
    return rng.choices(("active", "lead", "inactive", "lost"), (40, 50, 10, 0) if again else (74, 12, 12, 2))[0]
