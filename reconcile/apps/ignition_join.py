"""Joins Ignition's two readings of one client list: the Reporting API's rows and the CSV export's.

They share no client id. The API has the slug (``cli_…``), the export the number and the XPM Id.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from reconcile.apps.files.ignition_export import ExportClient
from reconcile.apps.ignition_wire import number_in_link

Document = Mapping[str, Any]

EXPORT_TIME = "%B %d, %Y %I:%M %p"
_FARTHEST_ZONE = dt.timedelta(hours=14)
_ZONE_STEP = dt.timedelta(minutes=15)


def join_export(
    rows: Sequence[Document], contacts: Mapping[str, Sequence[Document]], export: Sequence[ExportClient]
) -> dict[str, ExportClient]:
    """Slug → the client's rows in the export.

    A client is recognised by the id of one of its contacts, then by the number in its link, then by a name that is
    unique on both sides and a time of creation that agrees. Where an export client would fit two slugs, or the other
    way round, it is left alone: a wrong XPM Id does more harm than a missing address.
    """
    joined: dict[str, ExportClient] = {}
    by_contact = {str(c["id"]): slug for slug, members in contacts.items() for c in members if c.get("id")}
    by_number = {number: str(row.get("slug")) for row in rows if (number := number_in_link(row))}
    left: list[ExportClient] = []
    for client in export:
        slugs = {by_contact[row["Contact Id"]] for row in client.contact_rows() if row["Contact Id"] in by_contact}
        slug = next(iter(slugs)) if len(slugs) == 1 else by_number.get(client.number)
        if slug is not None and slug not in joined:
            joined[slug] = client
        elif len(slugs) < 2:
            left.append(client)
    return joined | _by_name(rows, joined, left)


def same_moment(row: Document, client: ExportClient) -> bool:
    """Whether the API's time of creation (ISO, with a zone) and the export's (to the minute, in a zone that it does not
    tell) can be one moment."""
    try:
        exported = dt.datetime.strptime(client.first.get("Created At", ""), EXPORT_TIME)  # noqa: DTZ007 (it tells none)
        told = dt.datetime.fromisoformat(str(row.get("created_at") or "")).astimezone(dt.UTC).replace(tzinfo=None)
    except ValueError:
        return False
    apart = abs(told.replace(second=0, microsecond=0) - exported)
    return apart <= _FARTHEST_ZONE and apart % _ZONE_STEP == dt.timedelta()


def _by_name(
    rows: Sequence[Document], joined: Mapping[str, ExportClient], left: Sequence[ExportClient]
) -> dict[str, ExportClient]:
    slugs: dict[str, list[Document]] = defaultdict(list)
    clients: dict[str, list[ExportClient]] = defaultdict(list)
    for row in rows:
        if row.get("slug") not in joined:
            slugs[str(row.get("name"))].append(row)
    for client in left:
        clients[client.first["Client Name"]].append(client)
    found: dict[str, ExportClient] = {}
    for name, candidates in slugs.items():
        pairs = [(row, client) for row in candidates for client in clients.get(name, ()) if same_moment(row, client)]
        if len(pairs) == 1:
            found[str(pairs[0][0]["slug"])] = pairs[0][1]
    return found
