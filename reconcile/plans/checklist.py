"""What a person has to do by hand in the apps, as a list to tick off: client by client, each with before, after and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.journal import Story
from reconcile.plans.operation import Row
from reconcile.plans.outcome import Ending
from reconcile.plans.plan import Plan

CHECKLIST_COLUMNS = (
    "change_id", "done", "app", "client_name", "url", "task", "field_label", "before", "after", "why", "rule", "way",
    "outcome", "ticked_by", "ticked_at",
)  # fmt: skip
"""``done`` is True where a person has ticked the item off or a snapshot has shown it; ``url`` is the record's web address."""

UrlOf = Callable[[App, str], str]
"""The web address of a record, or nothing where the app tells none."""


def checklist(
    plan: Plan, story: Story, ways: Iterable[str], url_of: UrlOf, contacts: Mapping[str, str]
) -> pd.DataFrame:
    """The items of a run that were handed over in these ways (``plans.ways``), columns ``CHECKLIST_COLUMNS``, client by client.

    ``contacts`` are the names of the contacts that are there, by their ids.
    """
    rows = [row for row in frames.rows_of(plan.changes) if row["change_id"] in story.handed]
    wanted = set(ways)
    people = {**contacts, **_names_of_people(rows)}
    items = [_item(row, story, url_of, people) for row in rows if story.handed[row["change_id"]]["way"] in wanted]
    order = {key: place for place, key in reversed(list(enumerate((item["app"], item["_record"]) for item in items)))}
    items.sort(key=lambda item: order[(item["app"], item["_record"])])
    return frames.frame_of_dicts(CHECKLIST_COLUMNS, items)


def _item(row: Row, story: Story, url_of: UrlOf, people: Mapping[str, str]) -> dict[str, Any]:
    change_id = row["change_id"]
    handed, outcome, tick = story.handed[change_id], story.outcomes[change_id], story.ticks.get(change_id, {})
    app, record_id = App(row["app"]), outcome["record_id"] or row["record_id"]
    ticked = bool(tick.get("done"))
    return {
        **row,
        "_record": row["record_id"],
        "done": ticked or Ending(outcome["ending"]).is_done,
        "url": url_of(app, record_id) or url_of(App(row["source_app"]), row["source_id"]),
        "task": task_of(row, people),
        "after": handed["after"] or row["after"] or _UNTOLD.get(row["field"], ""),
        "way": handed["way"],
        "outcome": outcome["ending"],
        "ticked_by": tick.get("by", "") if ticked else "",
        "ticked_at": tick.get("at", "") if ticked else "",
    }


_UNTOLD = {"xpm_id": "(the number of the client that you create in XPM)"}
"""What stands for a value that nobody knows yet."""


def task_of(row: Row, people: Mapping[str, str]) -> str:
    """What to do, in a few words."""
    app, person = App(row["app"]).label, people.get(row["entity_id"], "")
    if row["entity"] == "link":
        return "Link to the XPM client (Edit client, Apps)"
    if row["kind"] == "create" and row["entity"] == "client":
        return f"Create the client in {app}" if row["field"] == "name" else "New client: fill in"
    if row["entity"] == "contact":
        new = row["entity_id"].startswith("new:")
        if new:
            return "Add a contact" if row["field"] == "name" else f"New contact {person}: fill in".replace("  ", " ")
        return f"Contact {person}: change".replace("  ", " ")
    return "Clear" if not row["after"] else "Change"


def _names_of_people(rows: Iterable[Row]) -> dict[str, str]:
    """The names of the contacts that are new."""
    named = (row for row in rows if row["entity"] == "contact" and row["field"] == "name")
    return {row["entity_id"]: row["after"] for row in named if row["entity_id"].startswith("new:")}
