"""Clients as the matcher compares them: one row a record of any app, with the evidence of its first contact beside it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reconcile import frames
from reconcile.model import App, State

RECORD_COLUMNS = (
    "id", "app", "client_id", "name", "state", "email", "phone", "address", "city", "region", "postcode", "website",
    "contact_name", "url",
)  # fmt: skip


def matching_records(clients: Mapping[App, pd.DataFrame], contacts: Mapping[App, pd.DataFrame]) -> pd.DataFrame:
    """All apps' clients as one table, columns ``RECORD_COLUMNS``; ``id`` is ``app:client_id``. Deleted clients are left out.

    Email and phone are the client's own or else those of its primary (or first) contact. Tax and company numbers are not
    looked at (DUP-5).
    """
    rows = []
    for app, table in clients.items():
        people = _leading_contacts(contacts.get(app))
        for row in frames.rows_of(table):
            if row["state"] == State.DELETED.value:
                continue
            person = people.get(row["client_id"], {})
            phone = row.get("phone") or person.get("phone") or person.get("mobile")
            rows.append(
                {
                    **row,
                    "id": f"{app.value}:{row['client_id']}",
                    "app": app.value,
                    "email": row.get("email") or person.get("email"),
                    "phone": phone,
                    "contact_name": person.get("name"),
                }
            )
    return frames.frame_of_dicts(RECORD_COLUMNS, rows)


def _leading_contacts(contacts: pd.DataFrame | None) -> dict[str, dict[str, str | None]]:
    """The primary contact of each client, or its first."""
    found: dict[str, dict[str, str | None]] = {}
    if contacts is None:
        return found
    for row in frames.rows_of(contacts):
        if row["client_id"] not in found or (row["is_primary"] and not found[row["client_id"]].get("is_primary")):
            found[row["client_id"]] = row
    return found
