"""What is wrong with the links at hand: two links to one client, names that drifted apart, records that vanished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.links.merges import Merge
from reconcile.model import App

COLUMNS = ("link_id", "app", "client_id", "name", "reason", "rule", "why")


def check_links(
    links: pd.DataFrame,
    clients: dict[App, pd.DataFrame],
    taken_at: Mapping[App, datetime] | None = None,
    merges: Mapping[tuple[App, str], Merge] | None = None,
    unread: Mapping[tuple[App, str], str] | None = None,
) -> pd.DataFrame:
    """One row for each thing to look at: columns ``COLUMNS``. Nothing here is ever planned.

    ``links`` as ``ws.links()`` gives them; ``clients`` the newest snapshots' clients (``client_id``, ``name``, ``state``,
    ``is_current``), ``taken_at`` when those were taken: a record that was linked after its app's snapshot cannot be in it, and
    has not vanished. ``merges`` are the vanished records that another seems to have taken in, ``unread`` those that could
    not be read this time, with the reason. Rules: IMP-5 (two to one), SYN-7
    (archived on one side), SYN-8 (vanished, merge suspected).
    """
    rows: list[tuple[str | None, ...]] = []
    twice = set(links.loc[links.duplicated(["app_a", "id_b"], keep=False), "link_id"]) | set(
        links.loc[links.duplicated(["app_a", "id_a"], keep=False), "link_id"]
    )
    odd = _odd(links, clients, twice)
    ids = [*odd["id_a"], *odd["id_b"]]
    known = {
        app: {row["client_id"]: row for row in frames.rows_of(table[table["client_id"].isin(ids)])}
        for app, table in clients.items()
    }
    for link in frames.rows_of(odd):
        app = App(link["app_a"])
        here, there = known[app].get(link["id_a"]), known[App.IGNITION].get(link["id_b"])
        if (here is None and _later(link, taken_at, app)) or (there is None and _later(link, taken_at, App.IGNITION)):
            continue
        gone = _gone(link, app, here, there, merges or {}, unread or {})
        rows.extend([gone] if gone else _problems(link, app, here or {}, there or {}, twice=link["link_id"] in twice))
    return frames.frame(COLUMNS, rows)


def _odd(links: pd.DataFrame, clients: dict[App, pd.DataFrame], twice: set[str]) -> pd.DataFrame:
    """The links between two lists at hand that there may be anything to say about: few of many, so each is looked at by itself."""
    chosen = links["link_id"].isin(list(twice)) & False
    if App.IGNITION in clients:
        there = links["id_b"].map(_in_use(clients[App.IGNITION]))
        for app in set(clients) - {App.IGNITION}:
            here = links["id_a"].map(_in_use(clients[app]))
            unlike = here.isna() | there.isna() | (here != there) | links["link_id"].isin(list(twice))
            chosen |= (links["app_a"] == app.value) & unlike
    return links[chosen]


def _in_use(clients: pd.DataFrame) -> dict[str, float]:
    return dict(zip(clients["client_id"], clients["is_current"].astype(float), strict=True))


def _later(link: dict[str, Any], taken_at: Mapping[App, datetime] | None, app: App) -> bool:
    return taken_at is not None and app in taken_at and link["linked_at"] > taken_at[app]


def _gone(
    link: dict[str, Any],
    app: App,
    here: dict[str, Any] | None,
    there: dict[str, Any] | None,
    merges: Mapping[tuple[App, str], Merge],
    unread: Mapping[tuple[App, str], str],
) -> tuple[str | None, ...] | None:
    """What to say where one of the two records is no longer listed."""
    if here is not None and there is not None:
        return None
    gone, end = (app, "a") if here is None else (App.IGNITION, "b")
    client_id, name = link[f"id_{end}"], link[f"name_{end}"]
    if (gone, client_id) in unread:
        why = (
            f"It could not be read from {gone.label} this time, so nothing of it is planned. {unread[gone, client_id]}"
        )
        return (link["link_id"], gone.value, client_id, name, "not read this time", "SYN-8", why)
    merge = merges.get((gone, client_id))
    if merge is None:
        why = (
            f"It was in {gone.label} when it was linked and is no longer in its list: deleted there, or merged into another."
            " Look there, then end the link, or link the one that is left."
        )
        return (link["link_id"], gone.value, client_id, name, "vanished", "SYN-8", why)
    contacts = "1 of its contacts is" if merge.gained == 1 else f"{merge.gained} of its contacts are"
    why = (
        f"It is no longer in {gone.label}'s list, and {contacts} at “{merge.into_name}” ({merge.into_id}) now: the two were"
        " probably merged there. Merges do not cross: merge or archive by hand in the other app, then link the one that is left."
    )
    return (link["link_id"], gone.value, client_id, name, "merge suspected", "SYN-8", why)


def _problems(
    link: dict[str, Any], app: App, here: dict[str, Any], there: dict[str, Any], *, twice: bool
) -> list[tuple[str | None, ...]]:
    key = link["link_id"]
    found: list[tuple[str | None, ...]] = []
    if twice:
        why = "More than one link ends at this client; the extra link has to be removed by hand."
        found.append((key, app.value, link["id_a"], str(here["name"]), "two links to one client", "IMP-5", why))
    if bool(here["is_current"]) != bool(there["is_current"]):
        archived, open_in = (App.IGNITION, app) if here["is_current"] else (app, App.IGNITION)
        state = there["state"] if here["is_current"] else here["state"]
        client_id, name = (link["id_b"], there["name"]) if archived is App.IGNITION else (link["id_a"], here["name"])
        why = f"It is {state} in {archived.label} and in use in {open_in.label}. Archiving does not cross; settle it by hand."
        links = [f"{at.label} {row['url']}" for at, row in ((app, here), (App.IGNITION, there)) if row.get("url")]
        why = " ".join([why, *([f"Its records: {', '.join(links)}."] if links else [])])
        found.append((key, archived.value, client_id, str(name), "archived on one side", "SYN-7", why))
    return found
