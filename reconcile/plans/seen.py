"""Looking for what was handed over in a snapshot that was taken since: it is there, or it is not seen yet.

An update is seen where the record holds the planned value in the app's own spelling (REL-4). A new client is seen where exactly one
client of its very name is there that was not there before (with the XPM Id that the plan gave it, where the list tells one); it is
linked then. Where it could be several, a person is told.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reconcile import frames
from reconcile.model import App
from reconcile.plans.journal import Story
from reconcile.plans.operation import Row
from reconcile.plans.outcome import Ending, Outcome
from reconcile.plans.plan import Plan
from reconcile.plans.sight import Sight, contact_text

_NOT_THERE = "No new client of this name is there yet."
_SEVERAL = "Several new clients of this name are there: look which one it is, and link it by hand."
_NO_RECORD = "The record is not in the snapshot."
_NO_LINK = "The client that it links to has not been seen yet."


@dataclass
class Seen:
    """What a look at the newest snapshots found: new endings, with the snapshot that shows them, and new records."""

    outcomes: list[tuple[Outcome, str]] = field(default_factory=list)
    created: dict[str, tuple[App, str]] = field(default_factory=dict)

    @property
    def done(self) -> set[str]:
        """The changes that were seen."""
        return {outcome.change_id for outcome, _ in self.outcomes if outcome.ending.is_done}


@dataclass(frozen=True)
class Look:
    """A look for one run's changes. ``earlier`` are the ids and numbers of the clients that each app had when the plan was built.

    ``left`` are changes that a newer run has taken up: they are not looked for any more.
    """

    plan: Plan
    story: Story
    sights: Mapping[App, Sight]
    earlier: Mapping[App, Collection[str]]
    left: Collection[str] = ()

    def run(self) -> Seen:
        """The endings that have changed since the last look."""
        seen = Seen()
        rows = [row for row in frames.rows_of(self.plan.changes) if self._is_due(row)]
        self._find_new_clients(rows, seen)
        for row in rows:
            sight = self.sights[App(row["app"])]
            outcome = self._outcome(row, sight, seen)
            if self._is_news(outcome):
                seen.outcomes.append((outcome, sight.snapshot_id))
        return seen

    def _is_due(self, row: Row) -> bool:
        """Handed over, not seen so far, and a snapshot of its app was begun since."""
        change_id = row["change_id"]
        event, handed = self.story.outcomes.get(change_id), self.story.handed.get(change_id)
        if event is None or handed is None or change_id in self.left or not Ending(event["ending"]).is_open:
            return False
        sight = self.sights.get(App(row["app"]))
        return sight is not None and sight.taken_at > datetime.fromisoformat(handed["at"])

    def _is_news(self, outcome: Outcome) -> bool:
        known = self.story.outcomes[outcome.change_id]
        return (known["ending"], known["reason"], known["now"]) != (outcome.ending.value, outcome.reason, outcome.now)

    def _find_new_clients(self, rows: list[Row], seen: Seen) -> None:
        for row in rows:
            if not _names_a_new_client(row):
                continue
            app = App(row["app"])
            found = self._candidates(row, self.sights[app])
            if len(found) == 1:
                seen.created[row["record_id"]] = (app, found[0]["client_id"])

    def _candidates(self, row: Row, sight: Sight) -> list[Row]:
        """The clients that can be the new one."""
        app = App(row["app"])
        before = {*self.earlier.get(app, ()), *self.plan.known_names.get(f"{app.value}:{row['after']}", ())}
        names = dict.fromkeys((row["after"], row["after"].strip()))
        found = [
            client
            for name in names
            for client in sight.named(name)
            if client["client_id"] not in before and (client.get("number") or client["client_id"]) not in before
        ]
        key = self._key(row["record_id"])
        ours = [client for client in found if key and client.get("xpm_id") == key]
        return ours or found

    def _key(self, record_id: str) -> str:
        """The XPM Id that a new client was handed over with."""
        for row in self._handed.get((record_id, ""), ()):
            if row["entity"] == "link":
                return str(self.story.handed[row["change_id"]]["after"] or "")
        return ""

    def _outcome(self, row: Row, sight: Sight, seen: Seen) -> Outcome:
        client, missing = self._client(row, sight, seen)
        if client is None:
            return Outcome(row["change_id"], Ending.NOT_SEEN, missing, record_id=self._record_id(row))
        planned, reason = self._planned(row, seen)
        if reason:
            return Outcome(row["change_id"], Ending.NOT_SEEN, reason, record_id=client["client_id"])
        now = self._now(row, sight, client)
        if sight.equal(row, now, planned):
            return Outcome(row["change_id"], Ending.APPLIED, "", now, client["client_id"])
        shows = f"“{now}”" if now else "nothing"
        kind = "still " if row["before"] is not None and sight.equal(row, now, row["before"]) else ""
        reason = f"The newest snapshot {kind}shows {shows} here."
        return Outcome(row["change_id"], Ending.NOT_SEEN, reason, now, client["client_id"])

    def _client(self, row: Row, sight: Sight, seen: Seen) -> tuple[Row | None, str]:
        if row["kind"] != "create":
            number = self.story.handed[row["change_id"]].get("number", "")
            return sight.client(row["record_id"], number or ""), _NO_RECORD
        made = self._made(row["record_id"], seen)
        if made is not None:
            return sight.client(made[1]), _NO_RECORD
        name = self._namers.get(row["record_id"])
        several = name is not None and len(self._candidates(name, sight)) > 1
        return None, _SEVERAL if several else _NOT_THERE

    @functools.cached_property
    def _namers(self) -> dict[str, Row]:
        """Of each record that the plan creates, the change that gives it its name."""
        return {row["record_id"]: row for row in frames.rows_of(self.plan.changes) if _names_a_new_client(row)}

    @functools.cached_property
    def _handed(self) -> dict[tuple[str, str], list[Row]]:
        """What was handed over, by record and entity id."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in frames.rows_of(self.plan.changes):
            if row["change_id"] in self.story.handed:
                found.setdefault((row["record_id"], row["entity_id"]), []).append(row)
        return found

    def _made(self, record_id: str, seen: Seen) -> tuple[App, str] | None:
        if record_id in seen.created:
            return seen.created[record_id]
        event = self.story.created.get(record_id)
        return (App(event["app"]), event["client_id"]) if event is not None else None

    def _planned(self, row: Row, seen: Seen) -> tuple[str, str]:
        """The value that was handed over; for a link to a client that a person creates, that client's number."""
        handed = self.story.handed[row["change_id"]]["after"]
        if handed or not row["after_from"]:
            return handed, ""
        made = self._made(row["after_from"], seen)
        if made is None:
            return "", _NO_LINK
        sight = self.sights.get(made[0])
        client = sight.client(made[1]) if sight is not None else None
        return str((client or {}).get("number") or made[1]), ""

    def _now(self, row: Row, sight: Sight, client: Row) -> str | None:
        if row["entity"] == "contact" and row["entity_id"].startswith("new:"):
            person = sight.same_contact(client, self._contact(row))
            return None if person is None else contact_text(person, row["field"])
        return sight.value(client, row)

    def _contact(self, row: Row) -> dict[str, str]:
        """The values of a new contact that were handed over."""
        same = self._handed.get((row["record_id"], row["entity_id"]), ())
        return {each["field"]: each["after"] for each in same if each["entity"] == "contact"}

    def _record_id(self, row: Row) -> str:
        return str(self.story.outcomes[row["change_id"]]["record_id"] or row["record_id"])


def _names_a_new_client(row: Row) -> bool:
    return (row["kind"], row["entity"], row["field"]) == ("create", "client", "name")


def as_event(outcome: Outcome, snapshot_id: str) -> dict[str, Any]:
    """A new ending as the journal keeps it."""
    return {**outcome.plain(), "snapshot": snapshot_id}
