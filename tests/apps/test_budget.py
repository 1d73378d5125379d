"""The apps' limits are kept, not hit, by all sessions of the process together (REL-14)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.budget import ASK_AGAIN, MARGIN, Budget, budget_of
from reconcile.apps.limits import LIMITS, SERVICE, Limits, Window
from reconcile.apps.waits import Wait, telling_waits
from reconcile.errors import TryAgain
from reconcile.model import App


class Clock:
    """A clock that only a sleeper moves."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def budget(clock: Clock, service: str = "xpm") -> Budget:
    return Budget("XPM", LIMITS[service], clock=clock)  # type: ignore[index]


def send(one: Budget, clock: Clock, **headers: str) -> float:
    one.take(clock.sleep)
    moment = clock.now
    one.answered({name.replace("_", "-"): value for name, value in headers.items()})
    return moment


def busiest(moments: list[float], seconds: float) -> int:
    return max(sum(1 for moment in moments if start <= moment < start + seconds) for start in moments)


def test_rel_14_an_app_that_keeps_silent_is_sent_no_more_than_its_published_limit() -> None:
    clock = Clock()
    one = budget(clock)
    sent = []
    for _ in range(150):
        sent.append(send(one, clock))
        clock.now += 0.125
    assert busiest(sent, 60) == 60
    assert len(clock.slept) == 2


@given(st.lists(st.floats(0, 40), min_size=1, max_size=60))
def test_rel_14_whatever_the_pauses_no_window_holds_more_than_allowed(pauses: list[float]) -> None:
    clock = Clock()
    one = Budget("XPM", Limits((Window("minute", 4, 60), Window("hour", 9, 3_600))), clock=clock)
    sent = []
    for pause in pauses:
        clock.now += pause
        sent.append(send(one, clock))
    assert busiest(sent, 59.999) <= 4
    assert busiest(sent, 3_599.999) <= 9


def test_rel_14_what_the_app_tells_counts_more_than_what_is_published() -> None:
    clock = Clock()
    one = budget(clock)
    for used in range(500):
        send(one, clock, X_MinLimit_Remaining=str(6_000 - used), X_DayLimit_Remaining=str(500_000 - used))
    assert clock.slept == []


def test_rel_14_what_others_have_used_up_is_waited_for() -> None:
    clock = Clock()
    one = budget(clock)
    first = send(one, clock, X_MinLimit_Remaining="1", X_DayLimit_Remaining="100")
    clock.now += 5
    send(one, clock, X_MinLimit_Remaining="0", X_DayLimit_Remaining="99")
    assert send(one, clock) == first + 60 + MARGIN


def test_calls_under_way_are_counted_before_their_answer() -> None:
    clock = Clock()
    one = budget(clock)
    send(one, clock, X_MinLimit_Remaining="3", X_DayLimit_Remaining="50")
    for _ in range(3):
        one.take(clock.sleep)
    assert (clock.slept, one.left("minute"), one.left("day")) == ([], 0, 47)
    one.take(clock.sleep)
    assert len(clock.slept) == 1


def test_a_call_without_an_answer_is_not_under_way_for_ever() -> None:
    clock = Clock()
    one = budget(clock)
    one.take(clock.sleep)
    one.unanswered()
    send(one, clock, X_MinLimit_Remaining="3", X_DayLimit_Remaining="50")
    assert one.left("minute") == 3


def test_rel_14_a_used_up_day_is_said_before_the_call_and_asked_about_again_later() -> None:
    clock = Clock()
    one = budget(clock)
    send(one, clock, X_MinLimit_Remaining="50", X_DayLimit_Remaining="0")
    for _ in range(3):
        with pytest.raises(TryAgain) as caught:
            one.take(clock.sleep)
        assert not caught.value.sent
        assert (caught.value.retry_after or 0) > 80_000
    assert clock.slept == []
    clock.now += ASK_AGAIN
    send(one, clock, X_MinLimit_Remaining="50", X_DayLimit_Remaining="4999")
    send(one, clock)


def test_an_app_that_names_one_window_only_is_not_held_to_the_others() -> None:
    clock = Clock()
    one = budget(clock, "mcp")
    for _ in range(700):
        send(one, clock, X_RateLimit_Remaining="5000")
    assert clock.slept == []


def test_what_one_thread_is_asked_to_wait_for_holds_the_others_too() -> None:
    clock = Clock()
    one = budget(clock)
    one.hold(30)
    one.take(clock.sleep)
    assert clock.slept == [], "the one that was asked waits by itself"
    other = threading.Thread(target=one.take, args=(clock.sleep,))
    other.start()
    other.join()
    assert clock.slept == [30.0]


def test_a_limit_of_a_day_holds_everybody() -> None:
    clock = Clock()
    one = budget(clock)
    one.hold(40_000)
    with pytest.raises(TryAgain) as caught:
        one.take(clock.sleep)
    assert caught.value.retry_after == 40_000


def test_how_long_further_calls_wait() -> None:
    one = budget(Clock())
    assert [one.wait_for(calls) for calls in (60, 61, 180, 181)] == [0.0, 60.0, 120.0, 180.0]
    mcp = budget(Clock(), "mcp")
    assert mcp.wait_for(601) == 3_600.0


@pytest.mark.parametrize("odd", ["many", "", "1.5", "٣"])
def test_an_odd_header_is_no_answer(odd: str) -> None:
    clock = Clock()
    one = budget(clock)
    send(one, clock, X_MinLimit_Remaining=odd)
    assert one.left("minute") == 59


def test_one_budget_a_grant_and_address() -> None:
    first = budget_of("xpm", "XPM", "http://127.0.0.1:1/a", "grant")
    assert first is budget_of("xpm", "XPM", "http://127.0.0.1:1/b?c", "grant")
    others = (
        ("gusto", "http://127.0.0.1:1", "grant"),
        ("xpm", "http://127.0.0.1:2", "grant"),
        ("xpm", "http://127.0.0.1:1", "x"),
    )
    assert all(budget_of(service, "XPM", url, grant) is not first for service, url, grant in others)  # type: ignore[arg-type]


def test_every_app_has_its_limits() -> None:
    assert set(SERVICE) == set(App)
    assert set(SERVICE.values()) | {"mcp"} == set(LIMITS)
    for limits in LIMITS.values():
        assert set(limits.told.values()) <= {window.name for window in limits.windows}


def test_before_an_app_of_this_machine_has_told_its_limits_no_published_ones_are_expected_of_it() -> None:
    here = budget_of("mcp", "Ignition", "http://127.0.0.1:1/mcp", "untold")
    there = budget_of("mcp", "Ignition", "https://ignition.example/mcp", "untold")
    assert here.wait_for(5_000) == 0
    assert there.wait_for(5_000) > 60


def test_rel_3_room_for_two_calls_is_made_before_the_first_of_them() -> None:
    clock = Clock()
    one = Budget("XPM", Limits((Window("minute", 3, 60),)), clock=clock)
    first, _ = send(one, clock), send(one, clock)
    clock.now += 5
    one.make_room(2, clock.sleep)
    assert clock.now == first + 60 + MARGIN
    slept = list(clock.slept)
    send(one, clock)
    send(one, clock)
    assert clock.slept == slept, "the second follows the first at once"
    assert one.left("minute") == 1, "nothing was reserved beforehand"


def test_room_for_more_than_a_window_takes_is_room_for_all_of_it_and_a_day_is_not_waited_for() -> None:
    clock = Clock()
    small = Budget("XPM", Limits((Window("minute", 1, 60), Window("day", 1, 86_400))), clock=clock)
    small.make_room(2, clock.sleep)
    send(small, clock)
    small.make_room(2, clock.sleep)
    assert clock.slept == [60 + MARGIN]


def test_what_the_day_is_short_of_is_told_until_it_may_be_another_day() -> None:
    clock = Clock()
    one = budget(clock)
    assert one.short_of(3) is None
    send(one, clock, X_MinLimit_Remaining="60", X_DayLimit_Remaining="2")
    assert one.short_of(3) == 2
    assert one.short_of(2) is None
    clock.now += ASK_AGAIN
    assert one.short_of(3) is None


def test_rel_14_who_listens_is_told_why_a_call_waits_and_until_when() -> None:
    clock = Clock()
    one = Budget("Ignition", Limits((Window("hour", 1, 3_600),)), clock=clock)
    heard: list[Wait] = []
    send(one, clock)
    with telling_waits(heard.append):
        send(one, clock)
    send(one, clock)
    assert [wait.why for wait in heard] == ["Ignition takes no more calls in this hour"]
    assert 3_590 < (heard[0].until - datetime.now(UTC)).total_seconds() <= 3_600 + MARGIN
    assert not heard[0].is_over


def test_a_wait_of_a_moment_is_not_worth_a_word() -> None:
    clock = Clock()
    one = Budget("XPM", Limits((Window("minute", 1, 1.0),)), clock=clock)
    heard: list[Wait] = []
    with telling_waits(heard.append):
        send(one, clock)
        send(one, clock)
    assert clock.slept
    assert heard == []
