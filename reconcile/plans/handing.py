"""The part of a run that goes to a person: compared with the newest snapshots, noted, and then offered as a file or a checklist.

A plan is used once, by one run with one journal, and what it hands over is part of that run (REL-5): first everything that goes
directly is written, then the rest is compared with the newest snapshots as a direct write is with the app. What has moved since
the plan was built is *stale*, what holds the planned value is *already there*, and only what is left is handed over: it is
*waiting* (``Ending``). The journal has it on the disk before any file is made of it, and whatever is offered can be made again
from the journal, so a crash in between loses nothing and hands nothing over twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reconcile.model import App, Client
from reconcile.plans.journal import Journal, Story
from reconcile.plans.operation import Operation, Row
from reconcile.plans.outcome import Ending, Outcome
from reconcile.plans.sight import Sight, contact_text
from reconcile.plans.watch import Watch
from reconcile.plans.ways import DIRECTLY, LATER, Way

_LATER = "It follows from a change that was handed over; the plan that is built once that is seen applies it."
_BEFORE = (
    "It was handed over once already; the record of that was lost, or the practice's folder was restored from a backup. "
    "Look in the app whether it is done."
)
_NOT_APPLIED = "It follows from another change that was not applied."
_NOT_CREATED = "The client that it belongs to or links to is not created."


@dataclass(frozen=True)
class HandOver:
    """What handing over needs: the ways, the newest snapshots, and how the run's direct part ended.

    ``endings`` and ``created`` are the direct part's; ``known_names`` is the plan's; ``makers`` tells of each new record the change
    that names it. ``watch`` looks on, as at the direct part. ``before`` are changes that this very run has handed over already, as
    the practice's notes tell (``register``): its journal is lost or an older one, and nothing is handed over twice.
    """

    ways: Mapping[str, Way]
    sights: Mapping[App, Sight]
    known_names: Mapping[str, list[str]]
    endings: Mapping[str, Ending]
    created: Mapping[str, Client]
    makers: Mapping[str, str]
    watch: Watch
    before: Collection[str] = ()

    def run(self, todo: Sequence[Operation], journal: Journal, story: Story | None) -> list[Outcome]:
        """Brings every change of these operations to an ending, and has it on the disk when it returns (REL-1).

        ``todo`` holds the changes that do not go directly; ``story`` is that of an interrupted run, whose endings stand.
        """
        endings = dict(self.endings)
        outcomes: list[Outcome] = []
        for operation in todo:
            found = self._one(operation, endings, story)
            self.watch.probe("compared", operation)
            for outcome, row in found:
                endings[outcome.change_id] = outcome.ending
                outcomes.append(outcome)
                if story is not None and outcome.change_id in story.outcomes:
                    continue
                if outcome.ending is Ending.WAITING:
                    journal.write("handed", op_id=operation.op_id, **self._note(row, outcome))
                journal.write("outcome", op_id=operation.op_id, **outcome.plain())
            self.watch.probe("handed", operation)
            self.watch.progress(operation, [outcome for outcome, _ in found])
        journal.write("handed over", durable=True, changes=sum(one.ending is Ending.WAITING for one in outcomes))
        return outcomes

    def _one(
        self, operation: Operation, endings: Mapping[str, Ending], story: Story | None
    ) -> list[tuple[Outcome, Row]]:
        known = [_remembered(row, story) for row in operation.changes]
        if all(known):
            return [(found, row) for found, row in zip(known, operation.changes, strict=True) if found is not None]
        barred = {row["change_id"]: self._barred(row, endings) for row in operation.changes}
        if operation.verb == "create" and operation.record_id not in self.created:
            name = next((row for row in operation.changes if _names_the_client(row)), None)
            if name is None or barred[name["change_id"]] is not None:
                why = _outcome(name, Ending.STALE, _NOT_CREATED) if name is None else barred[name["change_id"]]
                barred = {row["change_id"]: _for(row, why) for row in operation.changes}
        compared = self._compared(operation)
        return [
            (barred[row["change_id"]] or compared.get(row["change_id"]) or self._waiting(row), row)
            for row in operation.changes
        ]

    def _barred(self, row: Row, endings: Mapping[str, Ending]) -> Outcome | None:
        """The ending of a change that is not handed over at all."""
        if self.watch.cancel.is_set():
            return _outcome(row, Ending.REFUSED, "Cancelled before it was handed over.")
        if row["change_id"] in self.before:
            return None  # whatever it follows from: it is out already
        if self.ways[row["change_id"]].name == LATER:
            return _outcome(row, Ending.STALE, _LATER)
        upstream = endings.get(row["depends_on"]) if row["depends_on"] else Ending.APPLIED
        if upstream is None or not (upstream.is_done or upstream.is_open):
            return _outcome(row, Ending.STALE, _NOT_APPLIED)
        maker = row["after_from"]
        made = endings.get(self.makers.get(maker or "", ""))
        if maker and maker not in self.created and not (made is not None and made.is_open):
            return _outcome(row, Ending.STALE, _NOT_CREATED)
        return None

    def _compared(self, operation: Operation) -> dict[str, Outcome]:
        """The endings of the changes that the newest snapshot shows to be done or moved."""
        sight = self.sights.get(operation.app)
        if sight is None or operation.record_id in self.created:
            return {}
        if operation.verb == "create":
            return self._compared_create(operation, sight)
        client = sight.client(operation.record_id)
        if client is None:
            return _all(operation, Ending.STALE, "The record is not in the newest snapshot any more.")
        if operation.verb == "contact-create":
            return _compared_contact(operation, sight, client)
        if operation.verb == "contact-update" and not sight.has_contact(client, operation.changes[0]["entity_id"]):
            return _all(operation, Ending.STALE, "The contact is not in the newest snapshot any more.")
        found = [_compared(row, sight, sight.value(client, row)) for row in operation.changes]
        return {outcome.change_id: outcome for outcome in found if outcome is not None}

    def _compared_create(self, operation: Operation, sight: Sight) -> dict[str, Outcome]:
        name = operation.values("client").get("name", "")
        known = self.known_names.get(f"{operation.app.value}:{name}", [])
        if all(row["client_id"] in known for row in sight.named(name)):
            return {}
        return _all(operation, Ending.STALE, "A client of exactly this name has been created since the plan was built.")

    def _waiting(self, row: Row) -> Outcome:
        way = self.ways[row["change_id"]]
        made = self.created.get(row["record_id"])
        if row["change_id"] in self.before:
            return _outcome(row, Ending.UNCERTAIN, _BEFORE, record_id=made.client_id if made else "")
        return _outcome(row, Ending.WAITING, way.reason, record_id=made.client_id if made else "")

    def _note(self, row: Row, outcome: Outcome) -> dict[str, Any]:
        """What the journal keeps of a change that is handed over, beside its ending."""
        sight, made = self.sights.get(App(row["app"])), self.created.get(row["after_from"] or "")
        client = sight.client(outcome.record_id) if sight is not None else None
        way = self.ways[row["change_id"]]
        return {
            "change_id": row["change_id"],
            "way": way.name,
            "why": way.reason,
            "after": (made.other_ids.get("number") or made.client_id) if made is not None else row["after"],
            "record_id": outcome.record_id,
            "number": str((client or {}).get("number") or ""),
            "snapshot": sight.snapshot_id if sight is not None else "",
        }


def makers_of(todo: Sequence[Operation]) -> dict[str, str]:
    """Of each record that these operations create, the change that gives it its name."""
    return {
        operation.record_id: row["change_id"]
        for operation in todo
        if operation.verb == "create"
        for row in operation.changes
        if _names_the_client(row)
    }


def directly_part(todo: Sequence[Operation], ways: Mapping[str, Way]) -> list[Operation]:
    """The operations with only those of their changes that go directly."""
    return _part(todo, lambda row: ways[row["change_id"]].name == DIRECTLY)


def handed_part(todo: Sequence[Operation], ways: Mapping[str, Way]) -> list[Operation]:
    """The operations with only those of their changes that do not."""
    return _part(todo, lambda row: ways[row["change_id"]].name != DIRECTLY)


def _part(todo: Sequence[Operation], chosen: Callable[[Row], bool]) -> list[Operation]:
    parts = [(operation, tuple(row for row in operation.changes if chosen(row))) for operation in todo]
    return [replace(operation, changes=rows) for operation, rows in parts if rows]


def _remembered(row: Row, story: Story | None) -> Outcome | None:
    event = story.outcomes.get(row["change_id"]) if story is not None else None
    if event is None:
        return None
    return Outcome(event["change_id"], Ending(event["ending"]), event["reason"], event["now"], event["record_id"])


def _compared(row: Row, sight: Sight, now: str | None) -> Outcome | None:
    if row["after_from"]:
        return None  # what it will be is not known yet
    if sight.equal(row, now, row["after"]):
        return _outcome(row, Ending.ALREADY_THERE, now=now)
    if not sight.equal(row, now, row["before"]):
        return _outcome(row, Ending.STALE, f"Planned on “{row['before'] or ''}”, is now “{now or ''}”.", now=now)
    return None


def _compared_contact(operation: Operation, sight: Sight, client: Row) -> dict[str, Outcome]:
    there = sight.same_contact(client, operation.values("contact"))
    if there is None:
        return {}
    found = {}
    for row in operation.changes:
        now = contact_text(there, row["field"])
        same = sight.equal(row, now, row["after"])
        reason = "" if same else f"The contact is there and holds “{now or ''}”."
        found[row["change_id"]] = _outcome(row, Ending.ALREADY_THERE if same else Ending.STALE, reason, now=now)
    return found


def _names_the_client(row: Row) -> bool:
    return (row["entity"], row["field"]) == ("client", "name")


def _all(operation: Operation, ending: Ending, reason: str) -> dict[str, Outcome]:
    return {row["change_id"]: _outcome(row, ending, reason) for row in operation.changes}


def _for(row: Row, like: Outcome | None) -> Outcome | None:
    return None if like is None else replace(like, change_id=row["change_id"])


def _outcome(
    row: Row | None, ending: Ending, reason: str = "", *, now: str | None = None, record_id: str = ""
) -> Outcome:
    known = row or {"change_id": "", "record_id": ""}
    return Outcome(known["change_id"], ending, reason, now, record_id or known["record_id"])
