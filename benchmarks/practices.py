"""The generator's practices as the matcher gets them: records of three apps, and the pairs that are truly one client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reconcile.apps.gusto_wire import client_from_company
from reconcile.apps.ignition_wire import client_from_record
from reconcile.apps.xpm_wire import client_from_wire
from reconcile.duplicates.records import matching_records
from reconcile.model import App, Client
from reconcile.sandbox.practice import build_world

CLIENT_COLUMNS = (
    "client_id", "name", "state", "email", "phone", "address", "city", "region", "postcode", "website", "url",
)  # fmt: skip
CONTACT_COLUMNS = ("client_id", "name", "email", "phone", "mobile", "is_primary")


@dataclass(frozen=True)
class Practice:
    """Records with the columns of :func:`find_duplicates`, and the pairs of ids of one client by whether names are equal."""

    name: str
    records: pd.DataFrame
    truth: frozenset[frozenset[str]]

    @property
    def unequal(self) -> frozenset[frozenset[str]]:
        """The true pairs whose names are not equal: what exact names cannot find."""
        names = dict(zip(self.records["id"], self.records["name"], strict=True))
        return frozenset(pair for pair in self.truth if len({names[record] for record in pair}) > 1)


def demo_practice(clients: int, seed: int, corruption: float) -> Practice:
    """The demo's practice of this size, seed and corruption, as the workspace hands it to the matcher."""
    world = build_world(clients, seed, corruption=corruption)
    apps = {
        App.XPM: [client_from_wire(_xpm(document), {}) for document in world.xpm_clients],
        App.IGNITION: [client_from_record(document) for document in world.ignition_clients],
        App.GUSTO: [
            client_from_company(document["company"], document["locations"], document["admins"])
            for document in world.gusto_companies
        ],
    }
    records = matching_records(
        {app: _clients(found) for app, found in apps.items()}, {app: _contacts(found) for app, found in apps.items()}
    )
    shown = records.drop(columns=["client_id", "state", "url"])
    return Practice(f"demo {clients:,} seed {seed} corruption {corruption:g}", shown, _truth(world.truth, shown))


def _xpm(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as the wire has it: groups and staff are of no use to the matcher."""
    return {key: value for key, value in document.items() if key not in {"Groups", "AccountManager", "JobManager"}}


def _clients(clients: Iterable[Client]) -> pd.DataFrame:
    rows = [
        {name: getattr(client, name) for name in CLIENT_COLUMNS} | {"state": client.state.value} for client in clients
    ]
    return pd.DataFrame(rows, columns=list(CLIENT_COLUMNS), dtype=object)


def _contacts(clients: Iterable[Client]) -> pd.DataFrame:
    rows = [
        {"client_id": client.client_id} | {name: getattr(contact, name) for name in CONTACT_COLUMNS[1:]}
        for client in clients
        for contact in client.contacts
    ]
    return pd.DataFrame(rows, columns=list(CONTACT_COLUMNS), dtype=object)


def _truth(rows: Iterable[Mapping[str, Any]], records: pd.DataFrame) -> frozenset[frozenset[str]]:
    known = set(records["id"])
    by_entity: dict[str, list[str]] = {}
    for row in rows:
        record = f"{row['app']}:{row['client_id']}"
        if record in known:
            by_entity.setdefault(str(row["entity"]), []).append(record)
    return frozenset(
        frozenset((one, other))
        for members in by_entity.values()
        for place, one in enumerate(members)
        for other in members[place + 1 :]
    )
