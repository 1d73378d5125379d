"""What a plan is built from: the newest snapshots' lists, the links, the decisions, the settings and the field table."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.handed import Waiting
from reconcile.policy import Policy, Settings
from reconcile.snapshots.moments import Moments

Row = dict[str, Any]


@dataclass(frozen=True)
class Lists:
    """Everything that ``build_plan`` reads; it reads nothing else.

    ``clients``, ``contacts`` and ``staff`` are a snapshot's tables by app. ``links`` are the links that hold. ``pairs`` are
    the flagged pairs with ``decision``. ``agreed`` are last common values (``store.AGREED_COLUMNS``). ``imported`` are the
    XPM ids that the first import has seen, or None before it. ``attention`` and ``left`` are what ``links.check_links`` and the
    linking pass found. ``sparse`` are the apps of whose snapshots a whole column may be missing: a field that none of
    their records tells is not known, rather than empty. ``moments`` tells between which two snapshots a value came to be what
    it is. ``waiting`` is what was handed over and no snapshot has shown yet, by change id.
    """

    clients: Mapping[App, pd.DataFrame]
    contacts: Mapping[App, pd.DataFrame]
    staff: Mapping[App, pd.DataFrame]
    links: pd.DataFrame
    pairs: pd.DataFrame
    agreed: pd.DataFrame
    attention: pd.DataFrame
    left: pd.DataFrame
    settings: Settings
    policy: Policy
    snapshots: Mapping[str, str] = field(default_factory=dict)
    imported: frozenset[str] | None = None
    sparse: frozenset[App] = frozenset()
    moments: Moments | None = None
    waiting: Mapping[str, Waiting] = field(default_factory=dict)

    @functools.cached_property
    def records(self) -> dict[App, dict[str, Row]]:
        """Clients by app and id."""
        found: dict[App, dict[str, Row]] = {}
        for app, table in self.clients.items():
            found[app] = {row["client_id"]: row for row in frames.rows_of(table)}
        return found

    @functools.cached_property
    def contact_rows(self) -> dict[App, dict[str, list[Row]]]:
        """Contacts by app and client id, in the app's own order."""
        found: dict[App, dict[str, list[Row]]] = {}
        for app, table in self.contacts.items():
            by_client: dict[str, list[Row]] = {}
            for row in frames.rows_of(table):
                by_client.setdefault(row["client_id"], []).append(row)
            found[app] = by_client
        return found

    @functools.cached_property
    def common(self) -> dict[tuple[str, str, str, str, str, str], tuple[str | None, str | None]]:
        """Last common values by (app, id, Ignition id, entity, entity id, field): this app's spelling and Ignition's."""
        return {
            (row["app_a"], row["id_a"], row["id_b"], row["entity"], row["entity_id"], row["field"]): (
                row["value_a"],
                row["value_b"],
            )
            for row in frames.rows_of(self.agreed)
        }

    @functools.cached_property
    def matched_contacts(self) -> dict[tuple[str, str, str], list[tuple[str, str]]]:
        """The contacts that were one person before, by (app, client id, Ignition client id): this app's id and Ignition's."""
        found: dict[tuple[str, str, str], dict[tuple[str, str], None]] = {}
        for app, id_a, id_b, entity, key, _field in self.common:
            if entity == "contact":
                here, _, there = key.partition("|")
                found.setdefault((app, id_a, id_b), {})[(here, there)] = None
        return {client: list(pairs) for client, pairs in found.items()}

    @functools.cached_property
    def untold(self) -> dict[App, frozenset[tuple[str, str]]]:
        """The (entity, field) that no record of a sparse snapshot tells anything about."""
        found = {}
        for app in self.sparse:
            tables = {"client": self.clients.get(app), "contact": self.contacts.get(app)}
            found[app] = frozenset(
                (entity, str(name))
                for entity, table in tables.items()
                if table is not None
                for name in table.columns
                if table[name].isna().all()
            )
        return found

    def linked(self, app: App) -> list[tuple[Row, Row]]:
        """The linked pairs of an app with Ignition whose records are both there and both current."""
        here, there = self.records.get(app, {}), self.records.get(App.IGNITION, {})
        pairs = zip(self.links["app_a"], self.links["id_a"], self.links["id_b"], strict=True)
        found = [(here.get(id_a), there.get(id_b)) for app_a, id_a, id_b in pairs if app_a == app.value]
        return [(a, b) for a, b in found if a and b and a["is_current"] and b["is_current"]]
