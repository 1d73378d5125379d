"""REL-5 through backups: whatever is lost or restored, nothing is handed to a person a second time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reconcile.errors import Brake
from reconcile.plans import register
from reconcile.plans.journal import journal_path
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run
from tests.plans.test_apply import first_plan, patient
from tests.plans.test_handing import Half

RIG = Half


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(register.PLACE, str(tmp_path / "state"))


def again(rig: Half, plan: Plan) -> Run:
    """Applies a plan past the brake that says what waits already."""
    ticked = int(plan.changes["ticked"].sum())
    with pytest.raises(Brake, match="are waiting"):
        rig.workspace().apply(plan, watch=patient())
    return rig.workspace().apply(plan, watch=patient(), release=ticked)


def assert_not_handed_over_again(rig: Half, run: Run) -> None:
    assert set(run.outcomes["outcome"]) == {"uncertain"}
    assert run.outcomes["reason"].str.contains("handed over once already").all()
    assert rig.workspace().handed_over(run).items.empty
    assert rig.writes == []


def test_rel_5_a_plan_whose_journal_is_lost_is_not_handed_over_again(rig: Half) -> None:
    plan = first_plan(rig)
    first = rig.workspace().apply(plan, watch=patient())
    assert set(first.outcomes["outcome"]) == {"waiting"}
    journal_path(rig.folder / "runs", plan.plan_id).unlink()
    assert_not_handed_over_again(rig, again(rig, plan))


def test_rel_5_a_folder_restored_from_a_backup_hands_nothing_over_again(rig: Half, tmp_path: Path) -> None:
    """The backup knows neither the run nor the note in the folder; the note outside of it tells."""
    plan = first_plan(rig)
    shutil.copytree(rig.folder, tmp_path / "backup")
    rig.workspace().apply(plan, watch=patient())
    shutil.rmtree(rig.folder)
    shutil.copytree(tmp_path / "backup", rig.folder)
    assert not list((rig.folder / "runs").glob("*")) if (rig.folder / "runs").exists() else True
    shutil.rmtree(tmp_path / "backup")
    assert_not_handed_over_again(rig, again(rig, plan))


def test_rel_5_a_backup_of_a_run_that_was_at_work_is_resumed_without_handing_over_again(
    rig: Half, tmp_path: Path
) -> None:
    plan = first_plan(rig)
    run = rig.workspace().apply(plan, watch=patient())
    path = journal_path(rig.folder / "runs", plan.plan_id)
    path.write_bytes(path.read_bytes().split(b"\n", 1)[0] + b"\n")  # as it was when the backup was made
    resumed = rig.workspace().apply(plan, watch=patient())
    assert resumed.total == run.total
    assert_not_handed_over_again(rig, resumed)


def test_rel_5_a_new_plan_holds_what_a_lost_run_handed_over_until_a_snapshot_shows_it(rig: Half) -> None:
    plan = first_plan(rig)
    run = rig.workspace().apply(plan, watch=patient())
    journal_path(rig.folder / "runs", plan.plan_id).unlink()
    held = rig.workspace().build_plan()
    assert not set(run.outcomes["change_id"]) & set(held.changes["change_id"])
    why = held.held.loc[held.held["reason"] == "waiting", "why"]
    assert why.str.contains("record is lost").any()
    again = rig.plan()
    assert set(run.outcomes["change_id"]) <= set(again.changes["change_id"]), (
        "a fresh snapshot tells that it was not done"
    )


def test_a_copy_beside_the_practice_is_not_stopped_by_it(rig: Half, tmp_path: Path) -> None:
    plan = first_plan(rig)
    shutil.copytree(rig.folder, tmp_path / "copy")
    rig.workspace().apply(plan, watch=patient())
    copy = Half(tmp_path / "copy")
    assert set(copy.workspace().apply(plan, watch=patient()).outcomes["outcome"]) == {"waiting"}


def test_where_the_place_outside_cannot_be_written_the_folder_has_to_do(
    rig: Half, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv(register.PLACE, str(tmp_path / "a file"))
    plan = first_plan(rig)
    rig.workspace().apply(plan, watch=patient())
    notes = (rig.folder / register.INSIDE).read_text(encoding="utf-8")
    assert plan.plan_id in notes
    journal_path(rig.folder / "runs", plan.plan_id).unlink()
    assert_not_handed_over_again(rig, again(rig, plan))


def test_the_notes_hold_no_clients_values_and_survive_a_torn_line(rig: Half, tmp_path: Path) -> None:
    plan = first_plan(rig)
    rig.workspace().apply(plan, watch=patient())
    (outside,) = (tmp_path / "state").rglob("*.jsonl")
    text = outside.read_text(encoding="utf-8")
    values = {str(value) for column in ("client_name", "after") for value in plan.changes[column] if value}
    assert not [value for value in values if len(value) > 3 and value in text]
    assert outside.stat().st_mode & 0o777 == 0o600
    outside.write_text(text + '{"run_id": "torn', encoding="utf-8")
    notes = register.Register(rig.folder, (rig.folder / "none", outside))
    notes.note("another", {"c": "xpm"})
    assert {note.run_id for note in register.Register(rig.folder, (outside,)).notes()} == {plan.plan_id, "another"}
