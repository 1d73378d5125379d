"""The ticks of a plan as they stand now: kept beside it, exported under its seal, and back with the file that is loaded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from reconcile import cli
from reconcile.errors import BadInput
from reconcile.plans.journal import Journal
from reconcile.plans.plan import Plan
from reconcile.workspace import Workspace, open_workspace
from tests.plans.test_plan_file import assert_equal
from tests.practice import ignition, practice, xpm


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    pairs = [(xpm(f"x{n}", f"Kea {n}", phone="1", fax="2"), ignition(f"i{n}", f"Kea {n}", phone="3")) for n in range(3)]
    return practice(tmp_path / "practice", *(client for pair in pairs for client in pair))


def reviewed(ws: Workspace) -> tuple[Plan, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """A plan, and other ticks than it was built with, kept."""
    plan = ws.build_plan()
    ticks = ~plan.changes["ticked"].to_numpy(bool)
    ticks[::3] = True
    assert list(ticks) != list(plan.changes["ticked"])
    assert set(ticks) == {True, False}
    ws.keep_ticks(plan.plan_id, ticks)
    return plan, ticks


def test_the_plan_stays_as_it_was_built_and_the_ticks_stand_beside_it(ws: Workspace) -> None:
    plan, ticks = reviewed(ws)
    assert_equal(ws.plan(plan.plan_id), plan)
    assert list(ws.approved_plan(plan.plan_id).changes["ticked"]) == list(ticks)
    kept = ws.ticks(plan.plan_id)
    assert kept is not None
    assert np.array_equal(kept, ticks)
    (ws.folder / "plans" / f"{plan.plan_id}.ticks").write_bytes(b"torn")
    assert_equal(ws.approved_plan(plan.plan_id), plan)


def test_an_export_carries_the_ticks_as_they_stand_and_loading_it_gives_them_back(
    ws: Workspace, tmp_path: Path
) -> None:
    plan, ticks = reviewed(ws)
    data = ws.plan_file(ws.approved_plan(plan.plan_id))
    assert [row["ticked"] for row in json.loads(data)["changes"]] == list(ticks)

    ws.keep_ticks(plan.plan_id, plan.changes["ticked"])  # somebody goes on ticking here
    loaded = ws.load_plan(data)
    assert_equal(loaded, plan.ticked(ticks))
    assert_equal(ws.approved_plan(plan.plan_id), loaded)
    assert ws.plan_file(ws.approved_plan(plan.plan_id)) == data

    other = tmp_path / "copy" / ws.folder.name  # the same practice where this plan is not known
    shutil.copytree(ws.folder, other)
    shutil.rmtree(other / "plans")
    again = open_workspace(other)
    assert_equal(again.load_plan(data), loaded)
    assert_equal(again.approved_plan(plan.plan_id), loaded)

    with pytest.raises(BadInput, match="changed after it was built"):
        ws.load_plan(data.replace(b'"ticked":false', b'"ticked":true', 1))
    assert_equal(ws.approved_plan(plan.plan_id), loaded)


def test_rel_5_the_ticks_of_a_plan_that_was_used_do_not_change(ws: Workspace) -> None:
    plan, ticks = reviewed(ws)
    with Journal.begin(ws.folder / "runs", plan.plan_id, by="Kim", approved=[]):
        pass
    ws.keep_ticks(plan.plan_id, ~ticks)
    assert list(ws.approved_plan(plan.plan_id).changes["ticked"]) == list(ticks)


def test_every_file_that_the_command_line_writes_has_the_ticks_as_they_stand(ws: Workspace, tmp_path: Path) -> None:
    plan, ticks = reviewed(ws)
    files = {ending: tmp_path / f"plan{ending}" for ending in (".json", ".xlsx", ".html", ".csv")}
    for path in files.values():
        with pytest.raises(SystemExit) as ended:
            cli.main(["plan", str(ws.folder), "--plan", plan.plan_id, "--out", str(path)])
        assert not ended.value.code
    assert list(ws.load_plan(files[".json"]).changes["ticked"]) == list(ticks)
    sheet = openpyxl.load_workbook(files[".xlsx"])["Changes"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [str(cell).casefold() in ("yes", "true", "✓") for cell in cells] == list(ticks)
    assert files[".html"].read_text(encoding="utf-8").count("<td>✓</td>") == sum(ticks)
