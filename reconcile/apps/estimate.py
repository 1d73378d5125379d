"""How many calls something needs and how long they take, before the first one is made (REL-14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from reconcile.apps.budget import Budget
from reconcile.frames import in_html
from reconcile.model import App

ANY_SIZE = 1_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What the last snapshot of an app held, and how long it took; all 0 without one."""

    clients: int = 0
    contacts: int = 0
    archived: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """``calls`` to one app, about ``seconds`` long. ``day_left`` are the day's calls that are left, None where an app has no
    limit a day; ``day_limit`` is a whole day's. ``sure`` is False where no snapshot before it tells how large the lists are."""

    app: App
    calls: int
    seconds: float
    day_left: int | None = None
    day_limit: int | None = None
    sure: bool = True

    def _repr_html_(self) -> str:
        return in_html(self.sentence, {})

    @property
    def is_over_the_day(self) -> bool:
        """Whether today's calls are too few."""
        return self.day_left is not None and self.calls > self.day_left

    @property
    def days(self) -> int:
        """How many days it takes, today included."""
        if self.day_left is None or self.day_limit is None or not self.is_over_the_day:
            return 1
        return 1 + -(-(self.calls - self.day_left) // max(1, self.day_limit))

    @property
    def sentence(self) -> str:
        """The estimate as people read it."""
        about = "" if self.sure else "at least "
        text = f"{self.app.label}: {about}{self.calls:,} {'call' if self.calls == 1 else 'calls'}, {duration(self.seconds)}"
        if self.day_left is None or self.day_limit is None:
            return f"{text}."
        if not self.is_over_the_day:
            return f"{text}; {self.day_left:,} are left today."
        return f"{text}; {self.day_left:,} of {self.day_limit:,} a day are left today: {self.days} days."

    def to_dict(self) -> dict[str, Any]:
        """As programs read it."""
        return {
            "app": self.app,
            "calls": self.calls,
            "seconds": round(self.seconds, 1),
            "day_left": self.day_left,
            "day_limit": self.day_limit,
            "days": self.days,
            "over_the_day": self.is_over_the_day,
            "sure": self.sure,
        }


@runtime_checkable
class HasBudget(Protocol):
    """A source or a target whose calls are limited."""

    @property
    def budget(self) -> Budget:
        """What its grant may still send; for many grants, what each of them may."""
        ...


@runtime_checkable
class NeedsCalls(HasBudget, Protocol):
    """A source that knows how many calls a snapshot takes; ``at_once`` are as many as it makes side by side."""

    app: App
    at_once: int

    def calls_needed(self, known: Counts) -> int:
        """The calls that a snapshot takes, by what the last one held."""
        ...


def estimate_reading(source: object, known: Counts) -> Estimate | None:
    """What a snapshot of this source takes; None for one that makes no calls, e.g. a file.

    What the last snapshot took is the best that is known of the time; the limits come on top.
    """
    if not isinstance(source, NeedsCalls):
        return None
    calls, budget = source.calls_needed(known), source.budget
    seconds = max(known.seconds, calls * budget.seconds_per_call / source.at_once)
    waiting = budget.wait_for(calls) if source.at_once == 1 else 0.0
    whatever_its_size = calls == source.calls_needed(Counts(ANY_SIZE, ANY_SIZE))
    return _estimate(source.app, calls, seconds + waiting, budget, sure=bool(known.clients) or whatever_its_size)


def estimate_writing(app: App, calls: int, target: object) -> Estimate:
    """What so many calls to a target take."""
    if not isinstance(target, HasBudget):
        return Estimate(app, calls, 0.0)
    budget = target.budget
    return _estimate(app, calls, max(calls * budget.seconds_per_call, budget.wait_for(calls)), budget)


def _estimate(app: App, calls: int, seconds: float, budget: Budget, *, sure: bool = True) -> Estimate:
    return Estimate(app, calls, seconds, budget.left("day"), budget.a_day(), sure=sure)


def duration(seconds: float) -> str:
    """About how long, in the unit that people would use."""
    for unit, length in (("hour", 3_600.0), ("minute", 60.0)):
        if seconds >= 1.5 * length:
            return f"about {round(seconds / length)} {unit}s"
    if seconds >= 60:
        return "about a minute"
    return "a few seconds" if seconds < 10 else f"about {round(seconds, -1):.0f} seconds"
