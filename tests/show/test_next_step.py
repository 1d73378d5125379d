"""The one next step, from an empty practice to a reconciled one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reconcile.model import App
from reconcile.show.next_step import Standing, next_step

BOTH = frozenset({App.XPM, App.IGNITION})
DONE = Standing(
    apps=BOTH,
    connected=BOTH,
    undecided=0,
    waiting=0,
    linked=5,
    planned=0,
    plan_is_current=True,
    run_state="done",
    taken_since_run=True,
)


@pytest.mark.parametrize(
    ("standing", "title"),
    [
        (replace(DONE, apps=frozenset()), "take a snapshot of Ignition"),
        (replace(DONE, apps=frozenset({App.IGNITION})), "take a snapshot of XPM"),
        (replace(DONE, linked=0), "review the first import"),
        (replace(DONE, waiting=1, undecided=2), "decide 2 possible duplicates"),
        (replace(DONE, planned=None), "build a plan"),
        (replace(DONE, planned=3, plan_is_current=False), "build a plan"),
        (replace(DONE, planned=3), "review the plan: 3 ticked changes"),
        (replace(DONE, taken_since_run=False), "take fresh snapshots"),
        (replace(DONE, run_state="interrupted", waiting=9), "resume the interrupted run"),
        (replace(DONE, run_state="running"), "a plan is being applied"),
        (DONE, "everything is reconciled"),
    ],
)
def test_the_next_step(standing: Standing, title: str) -> None:
    assert next_step(standing).title == title
