"""What each HTTP status means to a person."""

from __future__ import annotations

import datetime as dt
import email.utils

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from reconcile.apps.statuses import (
    NoSuchRecord,
    TokenRefused,
    TooManyCalls,
    VersionNotServed,
    error_for_status,
    retry_after,
    without_values,
)
from reconcile.errors import NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App


@pytest.mark.parametrize(
    ("status", "kind", "title"),
    [
        (302, NeedsUser, "Moved"),
        (400, NeedsUser, "XPM refused the request"),
        (401, TokenRefused, "The token was refused"),
        (403, NotAllowed, "No access"),
        (404, NeedsUser, "Not found"),
        (406, VersionNotServed, "This version of the interface is not served"),
        (409, NeedsUser, "Changed meanwhile"),
        (418, NeedsUser, "XPM refused the request"),
        (422, NeedsUser, "XPM refused the request"),
        (429, TooManyCalls, "Too many calls"),
        (500, TryAgain, "XPM is out of order"),
        (503, TryAgain, "XPM is out of order"),
    ],
)
def test_every_status_has_a_title_a_message_and_a_hint(status: int, kind: type[ReconcileError], title: str) -> None:
    error = error_for_status(App.XPM, status, {"xero-correlation-id": "abc-1"})
    assert type(error) is kind
    assert error.title == title
    assert "abc-1" in error.message
    assert error.hint
    assert "{" not in str(error)


def test_only_the_app_itself_can_say_that_a_record_is_missing() -> None:
    assert isinstance(error_for_status(App.XPM, 404, {}, "Client not found"), NoSuchRecord)
    assert not isinstance(error_for_status(App.XPM, 404, {}), NoSuchRecord)


def test_only_a_429_is_certainly_not_applied() -> None:
    sent = {status: error_for_status(App.GUSTO, status, {}) for status in (408, 429, 500, 502, 503, 504)}
    assert [status for status, error in sent.items() if isinstance(error, TryAgain) and not error.sent] == [429]


def test_retry_after_in_all_its_spellings() -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    assert retry_after({"Retry-After": "12"}) == 12.0
    assert retry_after({"Retry-After": "0.5"}) == 0.5
    assert retry_after({"Retry-After": email.utils.format_datetime(soon)}) == pytest.approx(30, abs=2)
    assert retry_after({"X-RateLimit-Reset": str(int(soon.timestamp()))}) == pytest.approx(30, abs=2)
    assert retry_after({"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"}) == 0.0


def test_a_date_is_taken_against_the_answers_own_clock() -> None:
    headers = {"Date": "Wed, 01 Jan 2020 00:00:00 GMT", "Retry-After": "Wed, 01 Jan 2020 00:00:40 GMT"}
    assert retry_after(headers) == 40.0


def test_rel_14_which_limit_was_met_is_told() -> None:
    minute = error_for_status(App.XPM, 429, {"X-Rate-Limit-Problem": "minute"})
    day = error_for_status(App.XPM, 429, {"X-Rate-Limit-Problem": "day", "Retry-After": "40000"})
    assert isinstance(minute, TryAgain)
    assert (minute.retry_after, "limit of the minute" in minute.message) == (60.0, True)
    assert "limit of the day" in day.message
    assert "tomorrow" in day.hint


@pytest.mark.parametrize("header", ["xero-correlation-id", "X-Request-Id", "X-Correlation-Id"])
def test_the_apps_own_id_of_the_request_is_told(header: str) -> None:
    headers = CaseInsensitiveDict({header: "6a0e-41"})
    assert "[correlation id 6a0e-41]" in error_for_status(App.GUSTO, 500, headers).message
    odd = CaseInsensitiveDict({header: "<b>Zed Ltd</b>"})
    assert "Zed" not in error_for_status(App.GUSTO, 500, odd).message


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_retry_after_is_too_odd(value: str) -> None:
    for header in ("Retry-After", "X-RateLimit-Reset"):
        seconds = retry_after({header: value})
        assert seconds is None or seconds >= 0


def test_values_are_taken_out_the_longest_first() -> None:
    said = "Zed Ltd and Zed Ltd Trust exist,\n  so  do a b"
    assert without_values(said, ["Zed Ltd", "Zed Ltd Trust", "a", ""]) == "… and … exist, so do a b"
    assert len(without_values("x" * 1_000, [])) == 300
