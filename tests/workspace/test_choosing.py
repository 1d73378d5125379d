"""A person's choice of a value: the plan follows it until one of the two values changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconcile import frames
from reconcile.errors import NeedsUser, NotAllowed
from reconcile.policy.settings import AppSettings, Direction, Scope
from reconcile.workspace import Workspace
from reconcile.workspace.people import Person, Role, acting_as
from tests.practice import ignition, practice, take, xpm

NAME = "Hollow Timber Pty Ltd"


def directed(ws: Workspace, direction: Direction) -> None:
    apps = {"xpm": AppSettings(scope=Scope.EVERYTHING, direction=direction), "gusto": AppSettings()}
    ws.save_settings(ws.settings.model_copy(update=apps))


@pytest.fixture
def conflict(tmp_path: Path) -> Workspace:
    """One linked client whose phone both apps changed since they last agreed."""
    ws = practice(tmp_path, xpm("x1", NAME, phone="02 5550 1000"), ignition("i1", NAME, phone="02 5550 1000"))
    directed(ws, Direction.TWO_WAY)
    ws.build_plan()
    take(ws, xpm("x1", NAME, phone="02 5550 2000"), ignition("i1", NAME, phone="02 5550 3000", xpm_id="9169"))
    return ws


def disputed(ws: Workspace) -> dict[str, Any]:
    held = ws.build_plan().held
    return frames.rows_of(held[held["field_name"] == "phone"])[0]


def phones(ws: Workspace) -> list[tuple[str, str, bool]]:
    changes = ws.build_plan().changes
    rows = changes[changes["field"] == "phone"]
    return list(zip(rows["app"], rows["after"], rows["ticked"], strict=True))


def test_syn_14_a_conflict_names_what_has_to_be_chosen(conflict: Workspace) -> None:
    held = conflict.build_plan().held
    row = held[held["reason"] == "conflict"].iloc[0]
    assert (row["field_name"], row["entity"], row["entity_id"]) == ("phone", "client", "")
    assert [app for app, _, ticked in phones(conflict) if ticked] == []


@pytest.mark.parametrize(
    ("side", "app", "after"), [("there", "ignition", "02 5550 2000"), ("here", "xpm", "02 5550 3000")]
)
def test_syn_14_the_chosen_value_goes_to_the_other_app(conflict: Workspace, side: str, app: str, after: str) -> None:
    conflict.choose(disputed(conflict), side, by="Kim", note="asked the client")  # type: ignore[arg-type]
    assert phones(conflict) == [(app, after, True)]
    plan = conflict.build_plan()
    assert "Kim chose" in plan.changes[plan.changes["field"] == "phone"]["why"].iloc[0]
    assert "conflict" not in set(plan.held["reason"])
    assert list(conflict.choices()["note"]) == ["asked the client"]


def test_a_choice_that_is_taken_back_leaves_the_conflict_and_its_history(conflict: Workspace) -> None:
    row = disputed(conflict)
    conflict.choose(row, "there", by="Kim")
    conflict.choose(row, None, by="Lee")
    assert conflict.choices().empty
    assert list(conflict.choice_history()["decided_by"]) == ["Lee", "Kim"]
    assert "conflict" in set(conflict.build_plan().held["reason"])


def test_a_choice_stands_only_between_the_values_that_were_chosen_between(conflict: Workspace) -> None:
    conflict.choose(disputed(conflict), "there", by="Kim")
    take(conflict, ignition("i1", NAME, phone="02 5550 4444", xpm_id="9169"))
    assert [ticked for _, _, ticked in phones(conflict)] == [False]
    assert "conflict" in set(conflict.build_plan().held["reason"])


def test_a_value_that_may_not_flow_is_held_as_chosen(conflict: Workspace) -> None:
    row = disputed(conflict)
    directed(conflict, Direction.FROM_APP)
    conflict.choose(row, "here", by="Kim")
    plan = conflict.build_plan()
    assert plan.changes[plan.changes["field"] == "phone"].empty
    assert "kept as chosen" in set(plan.held["reason"])


@pytest.mark.parametrize(
    ("wrong", "side"),
    [
        ({"other_id": "nobody"}, "here"),
        ({"field_name": "shoe size"}, "here"),
        ({}, "left"),
        ({"field_name": ""}, "here"),
    ],
)
def test_what_is_not_known_is_refused_and_nothing_is_kept(
    conflict: Workspace, wrong: dict[str, str], side: str
) -> None:
    with pytest.raises(NeedsUser):
        conflict.choose({**disputed(conflict), **wrong}, side)  # type: ignore[arg-type]
    assert conflict.choice_history().empty


def test_a_viewer_chooses_nothing(conflict: Workspace) -> None:
    row = disputed(conflict)
    with acting_as(Person("vic@practice.example", Role.VIEWER)), pytest.raises(NotAllowed):
        conflict.choose(row, "here")


def test_survivors_say_whose_value_stands_and_why(conflict: Workspace) -> None:
    found = conflict.survivors("xpm", "x1", "i1").set_index("field")
    assert list(found.loc["phone", ["survives", "common", "rule"]]) == ["", "02 5550 1000", "SYN-14"]
    conflict.choose(frames.rows_of(conflict.survivors("xpm", "x1", "i1"))[0], "here", by="Kim")
    found = conflict.survivors("xpm", "x1", "i1").set_index("field")
    assert list(found.loc["phone", ["survives", "chosen_by"]]) == ["here", "Kim"]
