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
        rows = []
        for each in [App(app)] if app else list(self.newest()):
            for row in frames.rows_of(
                self.clients(each, ["client_id", "name", "state", "is_current", "email", "phone", "url"])
            ):
                if wanted and row["is_current"] and wanted in row["name"].casefold():
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
            for row in frames.rows_of(self.clients(app)):
                if client in (row["client_id"], row["name"]) or (
                    app_name == app.value and client_id == row["client_id"]
                ):
                    return app, row
        hint = "Give an id of the app, or the exact name."
        raise NeedsUser(f"No client {client!r} is in the newest snapshots.", title="No such client", hint=hint)

    def _lookup(self, app: App, client_id: str) -> tuple[App, dict[str, Any] | None]:
        return app, next((row for row in frames.rows_of(self.clients(app)) if row["client_id"] == client_id), None)
