"""Applying a plan: read, compare, write, read back; every step in the journal first (REL-1 to REL-5, REL-11, REL-12).

For each operation the record is read and compared with what the plan saw. What holds the planned value is *already there*,
what holds something else is *stale* and shown beside it, and only the rest is written. The intent is on the disk before the
call leaves, so after a crash the same steps tell what happened: an update is read again, a create is looked for and never
repeated blindly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reconcile.errors import NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App, Client
from reconcile.plans.calls import Calls, make_room
from reconcile.plans.drift import Batch, Drift, Written, together
from reconcile.plans.following import resolved, unmet
from reconcile.plans.journal import Journal, Story
from reconcile.plans.operation import Operation
from reconcile.plans.outcome import Ending, Outcome
from reconcile.plans.steps import Steps
from reconcile.plans.watch import Watch

if TYPE_CHECKING:
    from reconcile.apps.protocols import Target


LONG = 600.0
"""Seconds: an app that asks to wait longer than this is not asked again in the same run."""


class Engine:
    """Runs operations one after another. ``compare_of`` gives a field's compare word, ``known_names`` is the plan's.

    ``since`` is when the plan's snapshots were begun, with which an app is asked what has moved (``drift``).
    """

    def __init__(
        self,
        journal: Journal,
        targets: Mapping[App, Target],
        compare_of: Callable[[str, str], str],
        known_names: Mapping[str, list[str]],
        *,
        story: Story | None = None,
        watch: Watch | None = None,
        since: Mapping[App, datetime] | None = None,
    ) -> None:
        self._journal = journal
        self._targets = targets
        self._watch = watch or Watch()
        self._steps = Steps(compare_of, known_names, self._watch.pause)
        self._story = story
        self._endings: dict[str, Ending] = {}
        self._created: dict[str, Client] = {}
        self._closed: dict[App, str] = {}
        self._may_be_written: set[str] = set()
        self._calls = Calls(targets)
        self._batch = Batch()
        self._drift = Drift(since or {})

    def run(self, todo: list[Operation]) -> None:
        """Brings every change of every operation to an ending, whatever happens on the way (REL-1)."""
        self._recall()
        self._steps.later = together(todo, self._targets)
        self._drift.look(todo, self._targets)
        for operation in todo:
            outcomes = self._remembered(operation)
            if outcomes is not None:
                self._ended(operation, outcomes)
                continue
            if self._batch.holds_back(operation):
                self._read_back()
            outcomes = self._one(operation)
            if self._steps.unread:
                self._batch.add(operation, outcomes, self._steps.unread.pop())
            else:
                self._note(operation, outcomes)
            if self._batch.is_full(self._targets):
                self._read_back()
        self._read_back()

    def _note(self, operation: Operation, outcomes: list[Outcome]) -> None:
        """Has the endings in the journal, with the calls that were made since the last one was noted."""
        calls = self._calls.news()
        for outcome in outcomes:
            self._journal.write("outcome", **{"op_id": operation.op_id, **outcome.plain(), **calls})
            calls = {}
        self._ended(operation, outcomes)

    def _ended(self, operation: Operation, outcomes: list[Outcome]) -> None:
        self._endings.update({outcome.change_id: outcome.ending for outcome in outcomes})
        self._watch.progress(operation, outcomes)

    def _read_back(self) -> None:
        """Reads back what was written and not read so far, and brings it to its endings (REL-4)."""
        for written in self._batch.take(self._targets):
            self._note(written.operation, [*written.outcomes, *self._seen(written)])

    def _seen(self, written: Written) -> list[Outcome]:
        unread, operation = written.unread, written.unread.operation
        if written.shown is not None:
            found = self._steps.read_back(unread, written.shown)
            if all(outcome.ending.is_done for outcome in found):
                return found  # the list shows it; what it does not show may only be late, so the client itself is asked
        try:
            if operation.app in self._closed:
                raise TryAgain(self._closed[operation.app], title="Not read back")
            return self._steps.read_back(unread, self._targets[operation.app].read_client(operation.record_id))
        except Exception as error:  # it was sent: whatever keeps it from being read back, that much is known
            rest = replace(operation, changes=unread.rows)
            return [*unread.endings.values(), *_all(rest, *self._broken_off(rest, error))]

    @property
    def calls(self) -> dict[str, dict[str, int]]:
        """The calls that are in no line of the journal so far (``Calls.news``)."""
        return self._calls.news()

    @property
    def endings(self) -> Mapping[str, Ending]:
        """The endings so far, by change id."""
        return self._endings

    @property
    def created(self) -> Mapping[str, Client]:
        """The records that this run has created, by the id that the plan gave them."""
        return self._created

    def _recall(self) -> None:
        """What an interrupted run had created, so that what depends on it can go on."""
        for record_id, event in (self._story.created if self._story else {}).items():
            client = self._targets[App(event["app"])].read_client(event["client_id"])
            if client is not None:
                self._created[record_id] = client

    def _remembered(self, operation: Operation) -> list[Outcome] | None:
        if self._story is None:
            return None
        events = [self._story.outcomes.get(change["change_id"]) for change in operation.changes]
        if not all(events):
            return None
        return [
            Outcome(event["change_id"], Ending(event["ending"]), event["reason"], event["now"], event["record_id"])
            for event in events
            if event
        ]

    def _one(self, operation: Operation) -> list[Outcome]:
        ending, reason = self._barred(operation)
        if ending is not None:
            return _all(operation, ending, reason)
        waiting, ready = unmet(operation, self._endings, self._created)
        if ready is None:
            return waiting
        try:
            return [*waiting, *self._carry_out(resolved(ready, self._created))]
        except (
            Exception
        ) as error:  # whatever it is, this operation gets its ending and the next ones their turn (REL-1)
            return [*waiting, *_all(ready, *self._broken_off(ready, error))]

    def _broken_off(self, operation: Operation, error: Exception) -> tuple[Ending, str]:
        """The ending of an operation that an error stopped, and the reason."""
        reason = f"A fault in the toolkit ({type(error).__name__})."
        if isinstance(error, ReconcileError):
            reason = f"{error.title}: {error.message}"
        if isinstance(error, NotAllowed):  # the credentials are refused, so every further call would be too
            self._closed[operation.app] = reason
        if isinstance(error, TryAgain) and not error.sent and (error.retry_after or 0) > LONG:
            self._closed[operation.app] = (
                reason  # the day's calls are used up: asking on and on would not bring them back
            )
        if operation.op_id in self._may_be_written:
            return Ending.UNCERTAIN, f"It was sent, and whether it arrived could not be read back. {reason}"
        refused = isinstance(error, NeedsUser) and not isinstance(error, NotAllowed)
        return (Ending.REFUSED if refused else Ending.FAILED), reason

    def _barred(self, operation: Operation) -> tuple[Ending | None, str]:
        """Why an operation is not even tried."""
        if self._watch.cancel.is_set():
            return Ending.REFUSED, "Cancelled before it was sent."
        if operation.app in self._closed:
            return Ending.FAILED, self._closed[operation.app]
        return None, ""

    def _carry_out(self, operation: Operation) -> list[Outcome]:
        target = self._targets[operation.app]
        event = self._story.sending.get(operation.op_id) if self._story else None
        sent_before = None if event is None else str(event.get("version", ""))
        step = {
            "create": self._steps.create,
            "update": self._steps.update,
            "contact-create": self._steps.create_contact,
            "contact-update": self._steps.update_contact,
        }[operation.verb]
        make_room(target, self._watch.pause)
        moved = self._drift.of(operation) if sent_before is None else None
        settled = self._steps.settled(target, operation, moved) if moved is not None else None
        if settled is not None:
            return settled
        if operation.verb == "create" and operation.record_id in self._created:  # before the run broke off
            return self._steps.made(target, operation, self._created[operation.record_id])
        outcomes, made = step(target, operation, self._sending, sent_before)
        if made is not None:
            self._created[operation.record_id] = made
            number = made.other_ids.get("number", "")
            event = {"app": operation.app.value, "client_id": made.client_id, "number": number}
            self._journal.write("created", record_id=operation.record_id, **event)
        self._watch.probe("answered", operation)
        return outcomes

    def _sending(self, operation: Operation, call: Callable[[], Any], version: str = "") -> Any:
        """Notes the intent, durably, and then makes the call. ``version`` is what it expects where the app keeps versions."""
        self._watch.probe("compared", operation)
        expecting = {"version": version} if version else {}
        self._journal.write("sending", durable=True, op_id=operation.op_id, **expecting)
        self._watch.probe("noted", operation)
        try:
            answer = call()
        except (
            NeedsUser,
            TryAgain,
        ) as error:  # the app said no, or it says itself whether the call may have reached it
            if isinstance(error, TryAgain) and error.sent:
                self._may_be_written.add(operation.op_id)
            raise
        except Exception:
            self._may_be_written.add(operation.op_id)
            raise
        self._may_be_written.add(operation.op_id)
        self._watch.probe("sent", operation)
        return answer


def _all(operation: Operation, ending: Ending, reason: str) -> list[Outcome]:
    return [Outcome(change["change_id"], ending, reason, record_id=operation.record_id) for change in operation.changes]
