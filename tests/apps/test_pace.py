"""A session counts its own calls and waits as its budget says (REL-14)."""

from __future__ import annotations

import pytest

from reconcile.apps.budget import MARGIN, Budget
from reconcile.apps.limits import Limits, Window
from reconcile.apps.pace import Pace
from reconcile.errors import TryAgain


def test_calls_are_counted_and_waited_for() -> None:
    slept: list[float] = []
    pace = Pace("XPM", sleep=slept.append, budget=Budget("XPM", Limits((Window("minute", 2, 60),)), clock=lambda: 0.0))
    for _ in range(3):
        pace.before_call()
    assert (pace.calls, slept) == (3, [60.0 + MARGIN])


def test_two_sessions_of_one_grant_count_their_own_calls_and_share_what_is_left() -> None:
    slept: list[float] = []
    shared = Budget("XPM", Limits((Window("minute", 2, 60),)), clock=lambda: 0.0)
    one, other = Pace("XPM", sleep=slept.append, budget=shared), Pace("XPM", sleep=slept.append, budget=shared)
    for pace in (one, other, one):
        pace.before_call()
    assert (one.calls, other.calls, slept) == (2, 1, [60.0 + MARGIN])


def test_a_call_that_is_refused_is_not_counted() -> None:
    day = Budget("XPM", Limits((Window("day", 0, 86_400),)), clock=lambda: 0.0)
    pace = Pace("XPM", budget=day)
    with pytest.raises(TryAgain):
        pace.before_call()
    assert pace.calls == 0


def test_without_a_budget_nothing_is_held_back() -> None:
    pace = Pace("XPM", sleep=lambda _: pytest.fail("it waited"))
    for _ in range(500):
        pace.before_call()
        pace.after_answer({"X-MinLimit-Remaining": "0"})
