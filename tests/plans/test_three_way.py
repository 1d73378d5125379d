"""SYN-13 to SYN-16 and SET-7 through whole plans: what became of a field on either side, under both regimes and all directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile import frames
from reconcile.model import App
from reconcile.plans import store
from reconcile.plans.store import AGREED_COLUMNS
from reconcile.plans.values import equal
from reconcile.plans.verdict import What, one_way, two_way
from reconcile.policy import AppSettings, Direction, Scope, Settings
from reconcile.workspace import Workspace
from tests.practice import ignition, practice, take, xpm

OLD, IN_XPM, IN_IGNITION = "agreed", "new in XPM", "new in Ignition"
XPM_SIDE = {"unchanged": OLD, "changed": IN_XPM, "cleared": ""}
IGNITION_SIDE = {"unchanged": OLD, "changed": IN_IGNITION, "cleared": ""}
FIELDS = (
    "address",
    "city",
    "region",
    "postcode",
    "country",
    "postal_address",
    "postal_city",
    "postal_region",
    "postal_country",
)
CASES = [(here, there) for here in XPM_SIDE for there in IGNITION_SIDE]


@dataclass(frozen=True)
class Planned:
    """What the plan has for one field: where it is written, what, by which rule; whether ticked, and of what risk."""

    app: str
    after: str
    rule: str
    ticked: bool
    risk: str = "medium"
    conflict: bool = False


def clear(app: str, rule: str = "SYN-16", *, conflict: bool = False) -> Planned:
    return Planned(app, "", rule, ticked=False, risk="high", conflict=conflict)


EXPECTED: dict[Direction, dict[tuple[str, str], Planned]] = {
    Direction.TWO_WAY: {
        ("changed", "unchanged"): Planned("ignition", IN_XPM, "SYN-13", ticked=True),
        ("unchanged", "changed"): Planned("xpm", IN_IGNITION, "SYN-13", ticked=True),
        ("cleared", "unchanged"): clear("ignition"),
        ("unchanged", "cleared"): clear("xpm"),
        ("changed", "changed"): Planned("ignition", IN_XPM, "SYN-14", ticked=False, risk="high", conflict=True),
        ("changed", "cleared"): Planned("ignition", IN_XPM, "SYN-14", ticked=False, risk="high", conflict=True),
        ("cleared", "changed"): clear("ignition", "SYN-14", conflict=True),
    },
    Direction.FROM_APP: {
        ("changed", "unchanged"): Planned("ignition", IN_XPM, "SYN-1", ticked=True),
        ("unchanged", "changed"): Planned("ignition", OLD, "SYN-1", ticked=True, risk="high"),
        ("changed", "changed"): Planned("ignition", IN_XPM, "SYN-1", ticked=True, risk="high"),
        ("unchanged", "cleared"): Planned("ignition", OLD, "SYN-1", ticked=True, risk="low"),
        ("changed", "cleared"): Planned("ignition", IN_XPM, "SYN-1", ticked=True, risk="low"),
        ("cleared", "unchanged"): clear("ignition"),
        ("cleared", "changed"): clear("ignition"),
    },
    Direction.TO_APP: {
        ("unchanged", "changed"): Planned("xpm", IN_IGNITION, "SYN-1", ticked=True),
        ("changed", "unchanged"): Planned("xpm", OLD, "SYN-1", ticked=True, risk="high"),
        ("changed", "changed"): Planned("xpm", IN_IGNITION, "SYN-1", ticked=True, risk="high"),
        ("cleared", "unchanged"): Planned("xpm", OLD, "SYN-1", ticked=True, risk="low"),
        ("cleared", "changed"): Planned("xpm", IN_IGNITION, "SYN-1", ticked=True, risk="low"),
        ("unchanged", "cleared"): clear("xpm"),
        ("changed", "cleared"): clear("xpm"),
    },
}
"""Nothing where a pair of cases is not named: both unchanged, or both cleared."""


def settings(direction: Direction, **more: Any) -> Settings:
    app = AppSettings(scope=Scope.EVERYTHING, direction=direction)
    return Settings(xpm=app, gusto=AppSettings(scope=Scope.NOTHING), **more)


def nothing(_workspace: Workspace) -> None:
    """Happens between the first plan and the second."""


def kept_one_by_one(workspace: Workspace) -> None:
    """The last common values stand by field, as they did in practices of earlier versions."""
    with workspace._database.open() as connection:
        agreed = store.read_agreed(connection)
        connection.execute("DELETE FROM agreed_records")
        store.keep_agreed(connection, agreed)
        assert len(store.read_agreed(connection)) == len(agreed) > len(FIELDS)


def kept_again(workspace: Workspace) -> None:
    """Another plan from the same snapshots adds nothing to what is kept."""
    counts = "SELECT (SELECT count(*) FROM agreed_records), (SELECT count(*) FROM agreed)"
    before: list[tuple[int, int]] = []
    after: list[tuple[int, int]] = []
    for found in (before, after):
        with workspace._database.open() as connection:
            found += connection.execute(counts).fetchall()
        workspace.build_plan()
    assert before == after == [(1, 0)]


def outcome(
    folder: Path, wanted: Settings, absent: str | None, between: Callable[[Workspace], None] = nothing
) -> dict[tuple[str, str], Planned]:
    """The plan of one client whose nine fields are the nine cases."""
    agreed = dict.fromkeys(FIELDS, OLD)
    workspace = practice(
        folder, xpm("x1", "Kea Farm", number="11", **agreed), ignition("i1", "Kea Farm", xpm_id="11", **agreed)
    )
    workspace.save_settings(wanted)
    assert workspace.build_plan().is_empty
    between(workspace)
    here = {name: XPM_SIDE[case[0]] or absent for name, case in zip(FIELDS, CASES, strict=True)}
    there = {name: IGNITION_SIDE[case[1]] for name, case in zip(FIELDS, CASES, strict=True)}
    take(workspace, xpm("x1", "Kea Farm", number="11", **here), ignition("i1", "Kea Farm", xpm_id="11", **there))
    plan = workspace.build_plan()
    labels = {row["field"] for row in plan.held.to_dict("records") if row["reason"] == "conflict"}
    assert len(plan.held) == len(labels)
    found = {}
    for row in frames.rows_of(plan.changes):
        case = CASES[FIELDS.index(row["field"])]
        conflict = row["field_label"] in labels
        found[case] = Planned(row["app"], row["after"], row["rule"], row["ticked"], row["risk"], conflict)
        assert row["before"] == (here if row["app"] == "xpm" else there)[row["field"]]
        assert (row["kind"] == "clear") == (row["after"] == "")
        lost = row["risk"] == "high" and row["ticked"]
        assert ("SET-7" in row["why"]) == (
            lost or (case[1 if row["app"] == "ignition" else 0] == "changed" and not conflict)
        )
    return found


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("absent", ["", None], ids=["sent empty", "not sent"])
def test_syn_13_to_16_all_nine_cases(tmp_path: Path, direction: Direction, absent: str | None) -> None:
    assert outcome(tmp_path, settings(direction), absent) == EXPECTED[direction]


@pytest.mark.parametrize("between", [kept_one_by_one, kept_again])
def test_syn_13_to_16_however_the_common_values_are_kept(tmp_path: Path, between: Callable[[Workspace], None]) -> None:
    assert outcome(tmp_path, settings(Direction.TWO_WAY), "", between) == EXPECTED[Direction.TWO_WAY]


def test_syn_14_the_settings_say_whose_value_is_proposed(tmp_path: Path) -> None:
    found = outcome(tmp_path, settings(Direction.TWO_WAY, first_winner="ignition"), "")
    assert found[("changed", "changed")] == Planned(
        "xpm", IN_IGNITION, "SYN-14", ticked=False, risk="high", conflict=True
    )
    assert found[("cleared", "changed")] == Planned(
        "xpm", IN_IGNITION, "SYN-14", ticked=False, risk="high", conflict=True
    )
    assert found[("changed", "cleared")] == clear("xpm", "SYN-14", conflict=True)


@pytest.mark.parametrize("direction", Direction)
def test_syn_15_without_a_common_value_an_empty_one_never_replaces_another(
    tmp_path: Path, direction: Direction
) -> None:
    here = {"city": "A", "region": "A", "postcode": "", "country": "", "address": "A"}
    there = {"city": "B", "region": "", "postcode": "B", "country": "", "address": "A"}
    workspace = practice(
        tmp_path, xpm("x1", "Kea Farm", number="11", **here), ignition("i1", "Kea Farm", xpm_id="11", **there)
    )
    workspace.save_settings(settings(direction))
    plan = workspace.build_plan()
    planned = {(row["app"], row["field"], row["after"]) for row in frames.rows_of(plan.changes)}
    assert (
        planned
        == {
            Direction.TWO_WAY: {("ignition", "city", "A"), ("ignition", "region", "A"), ("xpm", "postcode", "B")},
            Direction.FROM_APP: {("ignition", "city", "A"), ("ignition", "region", "A")},
            Direction.TO_APP: {("xpm", "city", "B"), ("xpm", "postcode", "B")},
        }[direction]
    )
    assert plan.changes["ticked"].all()


def test_syn_15_the_two_sides_differ_though_neither_changed(tmp_path: Path) -> None:
    """What was once kept as agreed need not be equal any more by today's rules: that is seen, and is no change of either."""
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm", number="11", city="Orange NSW"),
        ignition("i1", "Kea Farm", xpm_id="11", city="Orange"),
    )
    workspace.save_settings(settings(Direction.TWO_WAY))
    row = ("xpm", "x1", "i1", "client", "", "city", "Orange NSW", "Orange")
    with workspace._database.open() as connection:
        store.keep_agreed(connection, frames.frame(AGREED_COLUMNS, [row]))
    (change,) = frames.rows_of(workspace.build_plan().changes)
    assert (change["app"], change["after"], change["rule"]) == ("ignition", "Orange NSW", "SYN-15")
    assert "neither changed" in change["why"]


PADDING = st.text(" \t", max_size=2)
WORDS = st.lists(st.text("abcXYZ'-", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)


def phone_spellings(digits: str) -> st.SearchStrategy[str]:
    area, rest = digits[:1], digits[1:]
    return st.sampled_from(
        [f"0{area} {rest[:4]} {rest[4:]}", f"(0{area}) {rest}", f"+61 {area} {rest}", f"0{area}-{rest[:4]}-{rest[4:]}",
         f"0061 {area} {rest}", f" 0{area}.{rest} "]
    )  # fmt: skip


def text_spellings(lines: list[str]) -> st.SearchStrategy[str]:
    end, pads = st.sampled_from(["\n", "\r\n", "\r"]), st.lists(PADDING, min_size=len(lines), max_size=len(lines))
    return st.builds(lambda end, pads: end.join(line + pad for line, pad in zip(lines, pads, strict=True)), end, pads)


def email_spellings(address: str) -> st.SearchStrategy[str]:
    return st.builds(lambda before, form, after: before + form(address) + after, PADDING,
                     st.sampled_from([str, str.upper, str.title]), PADDING)  # fmt: skip


@st.composite
def respelt(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A compare word, and four spellings of one value by it."""
    compare = draw(st.sampled_from(["phone", "text", "email"]))
    if compare == "phone":
        spellings = phone_spellings(draw(st.from_regex(r"[2378][1-9]\d{7}", fullmatch=True)))
    elif compare == "text":
        spellings = text_spellings(draw(st.lists(WORDS, min_size=1, max_size=3)))
    else:
        spellings = email_spellings(draw(st.from_regex(r"[a-z]{1,6}@[a-z]{1,6}\.example", fullmatch=True)))
    return compare, draw(st.lists(spellings, min_size=4, max_size=4))


@given(respelt(), st.booleans())
def test_a_respelling_is_never_a_change(case: tuple[str, list[str]], winner_is_a: bool) -> None:
    compare, (a, b, common_a, common_b) = case
    assert equal(compare, a, b)
    for common in (None, (common_a, common_b)):
        assert two_way(compare, a, b, common, winner_is_a=winner_is_a, newest=None).what is What.NOTHING
        assert one_way(compare, a, b, common, to_b=True).what is What.NOTHING


@given(respelt(), respelt(), st.booleans())
def test_a_respelling_beside_a_change_is_no_conflict(
    old: tuple[str, list[str]], new: tuple[str, list[str]], winner_is_a: bool
) -> None:
    """One side was edited, the other only writes the old value in its own way: the edit goes over (SYN-13)."""
    compare, (a, _, common_a, common_b) = old
    fresh = new[1][0]
    if new[0] != compare or equal(compare, fresh, a):
        return
    assert two_way(compare, a, fresh, (common_a, common_b), winner_is_a=winner_is_a, newest=None).what is What.TO_A
    assert two_way(compare, fresh, a, (common_a, common_b), winner_is_a=winner_is_a, newest=None).what is What.TO_B


def test_values_are_written_as_they_are_spelt(tmp_path: Path) -> None:
    spelt = {"phone": " +61 (2) 5550-1234", "address": "Level 2\r\n1 High St "}
    workspace = practice(
        tmp_path, xpm("x1", "Kea Farm", number="11", **spelt), ignition("i1", "Kea Farm", xpm_id="11", phone="")
    )
    workspace.save_settings(settings(Direction.FROM_APP))
    assert {row["field"]: row["after"] for row in frames.rows_of(workspace.build_plan().changes)} == spelt
    assert [app for app in App if workspace.newest().get(app)] == [App.XPM, App.IGNITION]
