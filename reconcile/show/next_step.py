"""The one thing to do next in a practice."""

from __future__ import annotations

from dataclasses import dataclass

from reconcile.model import App
from reconcile.show.words import count


@dataclass(frozen=True)
class Standing:
    """What the next step depends on.

    ``apps`` have a snapshot; ``connected`` have a connection. ``undecided`` counts pairs without a final answer, ``waiting`` those
    without any answer. ``planned`` counts the ticked changes of the plan at hand, None where there is none;
    ``plan_is_current`` says that it was built from the newest snapshots. ``run_state`` is the last run's.
    ``handed`` counts the changes that were handed over and that no snapshot could show yet.
    """

    apps: frozenset[App]
    connected: frozenset[App]
    undecided: int
    waiting: int
    linked: int
    planned: int | None
    plan_is_current: bool
    run_state: str
    taken_since_run: bool
    handed: int = 0


@dataclass(frozen=True)
class Step:
    """A title, the reason, a button's label and the page that it leads to (the page's name in lower case)."""

    title: str
    why: str
    label: str
    page: str


def next_step(now: Standing) -> Step:
    """The next step: first what is broken off, then the way from snapshots over decisions to a plan."""
    if now.run_state == "interrupted":
        why = "A run was broken off. Resuming it reads each record first, so nothing is written twice."
        return Step("resume the interrupted run", why, "Go to the run", "plan")
    if now.run_state == "running":
        return Step("a plan is being applied", "It goes on when you close this page.", "Show the progress", "plan")
    return _before_a_plan(now) or _with_a_plan(now)


def _before_a_plan(now: Standing) -> Step | None:
    missing = _missing(now)
    if missing:
        why = f"A plan needs Ignition and at least one other app; there is no snapshot of {missing} yet."
        return Step(f"take a snapshot of {missing}", why, "Go to Snapshots", "snapshots")
    if now.handed:
        why = "Files to upload and a checklist wait for you. A snapshot taken after that shows what has arrived."
        return Step(f"do what was handed over: {count(now.handed, 'change')}", why, "Show what waits", "history")
    if not now.taken_since_run:
        why = "The last run wrote to the apps, so the snapshots at hand are older than the apps are now."
        return Step("take fresh snapshots", why, "Go to Snapshots", "snapshots")
    if not now.linked:
        why = "See what a first import would link, create and double before it happens."
        return Step("review the first import", why, "Go to First import", "first import")
    if now.waiting:
        why = (
            "Each is probably one client under two spellings. Until they are decided, none of them is created anywhere."
        )
        return Step(f"decide {count(now.undecided, 'possible duplicate')}", why, "Review duplicates", "duplicates")
    return None


def _with_a_plan(now: Standing) -> Step:
    if now.planned is None or not now.plan_is_current:
        why = "It lists every change in every app, with before, after and why. Building it writes nothing."
        return Step("build a plan", why, "Go to Plan", "plan")
    if now.planned:
        why = "Nothing is written before you apply it."
        return Step(f"review the plan: {count(now.planned, 'ticked change')}", why, "Review the plan", "plan")
    why = "Nothing is left to write. Take fresh snapshots when the apps have changed."
    return Step("everything is reconciled", why, "Take fresh snapshots", "snapshots")


def _missing(now: Standing) -> str:
    if App.IGNITION not in now.apps:
        return App.IGNITION.label
    if len(now.apps) > 1:
        return ""
    others = [app for app in (App.XPM, App.GUSTO) if app in now.connected] or [App.XPM]
    return others[0].label
