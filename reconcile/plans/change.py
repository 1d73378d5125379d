"""A change: one field of one record that a plan would write, and why; and what a plan holds back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.model import App

CREATE = "create"
UPDATE = "update"
CLEAR = "clear"
LINK = "link"
CONTACT_CREATE = "contact-create"
CONTACT_UPDATE = "contact-update"

KINDS = (CREATE, UPDATE, CLEAR, LINK, CONTACT_CREATE, CONTACT_UPDATE)
"""Every kind of change; a cleared field of a contact is a contact-update to nothing."""


def short_hash(*parts: str) -> str:
    """Twelve hex digits that stand for these parts: the same parts, the same id, in every plan."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Change(frames.Shown):
    """One field of one record of one app. ``record_id`` is ``new:<app>:<id>`` for a record made from that source record.

    ``after_from`` names the operation whose new record gives the value (a link to a client that the same plan creates).
    ``depends_on`` is the change that has to be applied first (SET-10). ``risk`` is low, medium or high.
    """

    app: App
    record_id: str
    client_name: str
    kind: str
    entity: str
    entity_id: str
    field: str
    field_label: str
    before: str | None
    after: str
    source_app: App
    source_id: str
    rule: str
    why: str
    risk: str = "low"
    ticked: bool = True
    after_from: str = ""
    depends_on: str = ""

    @property
    def change_id(self) -> str:
        return short_hash(self.app, self.record_id, self.entity, self.entity_id, self.field)

    @property
    def op_id(self) -> str:
        """The operation (one call to the app) that carries this change: all of a client's fields, or one contact's."""
        contact_of_its_own = self.kind in (CONTACT_CREATE, CONTACT_UPDATE)
        return short_hash(
            "op", self.app, self.record_id, self.entity_id if contact_of_its_own else "", self._verb, self.after_from
        )

    @property
    def _verb(self) -> str:
        return UPDATE if self.kind in (UPDATE, CLEAR, LINK) else self.kind


@dataclass(frozen=True, slots=True)
class Held(frames.Shown):
    """Something that a plan saw and will not do, with the reason: for a person to settle.

    Where a person may choose between the two values, ``field_name`` is the field's own name, and ``entity`` and ``entity_id``
    say of what (as last common values are kept).
    """

    app: App
    record_id: str
    client_name: str
    reason: str
    rule: str
    why: str
    field: str = ""
    value_here: str | None = None
    value_there: str | None = None
    other_app: str = ""
    other_id: str = ""
    field_name: str = ""
    entity: str = "client"
    entity_id: str = ""

    @property
    def item_id(self) -> str:
        parts = ("held", self.app, self.record_id, self.reason, self.field, self.other_app, self.other_id)
        return short_hash(*parts, *([self.entity_id] if self.entity_id else []))


CHANGE_COLUMNS = ("change_id", "op_id", *(entry.name for entry in fields(Change)))
HELD_COLUMNS = ("item_id", *(entry.name for entry in fields(Held)))


def changes_frame(changes: list[Change]) -> pd.DataFrame:
    """Changes as rows, columns ``CHANGE_COLUMNS``, in the order in which they will be applied."""
    return frames.frame(CHANGE_COLUMNS, [_row(change, CHANGE_COLUMNS) for change in changes])


def held_frame(held: list[Held]) -> pd.DataFrame:
    """Held items as rows, columns ``HELD_COLUMNS``, each once."""
    once = {item.item_id: item for item in held}
    return frames.frame(HELD_COLUMNS, [_row(item, HELD_COLUMNS) for item in once.values()])


def _row(item: Change | Held, columns: tuple[str, ...]) -> tuple[Any, ...]:
    values = (getattr(item, name) for name in columns)
    return tuple(value.value if isinstance(value, App) else value for value in values)
