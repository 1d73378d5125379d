"""The apps' limits are kept, not hit (REL-14)."""

from __future__ import annotations

import pytest

from reconcile.apps.pace import CALLS_PER_DAY, CALLS_PER_MINUTE, Pace
from reconcile.errors import TryAgain
from reconcile.model import App


class Clock:
    """A clock that only a sleeper moves."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace("XPM", sleep=clock.sleep, clock=lambda: clock.now)


def test_rel_14_sixty_a_minute_are_never_exceeded(pace: Pace, clock: Clock) -> None:
    sent: list[float] = []
    for _ in range(150):
        pace.before_call()
        sent.append(clock.now)
        recent = [moment for moment in sent if clock.now - moment < 60]
        pace.after_answer({"x-minlimit-remaining": "", "X-MinLimit-Remaining": str(60 - len(recent))})
        clock.now += 0.125  # a power of two, so that sums are exact
    busiest = max(sum(1 for moment in sent if start <= moment < start + 60) for start in sent)
    assert busiest == 60
    assert len(clock.slept) == 2
    assert pace.calls == 150


def test_without_headers_nothing_is_held_back(pace: Pace, clock: Clock) -> None:
    for _ in range(500):
        pace.before_call()
        pace.after_answer({"X-MinLimit-Remaining": "many"})
    assert clock.slept == []


def test_rel_14_a_used_up_day_is_said_before_the_call(pace: Pace) -> None:
    pace.before_call()
    pace.after_answer({"X-DayLimit-Remaining": "0"})
    with pytest.raises(TryAgain) as caught:
        pace.before_call()
    assert not caught.value.sent
    assert pace.calls == 1
    pace.before_call()


def test_every_app_has_its_limits() -> None:
    assert set(CALLS_PER_MINUTE) == set(CALLS_PER_DAY) == set(App)
