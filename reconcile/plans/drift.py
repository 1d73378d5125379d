"""What one list of an app's changed clients saves an apply: reading what has moved anyway, and reading each write back by itself.

XPM lists the clients that were modified since a moment, in one call. What that list **may** decide and what it may not:

- A client that is **in** it is shown as it is now. So a change that it shows to be stale, or there already, ends without a call of
  its own: nothing is written, whatever is true by then. Likewise a value that was written is read back out of it, where it shows
  that value; that is as good as reading the client.
- That a client is **not** in it proves nothing for a write. The list says what was so when it was asked, and a run goes on for
  minutes and hours behind it at sixty calls a minute; the two clocks differ; and whether an edit of a contact or a group counts as
  one of its client, Xero does not say. XPM has no version to write against, so REL-3 rests on the comparison just before each write
  and on nothing older: every client is read before it is written, also where the list is silent about it.

Of the three calls of a change (read, write, read back) two are left, and one for twenty of them. Where the list cannot be had, or
does not show what was written, the client is read by itself as in any other app.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from reconcile.errors import ReconcileError
from reconcile.model import App, Client
from reconcile.plans.calls import nearly_used_up
from reconcile.plans.effort import MOVED, TOGETHER
from reconcile.plans.operation import Operation
from reconcile.plans.outcome import Outcome
from reconcile.plans.steps import Unread

if TYPE_CHECKING:
    from reconcile.apps.protocols import Target

BATCH = TOGETHER[App.XPM]
"""Writes that are read back together: enough that the list costs little, few enough that the progress moves on."""

WORTH = MOVED
"""Updates from which on the list of what has moved is asked for: it pays where it saves more than the one call that it is."""

OLDEST = timedelta(days=31)
"""The age of a snapshot up to which it is asked for: behind that the list holds most clients and takes minutes."""

_OVERWRITES = ("update", "contact-update")
_READ_BACK = (*_OVERWRITES, "contact-create")


@dataclass(frozen=True)
class Written:
    """A write to be read back: its operation as planned, the endings of what was not sent, and its client as listed."""

    operation: Operation
    outcomes: list[Outcome]
    unread: Unread
    shown: Client | None = None


@dataclass
class Batch:
    """The writes of one app that wait to be read back."""

    waiting: list[Written] = field(default_factory=list)
    since: datetime | None = None

    def add(self, operation: Operation, outcomes: list[Outcome], unread: Unread) -> None:
        """Takes a write in; ``outcomes`` are endings that the operation's other changes have already."""
        self.since = self.since or datetime.now(UTC)
        self.waiting.append(Written(operation, outcomes, unread))

    def is_full(self, targets: Mapping[App, Target]) -> bool:
        """Whether it is time to read back: there are enough, or the day has too few calls left to go on before it."""
        if len(self.waiting) >= BATCH:
            return True
        return any(nearly_used_up(targets[app]) for app in {one.operation.app for one in self.waiting})

    def holds_back(self, operation: Operation) -> bool:
        """Whether the operation follows from a change whose ending is not known before it is read back."""
        upstream = {change["depends_on"] for change in operation.changes}
        return any(row["change_id"] in upstream for one in self.waiting for row in one.unread.operation.changes)

    def take(self, targets: Mapping[App, Target]) -> list[Written]:
        """Empties the batch; where it holds several writes of an app, each with its client out of one list."""
        waiting, since = self.waiting, self.since
        self.waiting, self.since = [], None
        shown: dict[tuple[App, str], Client] = {}
        for app, number in Counter(one.operation.app for one in waiting).items():
            if since is not None and number > 1:
                shown.update({(app, one.client_id): one for one in changed_since(targets[app], since)})
        return [replace(one, shown=shown.get((one.operation.app, one.operation.record_id))) for one in waiting]


@dataclass
class Drift:
    """The clients that have moved since the plan's snapshots, as their app lists them; ``since`` is when those were begun."""

    since: Mapping[App, datetime]
    moved: dict[tuple[App, str], Client] = field(default_factory=dict)

    def look(self, todo: Sequence[Operation], targets: Mapping[App, Target]) -> None:
        """Asks each app that can tell, where there are enough updates and the snapshot is not too old."""
        for app, target in targets.items():
            updates = sum(operation.app is app and operation.verb in _OVERWRITES for operation in todo)
            begun = self.since.get(app)
            if updates >= WORTH and begun is not None and datetime.now(UTC) - begun <= OLDEST:
                self.moved.update({(app, one.client_id): one for one in changed_since(target, begun)})

    def of(self, operation: Operation) -> Client | None:
        """The client of an update as it moved; None where nothing is known."""
        if operation.verb not in _OVERWRITES:
            return None
        return self.moved.get((operation.app, operation.record_id))


def together(todo: Sequence[Operation], targets: Mapping[App, Target]) -> frozenset[App]:
    """The apps whose writes are read back together: those that list what has changed, where there are several."""
    return frozenset(
        app
        for app, target in targets.items()
        if lists_changes(target) and sum(one.app is app and one.verb in _READ_BACK for one in todo) > 1
    )


def changed_since(target: Target, moment: datetime) -> list[Client]:
    """The clients that the app lists as changed; none where it cannot tell, because everything goes on without."""
    reader: Any = target
    if not lists_changes(target):
        return []
    try:
        return list(reader.read_changed_since(moment))
    except ReconcileError:
        return []


def lists_changes(target: Target) -> bool:
    """Whether the target's app can be asked what has changed; imported here: a plan is looked at without the ways to the apps."""
    from reconcile.apps.protocols import ListsChanges

    return isinstance(target, ListsChanges)
