"""Trying again what a run could not do, and nothing else: a plan of its own, checked again and applied like any other (REL-2).

It holds the changes that failed, were refused or are uncertain, and those that were set aside only because they follow from one of
these. Each is compared with the newest snapshots where these were begun after the run, and once more with the app before it is
written, as ever. What was uncertain and cannot be repeated without harm, a new client or contact, comes unticked (REL-11).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from reconcile import frames
from reconcile.model import App
from reconcile.plans.causes import TRIED_AGAIN
from reconcile.plans.change import CONTACT_CREATE, CREATE, UPDATE, Change, Held, changes_frame, held_frame
from reconcile.plans.journal import Story
from reconcile.plans.operation import Row
from reconcile.plans.outcome import Ending
from reconcile.plans.plan import Plan
from reconcile.plans.sight import Sight
from reconcile.plans.ways import DIRECTLY

_FIELDS = (
    "record_id", "client_name", "kind", "entity", "entity_id", "field", "field_label", "before", "after", "source_id", "rule",
    "why", "risk", "after_from", "depends_on",
)  # fmt: skip


@dataclass
class Retry:
    """The failures of one run. ``sights`` are the newest snapshots, of those apps whose snapshot was begun after the run."""

    plan: Plan
    story: Story
    sights: Mapping[App, Sight]
    endings: Collection[str] = TRIED_AGAIN
    held: list[Held] = field(default_factory=list)

    def run(self) -> Plan:
        """The plan of what is tried again; without changes where nothing is left to try."""
        rows = {row["change_id"]: row for row in frames.rows_of(self.plan.changes)}
        chosen = self._chosen(rows)
        new_ids: dict[str, str] = {}
        changes: list[Change] = []
        for change_id in chosen:
            change = self._again(rows[change_id], chosen, new_ids)
            if change is not None:
                new_ids[change_id] = change.change_id
                changes.append(change)
        return replace(
            self.plan,
            plan_id=uuid.uuid4().hex[:12],
            built_at=datetime.now(UTC),
            changes=changes_frame(list(self._whole(changes))),
            held=held_frame(self.held),
            undo_of="",
            retry_of=self.story.run_id,
        )

    def _chosen(self, rows: Mapping[str, Row]) -> dict[str, None]:
        """The changes to try again, and those that follow from them, in the plan's order."""
        makers: dict[str, str] = {}
        found: dict[str, None] = {}
        for change_id, row in rows.items():
            if row["kind"] == CREATE and (row["entity"], row["field"]) == ("client", "name"):
                makers[row["record_id"]] = change_id
        for change_id, row in rows.items():
            ending = self._ending(change_id)
            upstream = {row["depends_on"], makers.get(row["after_from"] or ""), makers.get(row["record_id"])} - {
                change_id
            }
            follows = ending is Ending.STALE and any(one in found for one in upstream)
            if self._way(change_id) == DIRECTLY and (ending in self.endings or follows):
                found[change_id] = None
        return found

    def _again(self, row: Row, chosen: Collection[str], new_ids: Mapping[str, str]) -> Change | None:
        """The change as it is tried again; None where it is held, with the reason, or is done."""
        made = self.story.created.get(row["record_id"])
        if made is not None and row["kind"] == CREATE:
            if row["entity"] != "client":
                self._hold(row, "The client was created; what its contacts lack is in a plan from fresh snapshots.")
                return None
            now = self.story.outcomes[row["change_id"]]["now"]
            row = {**row, "kind": UPDATE, "before": now}
        if made is not None:
            row = {**row, "record_id": made["client_id"]}
        upstream = row["depends_on"]
        if upstream and upstream not in new_ids:
            if not self._is_done(upstream):
                self._hold(row, "It follows from a change that was not applied and is not tried again.")
                return None
            upstream = ""
        maker = self.story.created.get(row["after_from"] or "")
        if maker is not None:
            row = {**row, "after": maker.get("number") or maker["client_id"], "after_from": ""}
        elif row["after_from"] and not any(new_ids.get(one) for one in self._makers_of(row["after_from"], chosen)):
            self._hold(row, "The client that it links to was not created.")
            return None
        why = self._moved(row)
        if why:
            self._hold(row, why)
            return None
        unsure = self._ending(row["change_id"]) is Ending.UNCERTAIN and row["kind"] in (CREATE, CONTACT_CREATE)
        told = {name: row[name] for name in _FIELDS}
        told |= {"depends_on": new_ids.get(upstream, ""), "app": App(row["app"]), "source_app": App(row["source_app"])}
        return Change(**told, ticked=not unsure)

    def _makers_of(self, record_id: str, chosen: Collection[str]) -> Iterator[str]:
        for row in frames.rows_of(self.plan.changes[self.plan.changes["record_id"] == record_id]):
            if row["change_id"] in chosen:
                yield row["change_id"]

    def _whole(self, changes: list[Change]) -> Iterator[Change]:
        """The changes without those of a new client whose name is not among them, and without a tick where theirs has none."""
        names = {
            one.record_id: one
            for one in changes
            if one.kind == CREATE and (one.entity, one.field) == ("client", "name")
        }
        ticked = {one.change_id: one.ticked for one in changes}
        for change in changes:
            name = names.get(change.record_id)
            if change.kind == CREATE and name is None:
                continue
            made = names.get(change.after_from)
            goes = ticked.get(change.depends_on, True) and (made is None or ticked[made.change_id])
            goes = goes and (name is None or ticked[name.change_id])
            ticked[change.change_id] = change.ticked and goes
            yield replace(change, ticked=ticked[change.change_id])

    def _moved(self, row: Row) -> str:
        """Why the newest snapshot speaks against it; nothing where it does not, or is older than the run."""
        sight = self.sights.get(App(row["app"]))
        if sight is None or row["after_from"]:
            return ""
        if row["kind"] == CREATE:
            return self._bears_the_name(row, sight)
        client = sight.client(row["record_id"])
        if client is None:
            return "The record is not in the newest snapshot any more."
        now = sight.value(client, row)
        if row["kind"] == CONTACT_CREATE or sight.equal(row, now, row["before"]):
            return ""
        if sight.equal(row, now, row["after"]):
            return "The newest snapshot shows it done."
        return f"Planned on “{row['before'] or ''}”, is “{now or ''}” in the newest snapshot."

    def _bears_the_name(self, row: Row, sight: Sight) -> str:
        if (row["entity"], row["field"]) != ("client", "name"):
            return ""
        known = self.plan.known_names.get(f"{row['app']}:{row['after']}", [])
        new = any(one["client_id"] not in known for one in sight.named(row["after"]))
        return "A client of exactly this name is in the newest snapshot: link it, if it is this one." if new else ""

    def _hold(self, row: Row, why: str) -> None:
        """Says why a change is not tried again."""
        self.held.append(
            Held(
                App(row["app"]),
                row["record_id"],
                row["client_name"],
                "not tried again",
                "REL-2",
                why,
                field=row["field_label"],
                value_here=row["before"],
                value_there=row["after"],
                other_app=row["source_app"],
                other_id=row["source_id"],
            )
        )

    def _ending(self, change_id: str) -> Ending | None:
        event = self.story.outcomes.get(change_id)
        return Ending(event["ending"]) if event is not None else None

    def _is_done(self, change_id: str) -> bool:
        ending = self._ending(change_id)
        return ending is not None and ending.is_done

    def _way(self, change_id: str) -> str:
        return str(self.story.header.get("ways", {}).get(change_id, (DIRECTLY,))[0])
