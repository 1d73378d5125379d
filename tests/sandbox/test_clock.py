"""The two ways a time is written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.sandbox.clock import parse_time, timestamp, wire_time

ZONES = st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001 (zones are drawn)


@given(MOMENTS)
def test_a_timestamp_is_read_back(moment):
    assert parse_time(timestamp(moment)) == moment
    assert parse_time(wire_time(moment)) == moment.replace(microsecond=0)


@given(MOMENTS, MOMENTS)
def test_timestamps_sort_as_text(first, second):
    assert (timestamp(first) < timestamp(second)) == (first < second)


def test_without_a_zone_it_is_utc():
    assert parse_time("2026-05-01T12:00:00") == datetime(2026, 5, 1, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="yesterday"):
        parse_time("yesterday")
