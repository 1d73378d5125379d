"""SYN-10 and SYN-12: the practice's own midnight, and how long a sync may take."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.policy.schedule import next_nightly_sync, sync_health


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Australia/Sydney", datetime(2026, 7, 1, 3, tzinfo=UTC), datetime(2026, 7, 1, 14, tzinfo=UTC)),
        ("Australia/Sydney", datetime(2026, 10, 3, 20, tzinfo=UTC), datetime(2026, 10, 4, 13, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 4, 4, 20, tzinfo=UTC), datetime(2026, 4, 5, 12, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 1, 1, 4, 59, tzinfo=UTC), datetime(2026, 1, 1, 5, tzinfo=UTC)),
    ],
)
def test_syn_10_midnight_of_the_practice_through_daylight_saving(zone: str, now: datetime, expected: datetime) -> None:
    assert next_nightly_sync(zone, now) == expected


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone follows
    st.sampled_from(
        ["Australia/Sydney", "Pacific/Auckland", "Europe/Dublin", "America/Los_Angeles", "Africa/Johannesburg"]
    ),
)
def test_syn_10_always_within_a_day_and_at_midnight(now: datetime, zone: str) -> None:
    following = next_nightly_sync(zone, now)
    assert timedelta(0) < following - now <= timedelta(hours=25)
    assert following.astimezone(ZoneInfo(zone)).hour == 0


def test_syn_12_half_an_hour_is_normal_and_more_than_one_is_a_fault() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert [sync_health(start, start + timedelta(minutes=minutes)) for minutes in (5, 30, 31, 60, 61)] == [
        "normal", "normal", "slow", "slow", "fault",
    ]  # fmt: skip
