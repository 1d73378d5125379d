"""Finding a client of a practice: by id, by name, or as one types."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates.flagged import components
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.workspace.teaching import Teaching

FOUND_COLUMNS = ("app", "client_id", "name", "state", "email", "phone", "url")


class Finding(Teaching):
    """A practice whose clients can be looked up."""

    def search(self, text: str, app: App | str | None = None, *, limit: int = 20) -> pd.DataFrame:
        """Current clients whose name holds ``text`` whatever its case, columns ``FOUND_COLUMNS``, names that begin with it first.

        This is the search by name with which a client made in XPM is picked from Ignition (NEW-3).
        """
        wanted = text.strip().casefold()
        rows: list[dict[str, Any]] = []
        for each in ([App(app)] if app else list(self.newest())) if wanted else ():
            table = self.clients(each, ["client_id", "name", "state", "is_current", "email", "phone", "url"])
            named = [wanted in name.casefold() for name in table["name"]]
            for row in frames.rows_of(table[named]):
                if row["is_current"]:
                    rows.append({**row, "app": each.value})
        rows.sort(key=lambda row: (not row["name"].casefold().startswith(wanted), row["name"].casefold(), row["app"]))
        return frames.frame_of_dicts(FOUND_COLUMNS, rows[:limit])

    def _one_client(self, client: str) -> set[str]:
        """The ids of all records that are this client, the one that a plan would create included."""
        app, record = self._find(client)
        links = self.links()
        roots = components(links)
        mine = f"{app.value}:{record['client_id']}"
        ends = {key for key, root in roots.items() if root == roots.get(mine)} | {mine}
        ids = {key.partition(":")[2] for key in ends}
        return ids | {f"new:{key}" for key in ends}

    def _find(self, client: str) -> tuple[App, dict[str, Any]]:
        app_name, _, client_id = client.partition(":")
        for app in (App.IGNITION, App.XPM, App.GUSTO):
            table = self.clients(app)
            mine = (table["client_id"] == client) | (table["name"] == client)
            if app_name == app.value:
                mine |= table["client_id"] == client_id
            for row in frames.rows_of(table[mine].head(1)):
                return app, row
        hint = "Give an id of the app, or the exact name."
        raise NeedsUser(f"No client {client!r} is in the newest snapshots.", title="No such client", hint=hint)

    def _lookup(self, app: App, client_id: str) -> tuple[App, dict[str, Any] | None]:
        table = self.clients(app)
        return app, next(iter(frames.rows_of(table[table["client_id"] == client_id])), None)
