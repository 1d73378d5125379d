"""The table of field rules: which field syncs, in which direction, by which rule and why.

Everything that plans, compares or explains reads this table; no rule is an ``if`` on a field's name.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
from dataclasses import dataclass
from importlib import resources

from reconcile.errors import Bug, NeedsUser
from reconcile.frames import Shown, frame, in_html
from reconcile.model import App
from reconcile.policy.settings import Direction, Scope, Settings

TWO_WAY = "two-way"
FROM_XPM = "from-xpm"
FROM_XPM_WHEN_UNSET = "from-xpm-when-unset"
IMPORT_ONLY = "import-only"
NEVER = "never"
_SYNCS = (TWO_WAY, FROM_XPM, FROM_XPM_WHEN_UNSET, IMPORT_ONLY, NEVER)


@dataclass(frozen=True, slots=True)
class FieldRule(Shown):
    """One row of the table; the columns are described at the head of ``fields.toml``."""

    entity: str
    name: str
    label: str
    compare: str
    sync: str
    rule: str
    why: str
    import_rule: str | None = None
    gusto: bool = False
    scope: str | None = None
    home: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """All field rules, and a digest by which a plan notices that they have changed since (REL-9)."""

    rules: tuple[FieldRule, ...]
    digest: str

    def _repr_html_(self) -> str:
        rows = [(row.entity, row.label, row.sync, row.rule) for row in self.rules]
        return in_html(
            "Field rules",
            {"rules": len(rows), "digest": self.digest},
            frame(("entity", "field", "syncs", "rule"), rows),
        )

    def rule(self, entity: str, name: str) -> FieldRule:
        """The row of one field. Raises ``Bug`` where the table has none."""
        for row in self.rules:
            if row.entity == entity and row.name == name:
                return row
        raise Bug(f"The field table has no row for {entity}.{name}.")

    def find(self, name: str) -> FieldRule:
        """The row of a field by its name or its label, as a person gives it; a contact's as ``contact.email``.

        Raises ``NeedsUser`` for a field that the table does not have.
        """
        wanted = name.strip().casefold()
        for row in self.rules:
            if wanted in (row.label.casefold(), f"{row.entity}.{row.name}", row.name if row.entity == "client" else ""):
                return row
        known = ", ".join(row.name for row in self.rules if row.entity == "client" and row.sync != NEVER)
        raise NeedsUser(f"{name!r} is no field of a client.", title="Unknown field", hint=f"One of: {known}.")

    def imported(self, entity: str) -> tuple[FieldRule, ...]:
        """The fields that a first import carries (IMP-6, IMP-7, IMP-8)."""
        return tuple(row for row in self.rules if row.entity == entity and row.import_rule)

    def created_in_xpm(self, entity: str) -> tuple[FieldRule, ...]:
        """The fields that a client created in XPM out of Ignition is given (NEW-1): those that sync both ways."""
        return tuple(row for row in self.rules if row.entity == entity and row.sync == TWO_WAY)

    def synced(self, entity: str, source: App, target: App, settings: Settings) -> tuple[FieldRule, ...]:
        """The fields that flow from ``source`` to ``target`` under the settings (SYN-1 to SYN-5, SET-1 to SET-6)."""
        if target is App.GUSTO:
            return ()
        other = source if target is App.IGNITION else target
        app = settings.of(other)
        if app.scope is Scope.NOTHING or not _flows(app.direction, into_ignition=target is App.IGNITION):
            return ()
        rows = [row for row in self.rules if row.entity == entity and self._carries(row, other, target)]
        if app.scope is Scope.CLIENT_NAME:
            rows = [row for row in rows if row.scope == "client-name"]
        return tuple(rows)

    @staticmethod
    def _carries(row: FieldRule, other: App, target: App) -> bool:
        if other is App.GUSTO:
            return row.gusto
        if row.sync == TWO_WAY:
            return True
        return row.sync in (FROM_XPM, FROM_XPM_WHEN_UNSET) and target is App.IGNITION


def _flows(direction: Direction, *, into_ignition: bool) -> bool:
    return direction is Direction.TWO_WAY or (direction is Direction.FROM_APP) == into_ignition


@functools.cache
def load_policy() -> Policy:
    """The table that ships with the toolkit. Raises ``Bug`` where a row is not well-formed."""
    text = resources.files("reconcile.policy").joinpath("fields.toml").read_text(encoding="utf-8")
    return parse_policy(text)


def parse_policy(text: str) -> Policy:
    """A policy out of the table's TOML text."""
    rows = []
    for entry in tomllib.loads(text)["field"]:
        entry = dict(entry)
        rows.append(FieldRule(import_rule=entry.pop("import", None), **entry))
        if rows[-1].sync not in _SYNCS:
            raise Bug(f"The field table says sync = {rows[-1].sync!r} for {rows[-1].entity}.{rows[-1].name}.")
    return Policy(tuple(rows), hashlib.sha256(text.encode()).hexdigest()[:16])
