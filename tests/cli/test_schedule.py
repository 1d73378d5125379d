"""``schedule``: the practice's midnights by a scheduler under a clock of our own, and the command itself against the sandbox."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.executors import base as executor_base
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers import base as scheduler_base

from reconcile.cli.schedule import run_due, scheduler_of
from reconcile.policy import Settings
from reconcile.policy.schedule import last_nightly_sync
from reconcile.workspace.nights import Night, note_night

CHANGES = {
    "Australia/Sydney": (date(2026, 4, 5), date(2026, 10, 4)),
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "America/Santiago": (date(2026, 4, 5), date(2026, 9, 6)),
}
"""The days on which the clocks change; Lord Howe's by half an hour, Santiago's at midnight itself."""


class Clock:
    """The time that the scheduler sees."""

    def __init__(self, now: datetime) -> None:
        self.now = now


class Practice:
    """As much of a practice as the scheduler needs: a time zone, and nights that note when they ran."""

    def __init__(self, timezone: str, clock: Clock) -> None:
        self.settings = Settings(timezone=timezone)
        self.clock = clock
        self.ran: list[datetime] = []

    def run_night(self, *, due: datetime) -> None:
        assert due.tzinfo is UTC
        self.ran.append(self.clock.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock in the place of the scheduler's."""
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))

    class Ours(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return clock.now.astimezone(tz) if tz else clock.now.replace(tzinfo=None)

    monkeypatch.setattr(scheduler_base, "datetime", Ours)
    monkeypatch.setattr(executor_base, "datetime", Ours)
    return clock


class ByHand(scheduler_base.BaseScheduler):
    """A scheduler that looks at the clock when it is told to, and runs its jobs in the calling thread."""

    def wakeup(self) -> None:
        """Nobody waits."""

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)


def scheduled(timezone: str, clock: Clock) -> tuple[Practice, Any]:
    """The product's jobs and trigger in a scheduler that runs at ``_process_jobs()``."""
    practice = Practice(timezone, clock)
    scheduler = scheduler_of(practice, ByHand(timezone=UTC, executors={"default": DebugExecutor()}))  # type: ignore[arg-type]
    scheduler.start()
    return practice, scheduler


def pass_time(clock: Clock, scheduler: Any, until: datetime, step: timedelta) -> None:
    while clock.now < until:
        clock.now += step
        scheduler._process_jobs()


@pytest.mark.parametrize("zone", CHANGES)
def test_syn_10_once_at_each_midnight_through_both_changes_of_the_clocks(zone: str, clock: Clock) -> None:
    for day in CHANGES[zone]:
        start = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(days=3)
        clock.now = start
        practice, scheduler = scheduled(zone, clock)
        pass_time(clock, scheduler, start + timedelta(days=6), timedelta(minutes=30))
        scheduler.shutdown(wait=False)
        local = [moment.astimezone(ZoneInfo(zone)) for moment in practice.ran]
        days = Counter(moment.date() for moment in local)
        assert set(days.values()) == {1}
        assert len(days) == 6
        assert all(moment.hour == 0 or (moment.hour, zone) == (1, "America/Santiago") for moment in local)
        gaps = {later - earlier for earlier, later in zip(practice.ran, practice.ran[1:], strict=False)}
        assert gaps - {timedelta(days=1)}, "the day on which the clocks change has another length"
        assert all(timedelta(hours=22, minutes=59) < gap < timedelta(hours=25, minutes=1) for gap in gaps)


def test_syn_10_missed_midnights_become_one_when_the_machine_wakes(clock: Clock) -> None:
    clock.now = datetime(2026, 6, 1, tzinfo=UTC)
    practice, scheduler = scheduled("Australia/Sydney", clock)
    pass_time(clock, scheduler, datetime(2026, 6, 1, 10, tzinfo=UTC), timedelta(minutes=30))
    assert practice.ran == []
    clock.now = datetime(2026, 6, 4, 22, tzinfo=UTC)  # asleep over four midnights
    scheduler._process_jobs()
    assert practice.ran == [datetime(2026, 6, 4, 22, tzinfo=UTC)]
    pass_time(clock, scheduler, datetime(2026, 6, 5, 15, tzinfo=UTC), timedelta(minutes=30))
    scheduler.shutdown(wait=False)
    assert practice.ran[1:] == [datetime(2026, 6, 5, 14, tzinfo=UTC)]


def test_a_new_time_zone_holds_from_the_next_night_on(clock: Clock) -> None:
    clock.now = datetime(2026, 6, 1, tzinfo=UTC)
    practice, scheduler = scheduled("Australia/Sydney", clock)
    practice.settings = Settings(timezone="Europe/London")
    pass_time(clock, scheduler, datetime(2026, 6, 3, tzinfo=UTC), timedelta(minutes=30))
    scheduler.shutdown(wait=False)
    assert [moment.hour for moment in practice.ran] == [14, 23, 23]


def test_once_reads_plans_and_says_what_it_did(run, own_practice):
    folder = own_practice.workspace.folder
    before = len(own_practice.workspace.snapshots())
    answer = run("schedule", folder, "--once", "--json")
    assert (answer.code, answer.document["state"]) == (0, "done"), answer.out
    assert sorted(answer.document["snapshots"]) == ["gusto", "ignition", "xpm"]
    assert len(own_practice.workspace.snapshots()) == before + 3
    assert answer.document["planned"] > 0
    assert "nothing by itself" in answer.document["reason"]
    assert not any(row["effect"] for row in own_practice.sandbox.requests())
    nights = run("status", folder, "--json").document["nights"]
    assert (nights["scheduled"], nights["last"]["state"], nights["last"]["health"]) == (False, "done", "normal")
    assert "applied" in run("status", folder).out


def test_two_schedules_in_one_practice_do_not_collide(run, own_practice):
    workspace = own_practice.workspace
    with workspace.keeping_schedule():
        assert workspace.schedule_runs()
        answer = run("schedule", workspace.folder, "--json")
        assert (answer.code, answer.document["title"]) == (1, "It is running already")
    assert not workspace.schedule_runs()
    with workspace._alone("night.lock", "busy"):
        assert run("schedule", workspace.folder, "--once", "--json").document["title"] == "It is running already"
        run_due(workspace)  # the schedule itself takes it as it is
    assert workspace.nights().empty


def test_a_practice_without_connections_is_told(run, tmp_path):
    assert run("schedule", tmp_path / "nowhere", "--once", "--json").document["title"] == "No such workspace"
    run("settings", tmp_path / "practice", "--set", "timezone=Europe/London")
    answer = run("schedule", tmp_path / "practice", "--once", "--json")
    assert (answer.code, answer.document["title"]) == (1, "No app is connected")
    assert run("settings", tmp_path / "practice", "--set", "nightly.apply=everything", "--json").code == 1


def test_a_midnight_that_was_missed_while_no_schedule_ran_is_due(own_practice):
    workspace = own_practice.workspace
    now = datetime(2026, 6, 10, 3, tzinfo=UTC)
    assert workspace.missed_night(now) is None, "the first schedule of a practice has missed nothing"
    due = last_nightly_sync("Australia/Sydney", now)
    path = workspace.folder / "nights.jsonl"
    note_night(path, Night(due=due - timedelta(days=1), started_at=now - timedelta(days=1), state="done"))
    assert workspace.missed_night(now) == due
    note_night(path, Night(due=due, started_at=now, finished_at=now, state="done"))
    assert workspace.missed_night(now) is None
