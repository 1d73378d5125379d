"""Roles: what each person may do, and under whose name it is kept."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from reconcile.errors import BadInput, NeedsUser, NotAllowed
from reconcile.model import App
from reconcile.workspace import Workspace
from reconcile.workspace.people import Person, Role, acting_as, at_work, read_people, save_people
from tests.practice import Records, ignition, practice, xpm

Deed = Callable[[Workspace], object]

REVIEWING: dict[str, Deed] = {
    "take a snapshot": lambda ws: ws.take_snapshot(Records(App.XPM, [xpm("x1", "Kea Farm")])),
    "link exact names": lambda ws: ws.link_exact_names(),
    "link by hand": lambda ws: ws.link("xpm", "x1", "i1"),
    "unlink": lambda ws: ws.unlink("xpm", "x1", "i1"),
    "decide": lambda ws: ws.decide(ws.duplicates(related=True)["pair_id"].tolist(), "later"),
    "build a plan": lambda ws: ws.build_plan(),
    "load a plan": lambda ws: ws.load_plan(ws.plan_file(ws.preview_plan(ws.settings))),
}
APPROVING: dict[str, Deed] = {
    "save settings": lambda ws: ws.save_settings(ws.settings),
    "name people": lambda ws: ws.save_people({"kim@practice.example": "viewer"}),
    "apply": lambda ws: ws.apply(ws.preview_plan(ws.settings)),
    "start an apply": lambda ws: ws.start_apply(ws.preview_plan(ws.settings)),
}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Kea Farm"))


@pytest.mark.parametrize("deed", [*REVIEWING, *APPROVING])
def test_a_viewer_changes_nothing(ws: Workspace, deed: str) -> None:
    with acting_as(Person("vi@practice.example", Role.VIEWER)), pytest.raises(NotAllowed, match="is a viewer"):
        (REVIEWING | APPROVING)[deed](ws)
    assert ws.links().empty
    assert ws.newest_plan() is None


@pytest.mark.parametrize("deed", APPROVING)
def test_a_reviewer_neither_applies_nor_changes_settings(ws: Workspace, deed: str) -> None:
    with acting_as(Person("re@practice.example", Role.REVIEWER)), pytest.raises(NotAllowed, match="reviewer"):
        APPROVING[deed](ws)


@pytest.mark.parametrize("deed", REVIEWING)
def test_a_reviewer_does_everything_up_to_the_plan(ws: Workspace, deed: str) -> None:
    with acting_as(Person("re@practice.example", Role.REVIEWER)):
        REVIEWING[deed](ws)


def test_what_is_written_is_kept_under_the_name_of_who_wrote_it(ws: Workspace) -> None:
    with acting_as(Person("re@practice.example", Role.REVIEWER)):
        ws.link("xpm", "x1", "i1")
    assert list(ws.links()["linked_by"]) == ["re@practice.example"]
    assert at_work().role is Role.APPROVER


def test_people_are_kept_in_small_letters_and_read_by_their_owner_alone(tmp_path: Path) -> None:
    save_people(tmp_path, {" Kim@Practice.Example ": "approver"})
    assert read_people(tmp_path) == {"kim@practice.example": Role.APPROVER}
    assert stat.S_IMODE((tmp_path / "people.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("people", [{"kim@practice.example": "boss"}, {" ": "viewer"}])
def test_a_role_or_a_name_that_is_none_is_refused_and_nothing_kept(tmp_path: Path, people: dict[str, str]) -> None:
    save_people(tmp_path, {"lee@practice.example": "viewer"})
    with pytest.raises(NeedsUser, match="No such role"):
        save_people(tmp_path, people)
    assert list(read_people(tmp_path)) == ["lee@practice.example"]


@pytest.mark.parametrize("text", ["", "[]", '{"kim": "boss"}', '{"kim": 1}'])
def test_a_broken_list_of_people_lets_nobody_in(tmp_path: Path, text: str) -> None:
    (tmp_path / "people.json").write_text(text)
    with pytest.raises(BadInput, match="list of people is broken"):
        read_people(tmp_path)
