"""Rolling windows: never more calls than allowed, and no call refused that need not be."""

from hypothesis import given
from hypothesis import strategies as st

from reconcile.sandbox.limits import Limits, Meter, Window, real_limits


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def meter(*windows):
    clock = Clock()
    return Meter(Limits({"xpm": windows}, xpm_at_once=2), clock), clock


def test_a_full_window_refuses_until_its_first_call_is_out_of_it():
    counter, clock = meter(Window("minute", 2, 60))
    assert [counter.take("xpm", "me").remaining["minute"] for _ in range(2)] == [1, 0]
    clock.now = 10
    refused = counter.take("xpm", "me")
    assert (refused.full, refused.wait_seconds) == ("minute", 50)
    clock.now = 60
    assert counter.take("xpm", "me").full == ""


def test_a_refused_call_is_not_counted():
    counter, clock = meter(Window("minute", 1, 60), Window("day", 3, 86_400))
    for moment in (0, 1, 2, 60):
        clock.now = moment
        usage = counter.take("xpm", "me")
    assert usage.used == {"minute": 1, "day": 2}


def test_callers_are_counted_apart():
    counter, _ = meter(Window("minute", 1, 60))
    assert counter.take("xpm", "me").full == ""
    assert counter.take("xpm", "you").full == ""


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_window_ever_holds_more_calls_than_it_allows(pauses):
    counter, clock = meter(Window("minute", 3, 60))
    passed = []
    for pause in pauses:
        clock.now += pause
        if not counter.take("xpm", "me").full:
            passed.append(clock.now)
    assert all(later - earlier >= 60 for earlier, later in zip(passed, passed[3:], strict=False))


def test_only_so_many_calls_at_once():
    counter, _ = meter(Window("minute", 100, 60))
    with counter.running("xpm", "me") as first, counter.running("xpm", "me") as second:
        with counter.running("xpm", "me") as third:
            assert (first, second, third) == (True, True, False)
        with counter.running("gusto", "me") as elsewhere:
            assert elsewhere
    with counter.running("xpm", "me") as again:
        assert again


def test_the_demo_is_more_generous_than_the_apps():
    for service, windows in real_limits().windows.items():
        assert all(mine.calls > real.calls for mine, real in zip(Limits().windows[service], windows, strict=True))
