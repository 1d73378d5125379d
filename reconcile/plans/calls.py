"""The calls of a run: counted as they are made, held ready so that a write follows its comparison, and set against the least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from reconcile.errors import TryAgain
from reconcile.model import App
from reconcile.plans.effort import BEFORE, LOOKING_FOR_A_NAME
from reconcile.plans.journal import Story
from reconcile.plans.operation import Operation
from reconcile.plans.outcome import Ending

if TYPE_CHECKING:
    from reconcile.apps.protocols import Target

READ_AND_WRITE = 2
"""Calls that have to follow one another at once: what is compared is written, or the comparison is worth little (REL-3)."""

LEAST_TO_BEGIN = READ_AND_WRITE + 1
"""Calls of the day without which a change is not begun: it could not be read back any more."""


class Calls:
    """How many calls each of a run's targets has made, told piece by piece."""

    def __init__(self, targets: Mapping[App, Target]) -> None:
        self._targets = targets
        self._told: Counter[str] = Counter()

    def news(self) -> dict[str, dict[str, int]]:
        """``{"calls": {app: number}}`` since this was last asked; nothing where there were none."""
        from reconcile.apps.protocols import CountsCalls  # here: a plan is looked at without the ways to the apps

        made = {app.value: target.calls for app, target in self._targets.items() if isinstance(target, CountsCalls)}
        fresh = {app: number - self._told[app] for app, number in made.items() if number > self._told[app]}
        self._told.update(fresh)
        return {"calls": fresh} if fresh else {}


def make_room(target: Target, pause: Callable[[float], None]) -> None:
    """Waits until an app takes two calls at once, so that no pause for its limits falls between a comparison and its write.

    Raises ``TryAgain`` where the day has too few left to read a change, to write it and to read it back.
    """
    from reconcile.apps.estimate import HasBudget

    if not isinstance(target, HasBudget):
        return
    left = target.budget.short_of(LEAST_TO_BEGIN)
    if left is not None:
        raise TryAgain(
            f"{target.budget.label} has {left} of its calls left for today, too few to write a change and read it back.",
            title="The day's calls are used up",
            hint="Go on tomorrow: what is done stays done.",
            retry_after=86_400.0,
            sent=False,
        )
    target.budget.make_room(READ_AND_WRITE, pause)


def nearly_used_up(target: Target) -> bool:
    """Whether the day has too few calls left to write another change and to read back what was written."""
    from reconcile.apps.estimate import HasBudget

    left = target.budget.left("day") if isinstance(target, HasBudget) else None
    return left is not None and left <= LEAST_TO_BEGIN


def least_calls(todo: Iterable[Operation], story: Story) -> dict[App, int]:
    """App → the fewest calls that what a run did takes under the promises, for apps that it called at all.

    That is, for each operation that was written: the write itself, one call just before it to compare (REL-3: neither app has a
    version to write against; of a new client its name is looked for instead, in Ignition among the archived ones too), and one to
    read it back (REL-4), which in XPM is one list for the whole run. For what was compared and not written: the comparison, which
    in XPM is one list too. And what opens the connection. Repeats after a failure or at a limit come on top in what was used.
    """
    found: Counter[App] = Counter()
    listed: dict[App, set[str]] = {}
    for operation in todo:
        app, sent = operation.app, operation.op_id in story.sending
        events = [story.outcomes.get(row["change_id"], {}) for row in operation.changes]
        if not sent and not any(_was_compared(event) for event in events):
            continue
        if operation.verb == "create":
            found[app] += LOOKING_FOR_A_NAME.get(app, 1)
        elif sent or app is not App.XPM:
            found[app] += 1
        found[app] += int(sent)
        if app is App.XPM:
            listed.setdefault(app, set()).add("read back" if sent else "moved")
        else:
            found[app] += int(sent)
    for app in set(found) | set(listed):
        found[app] += len(listed.get(app, ())) + BEFORE.get(app, 0)
    return dict(found)


def _was_compared(event: Mapping[str, Any]) -> bool:
    return event.get("ending") == Ending.ALREADY_THERE or (
        event.get("ending") == Ending.STALE and event.get("now") is not None
    )
