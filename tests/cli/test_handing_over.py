"""``hand-over``, ``checklist`` and ``waiting`` from end to end."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from reconcile.workspace import Workspace
from tests.practice import contact, ignition, practice, xpm


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    """A practice without any connection, with a plan."""
    people = (contact("c1", "Ann", email="ann@example.com"),)
    found = practice(
        tmp_path,
        xpm("x1", "Kea Pty Ltd", phone="02 5550 1001", url="https://practicemanager.xero.com/Client/1/Detail"),
        xpm("x2", "Tui Bakery", city="Perth", contacts=people),
        ignition("i1", "Kea Pty Ltd", phone="02 5550 9999"),
    )
    found.build_plan()
    return found


def test_hand_over_then_tick_then_wait(run, ws: Workspace, tmp_path: Path) -> None:
    folder = ws.folder
    before = run("plan", folder, "--json").document
    assert {way["way"] for way in before["ways"]} == {"by hand"}
    answer = run("hand-over", folder, "--by-hand", "--by", "Ngaire", "--out", tmp_path / "out", "--json")
    assert (answer.code, answer.document["by"]) == (0, "Ngaire")
    total = answer.document["total"]
    assert answer.document["outcomes"] == {"waiting": total}
    assert [Path(name).name for name in answer.document["files"]] == ["checklist.xlsx"]
    run_id = answer.document["run_id"]

    listed = run("checklist", folder, run_id, "--json").document
    first = listed["items"][0]["change_id"]
    ticked = run("checklist", folder, run_id, "--tick", first, "--by", "Ngaire", "--json").document
    assert (ticked["done"], ticked["items"][0]["ticked_by"]) == (1, "Ngaire")
    sheet, page = tmp_path / "list.xlsx", tmp_path / "list.html"
    assert run("checklist", folder, run_id, "--out", sheet).code == 0
    assert run("checklist", folder, run_id, "--out", page).code == 0
    assert "practicemanager.xero.com" in page.read_text(encoding="utf-8")
    assert run("checklist", folder, run_id, "--out", tmp_path / "list.docx").code == 2
    book = openpyxl.load_workbook(sheet)
    for line in range(2, total + 2):
        book.worksheets[0][f"A{line}"] = "x"
    book.worksheets[0]["H2"] = "something else"
    book.save(sheet)
    read = run("checklist", folder, run_id, "--read", sheet, "--json").document
    assert read["done"] == total
    assert any("only ticks are taken" in sentence for sentence in read["ignored"])

    waits = run("waiting", folder, "--json").document["waiting"]
    assert len(waits) == total
    assert all(row["ticked"] for row in waits)
    assert run("status", folder, "--json").document["waiting"] == {"waiting": total}
    assert "Handed over" in run("status", folder).out


def test_hand_over_without_an_unused_plan_says_so(run, ws: Workspace) -> None:
    assert run("hand-over", ws.folder, "--json").code == 0
    answer = run("hand-over", ws.folder, "--json")
    assert (answer.code, answer.document["title"]) == (1, "No plan")
    assert run("checklist", ws.folder, "nothing", "--json").code == 1


def test_a_preview_uses_nothing_up(run, ws: Workspace) -> None:
    answer = run("hand-over", ws.folder, "--preview", "--json")
    assert answer.code == 0
    assert ws.runs().empty


def test_apply_without_a_connection_hands_over_and_ends_0(run, ws: Workspace) -> None:
    answer = run("apply", ws.folder, "--json")
    assert answer.code == 0
    assert set(answer.document["outcomes"]) == {"waiting"}
