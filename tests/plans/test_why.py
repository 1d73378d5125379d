"""WHY-1 to WHY-6: the first check that explains it gives the one thing to do."""

from __future__ import annotations

from pathlib import Path

from reconcile.model import App, State
from reconcile.policy import AppSettings, Direction, Scope, Settings
from reconcile.workspace import Workspace
from tests.practice import ignition, practice, staff, take, xpm

TWO_WAY = Settings(
    xpm=AppSettings(scope=Scope.EVERYTHING, direction=Direction.TWO_WAY), gusto=AppSettings(scope=Scope.NOTHING)
)


def linked(folder: Path, settings: Settings = TWO_WAY) -> Workspace:
    workspace = practice(
        folder,
        xpm("x1", "Kea Farm", number="1", phone="1", manager="bob@old.example", manager_name="Bob B"),
        ignition("i1", "Kea Farm", xpm_id="1", phone="1"),
        staff(App.XPM, "Bob B", "bob@old.example"),
    )
    workspace.save_settings(settings)
    workspace.build_plan()
    return workspace


def test_why_1_a_field_that_never_syncs(tmp_path: Path) -> None:
    cause = linked(tmp_path).why("x1", "custom fields").cause
    assert cause is not None
    assert (cause.rule, "IMP-9" in cause.answer) == ("WHY-1", True)


def test_why_1_a_field_that_flows_the_other_way(tmp_path: Path) -> None:
    found = linked(tmp_path).why("i1", "website")
    assert found.cause is not None
    assert found.cause.rule == "WHY-1"
    assert found.todo == "Change it in XPM; from there it syncs."


def test_why_1_a_direction_setting(tmp_path: Path) -> None:
    found = linked(tmp_path, Settings()).why("x1", "phone")
    assert found.cause is not None
    assert found.todo == "Change it in Ignition; from there it syncs."


def test_why_2_not_a_user(tmp_path: Path) -> None:
    workspace = linked(tmp_path)
    take(workspace, ignition("i1", "Kea Farm", xpm_id="1", phone="1"), staff(App.IGNITION, "Ann A", "ann@new.example"))
    cause = workspace.why("x1", "manager").cause
    assert cause is not None
    assert (cause.rule, "not a user in Ignition" in cause.answer) == ("WHY-2", True)


def test_why_2_without_the_users_nobody_can_tell(tmp_path: Path) -> None:
    found = linked(tmp_path).why("x1", "manager")
    assert found.cause is not None
    assert "were not in its snapshot" in found.cause.answer
    assert found.todo == "Take a snapshot of Ignition with its staff."


def test_syn_4_job_templates_are_changed_in_xpm(tmp_path: Path) -> None:
    found = linked(tmp_path).why("i1", "job templates")
    assert (found.cause and found.cause.rule, found.todo) == ("WHY-1", "Change it in XPM.")


def test_why_2_another_email(tmp_path: Path) -> None:
    workspace = linked(tmp_path)
    take(workspace, ignition("i1", "Kea Farm", xpm_id="1", phone="1"), staff(App.IGNITION, "Bob B", "bob@new.example"))
    cause = workspace.why("x1", "manager").cause
    assert cause is not None
    assert cause.todo == "Make the two emails of Bob B equal."


def test_why_2_a_user_whom_xpm_does_not_know(tmp_path: Path) -> None:
    workspace = linked(tmp_path)
    take(
        workspace,
        ignition("i1", "Kea Farm", xpm_id="1", phone="1", manager="eve@example.com"),
        staff(App.IGNITION, "Eve", "eve@example.com"),
    )
    cause = workspace.why("i1", "manager").cause
    assert cause is not None
    assert "not linked to an XPM staff member" in cause.answer


def test_why_3_nothing_was_applied_yet(tmp_path: Path) -> None:
    checks = linked(tmp_path).why("x1", "phone").checks
    assert next(check.answer for check in checks if check.rule == "WHY-3") == "Nothing has been applied yet."


def test_why_4_the_other_one_is_linked(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm Pty Ltd", number="1"),
        xpm("x2", "Kea Farm Pty Limited", number="2"),
        ignition("i1", "Kea Farm Pty Ltd", xpm_id="1"),
    )
    workspace.build_plan()
    found = workspace.why("x2")
    assert found.cause is not None
    assert found.cause.rule == "WHY-4"
    assert "is linked" in found.cause.answer


def test_why_4_not_linked_at_all(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Something Else Entirely", state=State.LEAD))
    workspace.build_plan()
    found = workspace.why("x1")
    assert found.cause is not None
    assert found.cause.rule == "WHY-4"


def test_why_5_a_conflict_holds_it(tmp_path: Path) -> None:
    workspace = linked(tmp_path)
    take(workspace, xpm("x1", "Kea Farm", number="1", phone="2"), ignition("i1", "Kea Farm", xpm_id="1", phone="3"))
    workspace.build_plan()
    found = workspace.why("x1", "phone")
    assert found.cause is not None
    assert (found.cause.rule, "SYN-14" in found.cause.answer) == ("WHY-5", True)


def test_why_6_the_reminder_comes_last(tmp_path: Path) -> None:
    checks = linked(tmp_path).why("Kea Farm").checks
    assert checks[-1].rule == "WHY-6"
    assert "Update details in Xero" in checks[-1].answer


def test_syn_9_syn_11_a_plan_of_one_client(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm", number="1", phone="1"),
        ignition("i1", "Kea Farm", xpm_id="1", phone="2"),
        xpm("x2", "Tui Nest", number="2", phone="1"),
        ignition("i2", "Tui Nest", xpm_id="2", phone="2"),
        xpm("x3", "Moa Motors", number="3"),
    )
    assert set(workspace.build_plan().changes["record_id"]) == {"x1", "x2", "new:xpm:x3"}
    assert set(workspace.build_plan(client="i1").changes["record_id"]) == {"x1"}
    assert set(workspace.build_plan(client="Moa Motors").changes["record_id"]) == {"new:xpm:x3"}
