"""A night: what it reads, what it may apply by itself, what it records (SYN-10, SYN-12)."""

from __future__ import annotations

import functools
import itertools
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reconcile.errors import TryAgain
from reconcile.model import App
from reconcile.plans import job
from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch
from reconcile.policy import AppSettings, Direction, Nightly, Scope, Settings
from reconcile.workspace import Workspace
from reconcile.workspace.nightly import allowed
from reconcile.workspace.nights import INTERRUPTED, Night, note_night, read_nights
from tests.practice import MemoryApp, Records, contact, ignition, xpm

OFF = AppSettings(scope=Scope.NOTHING)
TWO_WAY = AppSettings(scope=Scope.EVERYTHING, direction=Direction.TWO_WAY)
DUE = datetime(2026, 6, 1, 14, tzinfo=UTC)


class Nocturne(Workspace):
    """A practice whose apps live in memory."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        super().__init__(folder)
        self.xpm = MemoryApp(
            App.XPM,
            [
                xpm("x1", "Kea Farm", number="11", phone="1", fax="", city="Perth"),
                xpm("x2", "Tui Bakery", number="12", contacts=(contact("c1", "Cy", email="cy@tui.example"),)),
            ],
        )
        self.ignition = MemoryApp(
            App.IGNITION,
            [
                ignition("i1", "Kea Farm", xpm_id="11", phone="1", fax="", city="Perth"),
                ignition("i2", "Tui Bakery"),
                ignition("i3", "Moa Motors"),
            ],
        )

    def _targets(self, _plan: Plan) -> Mapping[App, Any]:
        return {App.XPM: self.xpm, App.IGNITION: self.ignition}

    def _sources(self) -> dict[str, Callable[[], Any]]:
        return {app.app.value: functools.partial(self._read, app) for app in (self.xpm, self.ignition)}

    def directly(self, _plan: Plan, approved: Iterable[str] | None = None) -> list[str]:
        return list(approved or ())

    def _read(self, app: MemoryApp) -> Records:
        return Records(app.app, app.snapshot())

    def night(self, number: int = 0, **options: Any) -> Night:
        return self.run_night(due=DUE + timedelta(days=number), watch=Watch(pause=lambda _s: None), **options)

    def let(self, apply: Any, **more: Any) -> None:
        self.save_settings(Settings(xpm=TWO_WAY, gusto=OFF, nightly=Nightly(apply=apply, **more)))


@pytest.fixture
def practice(tmp_path: Path) -> Nocturne:
    """Its plan: a link, a contact to add, a client to create; then a field filled, one replaced, one cleared, a conflict."""
    practice = Nocturne(tmp_path / "practice")
    practice.let("nothing")
    practice.night()
    practice.xpm.edit("x1", phone="2", city="", postcode="6000")
    practice.ignition.edit("i1", fax="9", region="WA")
    practice.xpm.edit("x1", region="NSW")
    return practice


def kinds(practice: Nocturne) -> list[tuple[str, str]]:
    return [*practice.xpm.writes, *practice.ignition.writes]


def test_syn_10_by_default_a_night_applies_nothing(practice: Nocturne) -> None:
    night = practice.night(1)
    assert (night.state, night.applied, kinds(practice)) == ("done", 0, [])
    assert night.planned > 4
    assert Settings().nightly.apply == "nothing"


def test_syn_10_fill_writes_only_into_what_is_empty(practice: Nocturne) -> None:
    practice.let("fill")
    night = practice.night(1)
    assert (night.state, night.set_aside) == ("done", 0)
    assert practice.xpm.clients["x1"].fax == "9"
    assert practice.ignition.clients["i1"].postcode == "6000"
    assert practice.ignition.clients["i1"].phone == "1", "a value that is there is not replaced"
    assert practice.ignition.clients["i2"].xpm_id == "12"
    assert [person.name for person in practice.ignition.clients["i2"].contacts] == ["Cy"]


@pytest.mark.parametrize("apply", ["fill", "update"])
def test_syn_10_a_night_never_creates_clears_or_settles_a_conflict(practice: Nocturne, apply: str) -> None:
    practice.let(apply)
    practice.night(1)
    assert len(practice.xpm.clients) == 2, "Moa Motors waits for a person"
    assert practice.ignition.clients["i1"].city == "Perth", "a clear waits for a person"
    assert (practice.xpm.clients["x1"].region, practice.ignition.clients["i1"].region) == ("NSW", "WA")
    assert (practice.ignition.clients["i1"].phone == "2") == (apply == "update")


def test_a_limit_of_changes_and_a_brake_hold_a_night_back(practice: Nocturne) -> None:
    practice.let("update", limit=1)
    night = practice.night(1)
    assert (night.applied, kinds(practice)) == (0, [])
    assert "more than a night may apply" in night.reason
    practice.let("update")
    del practice.ignition.clients["i2"], practice.ignition.clients["i3"]
    night = practice.night(2)
    assert (night.applied, night.reason) == (0, "A brake is on; a person has to look.")


def test_a_night_of_one_midnight_runs_once(practice: Nocturne) -> None:
    practice.let("fill")
    first = practice.night(1)
    assert first.applied
    writes = kinds(practice)
    assert practice.night(1) == first
    assert kinds(practice) == writes
    assert len(practice.nights()) == 2


def test_an_apply_at_work_is_waited_for_and_then_told(practice: Nocturne) -> None:
    practice.let("fill")
    with job.apply_lock(practice.folder / "runs"):
        night = practice.night(1, patience=0.05)
    assert (night.state, night.reason) == ("failed", "Somebody was applying.")
    assert kinds(practice) == []
    assert practice.night(1).applied, "a night that failed is tried again"


def test_one_app_that_cannot_be_read_is_told_and_nothing_is_applied(
    practice: Nocturne, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    practice.let("update")

    def read(app: MemoryApp) -> Records:
        if app.app is App.XPM:
            raise TryAgain("Kea Farm is secret.", title="XPM is busy")
        return Records(app.app, app.snapshot())

    monkeypatch.setattr(practice, "_read", read)
    with caplog.at_level(logging.INFO):
        night = practice.night(1)
    assert (night.state, night.failed, night.applied) == ("done", {"xpm": "XPM is busy"}, 0)
    assert caplog.records
    known = {client.name for client in practice.ignition.clients.values()}
    assert not [name for name in known if name in caplog.text], "a log holds no client's data"
    assert not [name for name in known if name in (practice.folder / "nights.jsonl").read_text()]


def test_a_fault_ends_the_night_and_not_the_schedule(practice: Nocturne, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_app: MemoryApp) -> Records:
        raise ZeroDivisionError

    monkeypatch.setattr(practice, "_read", broken)
    assert (practice.night(1).state, practice.nights()["state"].iloc[0]) == ("failed", "failed")


@pytest.mark.parametrize(("minutes", "health"), [(30, "normal"), (31, "slow"), (61, "fault")])
def test_syn_12_the_health_of_a_night_is_kept(practice: Nocturne, minutes: int, health: str) -> None:
    times = itertools.chain([DUE], itertools.repeat(DUE + timedelta(minutes=minutes)))
    practice.night(1, clock=lambda: next(times))
    assert practice.nights()["health"].iloc[0] == health


def test_a_night_that_broke_off_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "nights.jsonl"
    note_night(path, Night(due=DUE, started_at=DUE))
    assert [night.state for night in read_nights(path, alive=True)] == ["running"]
    with path.open("a") as file:
        file.write('{"due": "torn')
    (night,) = read_nights(path, alive=False)
    assert (night.state, night.health(DUE + timedelta(hours=2))) == (INTERRUPTED, "fault")


def test_what_follows_from_a_change_that_waits_waits_too(practice: Nocturne) -> None:
    practice.night(1)
    plan = practice.build_plan()
    chosen = allowed(plan, Nightly(apply="update"))
    rows = plan.changes.set_index("change_id")
    assert chosen
    for change_id in chosen:
        assert rows.loc[change_id, "depends_on"] in ("", *chosen)
        assert rows.loc[change_id, "kind"] in ("update", "link", "contact-create", "contact-update")


def test_syn_16_an_app_that_was_away_does_not_hold_what_its_old_snapshot_says(
    practice: Nocturne, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a run has written since a snapshot is not forgotten: else a value that is cleared now would be brought back."""
    practice.let("update")
    practice.night(1)
    assert practice.xpm.clients["x1"].fax == "9"
    practice.ignition.edit("i1", fax="")
    read = practice._read

    def away(app: MemoryApp) -> Records:
        if app.app is App.XPM:
            raise TryAgain("XPM does not answer.")
        return read(app)

    monkeypatch.setattr(practice, "_read", away)
    practice.night(2)
    monkeypatch.setattr(practice, "_read", read)
    practice.night(3)
    assert practice.ignition.clients["i1"].fax == "", "somebody cleared it"
    (row,) = practice.build_plan().changes.query("field == 'fax'").to_dict("records")
    assert (row["app"], row["kind"], row["ticked"], row["rule"]) == ("xpm", "clear", False, "SYN-16")
