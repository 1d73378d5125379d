"""A plan of one client, one app, or one kind of change (SYN-9, SYN-11)."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconcile.errors import NeedsUser
from reconcile.plans.parts import REASON
from reconcile.plans.plan import Plan
from reconcile.workspace import Workspace
from tests.practice import contact, gusto, ignition, practice, xpm


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Gusto feeds Kea LLC's phone through Ignition into XPM; Tui Bakery is to be created in XPM; Moa Motors gains a contact."""
    return practice(
        tmp_path,
        gusto("g1", "Kea LLC", phone="555 0100"),
        xpm("x1", "Kea LLC", number="1", phone="555 0199"),
        xpm("x3", "Moa Motors", number="3", city="Perth"),
        ignition("i1", "Kea LLC", xpm_id="1", phone="555 0199"),
        ignition("i2", "Tui Bakery"),
        ignition(
            "i3", "Moa Motors", xpm_id="3", city="Hobart", contacts=(contact("c1", "Ida", email="ida@moa.example"),)
        ),
    )


def rows(plan: Plan) -> set[tuple[str, str, str]]:
    return {(row["app"], row["kind"], row["field"]) for row in plan.changes.to_dict("records")}


def test_syn_11_of_one_app_is_what_is_written_to_it_or_comes_from_it(workspace: Workspace) -> None:
    assert rows(workspace.build_plan(app="gusto")) == {("ignition", "update", "phone")}
    plan = workspace.build_plan(app="xpm")
    assert rows(plan) == {
        ("xpm", "update", "city"), ("xpm", "create", "name"), ("ignition", "link", "xpm_id"),
        ("xpm", "contact-create", "name"), ("xpm", "contact-create", "email"),
    }  # fmt: skip
    (item,) = plan.held[plan.held["reason"] == REASON].to_dict("records")
    assert (item["record_id"], item["field"], item["value_there"]) == ("x1", "Phone", "555 0100"), (
        "it waits for Gusto's change"
    )


def test_syn_11_of_one_kind(workspace: Workspace) -> None:
    assert rows(workspace.build_plan(kind="contact-create")) == {
        ("xpm", "contact-create", "name"),
        ("xpm", "contact-create", "email"),
    }
    assert rows(workspace.build_plan(kind="create")) == {("xpm", "create", "name"), ("ignition", "link", "xpm_id")}
    assert rows(workspace.build_plan(kind="link")) == set(), "the client that it links to is not created by this part"
    assert rows(workspace.build_plan(kind="clear")) == set()


def test_syn_9_of_one_client_and_one_app(workspace: Workspace) -> None:
    assert rows(workspace.build_plan(client="i3", app="xpm")) == {
        ("xpm", "update", "city"), ("xpm", "contact-create", "name"), ("xpm", "contact-create", "email"),
    }  # fmt: skip
    assert {row["field"] for row in workspace.build_plan(client="Kea LLC").changes.to_dict("records")} == {"phone"}


def test_a_part_goes_through_its_file_like_any_plan(workspace: Workspace) -> None:
    plan = workspace.build_plan(app="xpm")
    assert workspace.plan(plan.plan_id).to_json() == plan.to_json()
    assert workspace.build_plan().held[lambda held: held["reason"] == REASON].empty


def test_unknown_parts_are_refused(workspace: Workspace) -> None:
    with pytest.raises(NeedsUser, match="no kind"):
        workspace.build_plan(kind="rename")
    with pytest.raises(NeedsUser, match="no app"):
        workspace.build_plan(app="quickbooks")
