"""What is wrong with the links at hand: two links to one client, names that drifted apart, records that vanished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.model import App

COLUMNS = ("link_id", "app", "client_id", "name", "reason", "rule", "why")


def check_links(
    links: pd.DataFrame, clients: dict[App, pd.DataFrame], taken_at: Mapping[App, datetime] | None = None
) -> pd.DataFrame:
    """One row for each thing to look at: columns ``COLUMNS``. Nothing here is ever planned.

    ``links`` as ``ws.links()`` gives them; ``clients`` the newest snapshots' clients (``client_id``, ``name``, ``state``,
    ``is_current``), ``taken_at`` when those were taken: a record that was linked after its app's snapshot cannot be in it, and
    has not vanished. Rules: IMP-5 (two to one), SYN-7 (archived on one side), SYN-8 (vanished).
    """
    rows: list[tuple[str | None, ...]] = []
    known = {app: {row["client_id"]: row for row in frames.rows_of(table)} for app, table in clients.items()}
    twice = set(links.loc[links.duplicated(["app_a", "id_b"], keep=False), "link_id"]) | set(
        links.loc[links.duplicated(["app_a", "id_a"], keep=False), "link_id"]
    )
    for link in frames.rows_of(links):
        app = App(link["app_a"])
        if app not in known or App.IGNITION not in known:
            continue
        here, there = known[app].get(link["id_a"]), known[App.IGNITION].get(link["id_b"])
        if (here is None and _later(link, taken_at, app)) or (there is None and _later(link, taken_at, App.IGNITION)):
            continue
        rows.extend(_problems(link, app, here, there, twice=link["link_id"] in twice))
    return frames.frame(COLUMNS, rows)


def _later(link: dict[str, Any], taken_at: Mapping[App, datetime] | None, app: App) -> bool:
    return taken_at is not None and app in taken_at and link["linked_at"] > taken_at[app]


def _problems(
    link: dict[str, Any], app: App, here: dict[str, Any] | None, there: dict[str, Any] | None, *, twice: bool
) -> list[tuple[str | None, ...]]:
    key = link["link_id"]
    if here is None or there is None:
        gone, client_id, name = (
            (app, link["id_a"], link["name_a"]) if here is None else (App.IGNITION, link["id_b"], link["name_b"])
        )
        why = f"It was in {gone.label} when it was linked and is no longer in its list: deleted there, or merged into another."
        return [(key, gone.value, client_id, name, "vanished", "SYN-8", why)]
    found: list[tuple[str | None, ...]] = []
    if twice:
        why = "More than one link ends at this client; the extra link has to be removed by hand."
        found.append((key, app.value, link["id_a"], str(here["name"]), "two links to one client", "IMP-5", why))
    if bool(here["is_current"]) != bool(there["is_current"]):
        archived, open_in = (App.IGNITION, app) if here["is_current"] else (app, App.IGNITION)
        state = there["state"] if here["is_current"] else here["state"]
        client_id, name = (link["id_b"], there["name"]) if archived is App.IGNITION else (link["id_a"], here["name"])
        why = f"It is {state} in {archived.label} and in use in {open_in.label}. Archiving does not cross; settle it by hand."
        found.append((key, archived.value, client_id, str(name), "archived on one side", "SYN-7", why))
    return found
