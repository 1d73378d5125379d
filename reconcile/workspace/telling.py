"""Telling one client's story out of everything that a practice keeps."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates import store as decision_store
from reconcile.errors import NeedsUser
from reconcile.links import store as link_store
from reconcile.model import App
from reconcile.plans import store
from reconcile.plans.plan import Plan
from reconcile.plans.survivor import SURVIVOR_COLUMNS
from reconcile.policy import store as settings_store
from reconcile.workspace import activity
from reconcile.workspace.client_story import HISTORY_COLUMNS, RECORD_COLUMNS, ClientStory, field_table
from reconcile.workspace.nightly import Nights

RUNS = 50
"""How many of the newest runs are looked through for a client."""

_Found = tuple[App, dict[str, Any]]


class Telling(Nights):
    """A practice that tells of one client at a time."""

    def client_story(self, client: str, *others: str, plan: Plan | None = None) -> ClientStory:
        """Everything about one client: all its records side by side, and what was agreed, said, planned and done.

        ``client`` is an id of any app, ``app:id`` or an exact name; the records linked with it come along. ``others`` are records
        to see beside it, such as the other one of a pair. ``plan`` is the newest one unless another is given. Raises ``NeedsUser``
        where a client is not known.
        """
        found = self._records_of([client, *others])
        keys = [f"{app.value}:{row['client_id']}" for app, row in found]
        taken = {app: snapshot.taken_at for app, snapshot in self.newest().items()}
        with self._database.open() as connection:
            links = link_store.read_links_of(connection, keys)
            decisions = decision_store.read_decisions_of(connection, keys)
            agreed = pd.concat(
                [store.read_agreed(connection, of=pair) for pair in _across(found)] or [_nothing_agreed()]
            )
        chosen, ids = self.choice_history(), [row["client_id"] for _, row in found]
        whole = plan or self.newest_plan()
        part = whole.only({*ids, *(f"new:{key}" for key in keys)}) if whole is not None else None
        mine = agreed[agreed["entity"] == "client"]
        return ClientStory(
            records=frames.frame(
                RECORD_COLUMNS,
                [
                    (key, app.value, row["client_id"], row["name"], row["state"], row["url"], taken[app])
                    for key, (app, row) in zip(keys, found, strict=True)
                ],
            ),
            fields=field_table(self.policy, found, dict(zip(mine["field"], mine["value_b"], strict=True))),
            survivors=self._all_survivors(found),
            links=links,
            decisions=decisions,
            choices=chosen[chosen["client_id"].isin(ids) & chosen["ignition_id"].isin(ids)].reset_index(drop=True),
            changes=part.changes if part is not None else frames.frame(()),
            held=part.held if part is not None else frames.frame(()),
            history=self._history_of(ids),
        )

    def activity(self) -> pd.DataFrame:
        """Who did what, when and on what evidence, newest first: ``workspace.activity.ACTIVITY_COLUMNS``."""
        decisions = self.decision_history()
        rows = [*activity.answers(decisions), *activity.values(self.choice_history()), *activity.runs(self.runs())]
        rows += activity.tunings(self.tuning_history())
        with self._database.open() as connection:
            rows += activity.links(link_store.read_all_links(connection), set(decisions["decided_at"]))
            rows += activity.settings(settings_store.read_settings_history(connection))
        rows.sort(key=lambda row: row["at"], reverse=True)
        return frames.frame_of_dicts(activity.ACTIVITY_COLUMNS, rows)

    def _records_of(self, clients: list[str]) -> list[_Found]:
        """The records meant, and those linked with them, XPM's and Gusto's before Ignition's."""
        links = self.links()
        found: dict[str, _Found] = {}
        todo = [self._find(client) for client in clients]
        while todo:
            app, row = todo.pop(0)
            key = f"{app.value}:{row['client_id']}"
            if key in found:
                continue
            found[key] = (app, row)
            ends = links[
                ((links["app_a"] == app.value) & (links["id_a"] == row["client_id"]))
                | ((links["app_b"] == app.value) & (links["id_b"] == row["client_id"]))
            ]
            for link in frames.rows_of(ends):
                for other, client_id in ((link["app_a"], link["id_a"]), (link["app_b"], link["id_b"])):
                    record = self._lookup(App(other), client_id)[1]
                    if record is not None:
                        todo.append((App(other), record))
        order = (App.XPM, App.GUSTO, App.IGNITION)
        return sorted(found.values(), key=lambda one: order.index(one[0]))

    def _all_survivors(self, found: list[_Found]) -> pd.DataFrame:
        tables = [self.survivors(app, there, here) for app, there, here in _across(found)]
        return pd.concat(tables, ignore_index=True) if tables else frames.frame(SURVIVOR_COLUMNS)

    def _history_of(self, ids: list[str]) -> pd.DataFrame:
        """What the newest runs did to these records."""
        rows: list[dict[str, Any]] = []
        journals = sorted(
            (self.folder / "runs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns, reverse=True
        )
        for path in journals[:RUNS]:
            try:
                plan = self.folder / "plans" / f"{path.stem}.json"
                text = plan.read_bytes()
                run = self.run(path.stem) if any(one.encode() in text for one in ids) else None
            except (NeedsUser, OSError):
                continue
            if run is not None:
                about = {"run_id": run.run_id, "started_at": run.started_at, "by": run.by}
                sources = plan_sources(self.plan(run.plan_id))
                for outcome in frames.rows_of(run.outcomes):
                    if outcome["record_id"] in ids or sources.get(outcome["change_id"]) in ids:
                        rows.append({**outcome, **about})
        rows.sort(key=lambda row: row["started_at"], reverse=True)
        return frames.frame_of_dicts(HISTORY_COLUMNS, rows)


def plan_sources(plan: Plan) -> dict[str, str]:
    """The source record of each change of a plan, by change id."""
    return dict(zip(plan.changes["change_id"], plan.changes["source_id"], strict=True))


def _across(found: list[_Found]) -> list[tuple[str, str, str]]:
    """Each record of another app beside each of Ignition's: (app, its id, Ignition's id)."""
    here = [row["client_id"] for app, row in found if app is App.IGNITION]
    return [(app.value, row["client_id"], one) for app, row in found if app is not App.IGNITION for one in here]


def _nothing_agreed() -> pd.DataFrame:
    return frames.frame(store.AGREED_COLUMNS)
