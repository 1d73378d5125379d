"""How many calls, how long, how many days: said before the first call (REL-14)."""

from __future__ import annotations

import pytest

from reconcile.apps import GustoSource, IgnitionExportSource, IgnitionSource, IgnitionTarget, XpmSource, XpmTarget
from reconcile.apps.budget import SECONDS_PER_CALL
from reconcile.apps.estimate import Counts, Estimate, HasBudget, duration, estimate_reading, estimate_writing
from reconcile.model import App

ELSEWHERE = "https://app.example.test"
"""Nobody listens there, and nothing is sent."""


def told(grant: str, day_left: int) -> XpmTarget:
    target = XpmTarget(ELSEWHERE, grant, "tenant")
    target.budget.take(lambda _: None)
    target.budget.answered({"X-MinLimit-Remaining": "59", "X-DayLimit-Remaining": str(day_left)})
    return target


def test_rel_14_more_than_a_day_allows_is_told_in_days() -> None:
    estimate = Estimate(App.XPM, 6_200, 6_200.0, 5_000, 5_000)
    assert estimate.is_over_the_day
    assert estimate.days == 2
    assert estimate.sentence == "XPM: 6,200 calls, about 2 hours; 5,000 of 5,000 a day are left today: 2 days."
    assert Estimate(App.XPM, 6_200, 0.0, 100, 5_000).days == 3
    assert Estimate(App.XPM, 5_000, 0.0, 5_000, 5_000).days == 1


def test_an_app_without_a_limit_a_day_has_no_days() -> None:
    estimate = Estimate(App.GUSTO, 1, 0.5)
    assert (estimate.days, estimate.is_over_the_day) == (1, False)
    assert estimate.sentence == "Gusto: 1 call, a few seconds."
    assert Estimate(App.IGNITION, 5, 1.0, sure=False).sentence == "Ignition: at least 5 calls, a few seconds."


def test_xpm_takes_the_same_calls_whatever_its_size() -> None:
    estimate = estimate_reading(XpmSource(ELSEWHERE, "t", "estimate"), Counts())
    assert estimate is not None
    assert (estimate.calls, estimate.day_left, estimate.day_limit, estimate.sure) == (5, 5_000, 5_000, True)


def test_what_the_last_snapshot_took_is_the_best_that_is_known() -> None:
    estimate = estimate_reading(XpmSource(ELSEWHERE, "t", "estimate"), Counts(15_000, 30_000, 0, seconds=290.0))
    assert estimate is not None
    assert estimate.seconds == 290.0


@pytest.mark.parametrize(
    ("known", "calls"),
    [
        (Counts(), 4),
        (Counts(100, 100), 4),
        (Counts(101, 250), 7),
        (Counts(400, 800, archived=100), 3 + 1 + 6 + 2),
    ],
)
def test_ignition_takes_a_call_a_page_and_archived_ones_apart(known: Counts, calls: int) -> None:
    without = IgnitionSource(ELSEWHERE, "estimate")
    assert without.calls_needed(known) == calls
    assert IgnitionSource(ELSEWHERE, "estimate", export_url=f"{ELSEWHERE}/x").calls_needed(known) == calls + 1
    estimate = estimate_reading(without, known)
    assert estimate is not None
    assert estimate.sure == bool(known.clients)


def test_gusto_reads_companies_side_by_side() -> None:
    estimate = estimate_reading(GustoSource(ELSEWHERE, [f"t{n}" for n in range(300)]), Counts())
    assert estimate is not None
    assert estimate.calls == 1_200
    assert estimate.seconds < 1_200 * SECONDS_PER_CALL / 4


def test_a_file_takes_no_call() -> None:
    assert estimate_reading(IgnitionExportSource("clients.csv"), Counts()) is None


def test_rel_14_writing_waits_for_the_minute_and_for_the_hour() -> None:
    xpm = estimate_writing(App.XPM, 600, told("one", 4_000))
    assert (xpm.day_left, xpm.seconds) == (4_000, 600.0)
    ignition = estimate_writing(App.IGNITION, 1_500, IgnitionTarget(f"{ELSEWHERE}/mcp", "estimate"))
    assert (ignition.day_left, ignition.seconds) == (None, 2 * 3_600.0)


def test_what_the_app_told_of_the_day_counts() -> None:
    assert estimate_writing(App.XPM, 500, told("two", 100)).is_over_the_day
    assert not estimate_writing(App.XPM, 50, told("three", 100)).is_over_the_day


def test_every_way_has_a_budget() -> None:
    ways = (XpmSource(ELSEWHERE, "t", "x"), told("four", 1), GustoSource(ELSEWHERE, ["t"]), GustoSource(ELSEWHERE, []))
    assert all(isinstance(way, HasBudget) and way.budget is not None for way in ways)
    source, target = XpmSource(ELSEWHERE, "t", "x"), XpmTarget(ELSEWHERE, "t", "x")
    assert source.budget is target.budget, "a source and a target of one grant use up the same calls"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (34, "about 30 seconds"),
        (70, "about a minute"),
        (300, "about 5 minutes"),
        (7_000, "about 2 hours"),
    ],
)
def test_how_long_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
