"""Links of a practice: what is one client by its mapping, by its exact name, or because somebody said so."""

from __future__ import annotations

import json

import pandas as pd

from reconcile import frames
from reconcile.duplicates import flagged
from reconcile.duplicates import store as decision_store
from reconcile.errors import NeedsUser
from reconcile.links import LinkReport, link_exact_names
from reconcile.links import store as link_store
from reconcile.links.decided import decided_links
from reconcile.links.exact import PROPOSED
from reconcile.model import App
from reconcile.workspace.found_pairs import ENDS, Files, records_by_id
from reconcile.workspace.history import History
from reconcile.workspace.people import Role, needs, whoami

LOOKED_AT = ["client_id", "name", "state", "is_current", "url", "number", "xpm_id"]
"""What links are made and checked by; read once for both."""

_ENDED = ("app_a", "id_a", "id_b", "origin")


class Linking(History):
    """A practice with its links."""

    def links(self) -> pd.DataFrame:
        """The links that hold: ``links.LINK_COLUMNS``. ``app_b`` is always Ignition."""
        with self._database.open() as connection:
            return link_store.read_links(connection)

    @needs(Role.REVIEWER)
    def link_exact_names(self, *, by: str = "") -> LinkReport:
        """Links what is exactly equal (IMP-2 to IMP-5) and what people decided (DUP-4); returns what it linked and left."""
        report = self.would_link()
        self._keep_links(report.linked, by)
        return report

    def would_link(self) -> LinkReport:
        """The same without keeping it."""
        ignition = self.clients(App.IGNITION, LOOKED_AT)
        with self._database.open() as connection:
            held = link_store.read_links(connection, only=ENDS)
            ended = link_store.read_links(connection, ended=True, only=_ENDED)
            decisions = decision_store.read_decisions(connection)
        decided = self._standing(decisions)
        reports = []
        for app in (App.XPM, App.GUSTO):
            refused = _refused(decided, app) | _by_hand(ended, app)
            here = self.clients(app, LOOKED_AT)
            reports.append(link_exact_names(app, here, ignition, held[held["app_a"] == app.value], refused=refused))
        new = [report.linked for report in reports if len(report.linked)]
        followed = decided_links(decided, pd.concat([held, *new], ignore_index=True))
        return LinkReport(
            pd.concat([*(report.linked for report in reports), followed], ignore_index=True),
            pd.concat([report.left for report in reports], ignore_index=True),
        )

    @needs(Role.REVIEWER)
    def link(self, app: App | str, client_id: str, ignition_id: str, *, by: str = "") -> None:
        """Links a record of XPM or Gusto with one of Ignition by hand. Raises ``NeedsUser`` where either is not known."""
        names = [self._name_of(App(app), client_id), self._name_of(App.IGNITION, ignition_id)]
        row = (App(app).value, client_id, names[0], App.IGNITION.value, ignition_id, names[1], "decision", "DUP-4")
        self._keep_links(frames.frame(PROPOSED, [row]), by)

    @needs(Role.REVIEWER)
    def unlink(self, app: App | str, client_id: str, ignition_id: str, *, by: str = "") -> int:
        """Ends the link between two records; returns how many links ended."""
        with self._database.open() as connection:
            return link_store.end_links(connection, App(app).value, client_id, ignition_id, by=by or whoami())

    def unlinked(self, app: App | str) -> set[tuple[str, str]]:
        """(This app's id, Ignition's id) of the links that a person ended by hand: no pass over the names brings them back."""
        with self._database.open() as connection:
            ended = link_store.read_links(connection, ended=True, only=_ENDED)
        return _by_hand(ended, App(app))

    def _files(self) -> Files:
        return tuple((app, snapshot.path) for app, snapshot in sorted(self.newest().items()))

    def _standing(self, decisions: pd.DataFrame) -> pd.DataFrame:
        table = records_by_id(self._files()) if len(decisions) else {}
        rows = []
        for answer in frames.rows_of(decisions):
            evidence = json.loads(answer["evidence"])
            a, b = table.get(evidence.pop("a")), table.get(evidence.pop("b"))
            if a is not None and b is not None and flagged.evidence_of(a, b) == evidence:
                rows.append(
                    (a["app"], a["client_id"], a["name"], b["app"], b["client_id"], b["name"], answer["decision"])
                )
        return frames.frame((*ENDS, "decision"), rows)

    def _keep_links(self, proposed: pd.DataFrame, by: str) -> None:
        if not proposed.empty:
            with self._database.open() as connection:
                link_store.add_links(connection, proposed, by=by or whoami())

    def _name_of(self, app: App, client_id: str) -> str:
        table = self.clients(app, ["client_id", "name"])
        found = table.loc[table["client_id"] == client_id, "name"]
        if found.empty:
            raise NeedsUser(f"{app.label} has no client {client_id!r} in its newest snapshot.", title="No such client")
        return str(found.iloc[0])


def _by_hand(ended: pd.DataFrame, app: App) -> set[tuple[str, str]]:
    """The two ids of an app's links that were ended otherwise than by an answer."""
    mine = ended[(ended["app_a"] == app.value) & (ended["origin"] != "decision")]
    return set(zip(mine["id_a"], mine["id_b"], strict=True))


def _refused(decided: pd.DataFrame, app: App) -> set[tuple[str, str]]:
    """(This app's id, Ignition's id) of the pairs that a person said are different."""
    found = set()
    for row in frames.rows_of(decided[decided["decision"] == "different"]):
        ends = {row["app_a"]: row["id_a"], row["app_b"]: row["id_b"]}
        if set(ends) == {app.value, App.IGNITION.value}:
            found.add((ends[app.value], ends[App.IGNITION.value]))
    return found
