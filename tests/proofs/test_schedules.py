"""Every crash point × lost request × lost answer × late delivery × foreign edit (REL-1 to REL-5, REL-11, REL-12)."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconcile.plans.journal import journal_path, read_story
from tests.proofs.app import PlainApp, VersionedApp
from tests.proofs.cases import CASES, OLD_VALUE, SAME_FIELD
from tests.proofs.judging import BROKEN, GAP, HOLDS, TWO_HANDS, UNCERTAIN
from tests.proofs.schedules import (
    VERSIONED,
    Tallies,
    all_tallies,
    carried_out,
    every_schedule,
    quick_folder,
    report,
    telling_schedules,
)
from tests.proofs.timeline import LATE, LOST_ANSWER, LOST_REQUEST, NEVER, Schedule

UPDATE, CONTACT_UPDATE, CONTACT_CREATE, SEVERAL, LINK, CREATE = CASES


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = quick_folder()
    yield folder
    shutil.rmtree(folder)


def assert_as_documented(tallies: Tallies, *, never_answered: bool = False) -> None:
    """Nothing is broken; with versions there is no gap; where there are none only new records end *uncertain* (REL-11).

    And, in the schedules in which an app never answers a write, whatever was written.
    """
    assert not any(tally.broken for tally in tallies.values()), report(tallies)
    for (name, kind), tally in tallies.items():
        versions = kind == VERSIONED
        doubtful = versions or never_answered or name in (CONTACT_CREATE.name, CREATE.name)
        allowed = {HOLDS} | ({UNCERTAIN} if doubtful else set())
        allowed |= {TWO_HANDS} if name == CREATE.name else set()
        allowed |= set() if versions else {GAP}
        assert set(tally.endings) <= allowed, f"{name}: {tally.endings}"


def test_rel_11_rel_12_every_telling_schedule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tallies = all_tallies(telling_schedules, folder)
    with capsys.disabled():
        sys.stdout.write(f"\n{report(tallies)}\n")
    assert sum(tally.endings.total() for tally in tallies.values()) > 2_800
    assert_as_documented(tallies)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_rel_11_rel_12_every_schedule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tallies = all_tallies(every_schedule, folder)
    with capsys.disabled():
        sys.stdout.write(f"\n{report(tallies)}\n")
    assert_as_documented(tallies, never_answered=True)


def test_rel_12_a_crash_before_the_journals_first_line_does_not_use_the_plan_up(folder: Path) -> None:
    """Nothing was sent by then, so the plan is applied at the next start, brakes and all."""
    finding, timeline = carried_out(UPDATE, Schedule(crash=1), folder, PlainApp)
    assert timeline.labels[0] == "before begin"
    assert finding.ending == HOLDS
    path = journal_path(folder, UPDATE.plan.plan_id)
    assert {event["ending"] for event in read_story(path).outcomes.values()} == {"applied"}


def test_rel_11_a_client_whose_creation_was_noted_is_not_uncertain_after_a_crash(folder: Path) -> None:
    labels = carried_out(CREATE, Schedule(), folder, PlainApp)[1].labels
    for crash in (labels.index("after created") + 1, labels.index("before outcome") + 1):
        assert carried_out(CREATE, Schedule(crash=crash), folder, PlainApp)[0].ending == HOLDS


@pytest.mark.parametrize("kind", [PlainApp, VersionedApp])
@pytest.mark.parametrize("fate", [LOST_REQUEST, LATE])
def test_rel_1_a_value_that_is_never_answered_and_never_seen_is_uncertain(
    folder: Path, fate: str, kind: type[PlainApp]
) -> None:
    """It may still be on its way, so it has not failed."""
    for case in (UPDATE, CONTACT_UPDATE, LINK):
        finding = carried_out(case, Schedule(fate=fate, always=True), folder, kind)[0]
        assert finding.ending == UNCERTAIN, finding


@pytest.mark.parametrize("fate", [LOST_REQUEST, LOST_ANSWER])
def test_rel_3_with_versions_an_old_value_that_was_put_back_stands(folder: Path, fate: str) -> None:
    """Without a version that looks as if the write had never arrived; with one the change ends uncertain and is not repeated."""
    labels = carried_out(UPDATE, Schedule(), folder, VersionedApp)[1].labels
    put_back = next(nth for nth, label in enumerate(labels, 1) if label.endswith("answered")) + 1
    schedule = Schedule(NEVER, fate, NEVER, put_back, OLD_VALUE)
    assert carried_out(UPDATE, schedule, folder, VersionedApp)[0].ending != BROKEN


def test_an_edit_in_the_gap_is_seen_by_the_judge(folder: Path) -> None:
    """The proof can fail: without versions an edit between the read and the write is overwritten, and the judge says so."""
    labels = carried_out(UPDATE, Schedule(), folder, PlainApp)[1].labels
    gap = Schedule(edit=labels.index("before sending") + 1, kind=SAME_FIELD)
    assert carried_out(UPDATE, gap, folder, PlainApp)[0].ending == GAP
    assert carried_out(UPDATE, gap, folder, VersionedApp)[0].ending == HOLDS
