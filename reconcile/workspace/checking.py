"""What needs a person's attention in a practice and is never planned: links that broke, merges, odd contacts."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reconcile import frames
from reconcile.links import check_contacts, check_links, suspected_merges
from reconcile.links.checks import COLUMNS
from reconcile.links.merges import Merge
from reconcile.model import App
from reconcile.snapshots import read_table
from reconcile.workspace.finding import Finding
from reconcile.workspace.linking import LOOKED_AT

_CONTACT = ["client_id", "name", "email", "is_primary"]

RECENT = 30
"""How many snapshots of an app are looked through for a record that is gone: a month of nights."""


class Checking(Finding):
    """A practice whose links and contacts are checked."""

    def attention(self) -> pd.DataFrame:
        """What to look at in the newest snapshots: columns ``links.checks.COLUMNS``, one row each.

        Archived on one side (SYN-7), vanished or probably merged (SYN-8), two links to one client (IMP-5), more than one default
        contact (SYN-2), one email on very many clients (DUP-5).
        """
        newest, links = self.newest(), self.links()
        clients = {app: self.clients(app, LOOKED_AT) for app in newest}
        taken_at = {app: snapshot.taken_at for app, snapshot in newest.items()}
        unread = {(app, row["client_id"]): row["why"] for app in newest for row in frames.rows_of(self.unread(app))}
        tables = [check_links(links, clients, taken_at, self._merges(links, clients), unread)]
        tables += [check_contacts(app, clients[app], self.contacts(app, _CONTACT)) for app in newest]
        return pd.concat([table for table in tables if len(table)] or [frames.frame(COLUMNS)], ignore_index=True)

    def _merges(self, links: pd.DataFrame, clients: dict[App, pd.DataFrame]) -> dict[tuple[App, str], Merge]:
        found: dict[tuple[App, str], Merge] = {}
        for app, table in clients.items():
            names = dict(zip(table["client_id"], table["name"], strict=True))
            linked = set(links["id_b"] if app is App.IGNITION else links.loc[links["app_a"] == app.value, "id_a"])
            for ids, before in self._last_seen(app, linked - set(names)):
                merges = suspected_merges(ids, before, self.contacts(app, _CONTACT), names)
                found.update({(app, client_id): merge for client_id, merge in merges.items()})
        return found

    def _last_seen(self, app: App, gone: set[str]) -> Iterator[tuple[set[str], pd.DataFrame]]:
        """Vanished ids, and the contacts of all clients in the last of the recent snapshots that still had them."""
        earlier = [snapshot for snapshot in self.snapshot_list() if snapshot.app is app][-RECENT - 1 : -1]
        for snapshot in reversed(earlier):
            if not gone:
                return
            there = gone & set(read_table(snapshot.path, "clients", ["client_id"])["client_id"])
            gone = gone - there
            if there:
                yield there, read_table(snapshot.path, "contacts", _CONTACT)
