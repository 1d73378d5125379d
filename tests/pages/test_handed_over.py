"""Handing over in the pages: asked, done, ticked off, and told wherever one looks."""

from __future__ import annotations

import pytest

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import button, html, press


@pytest.fixture
def handed(ws: Workspace) -> str:
    """A run that handed the whole plan over by hand."""
    ws.link_exact_names()
    ws.decide(list(ws.duplicates()["pair_id"]), "different")
    plan = ws.build_plan()
    return ws.hand_over(plan, way="by hand", by="Kim", release=int(plan.changes["ticked"].sum())).run_id


def test_history_shows_the_checklist_and_what_to_do(ws: Workspace, handed: str, open_page: OpenPage) -> None:
    page = open_page(ws, "history")
    total = len(ws.waiting())
    assert f"{total} changes wait for a person" in html(page)
    assert [found.value for found in page.subheader if found.value.startswith("Checklist")] == [
        f"Checklist · 0 of {total} done"
    ]
    assert {getattr(found, "label", "") for found in page.get("download_button")} >= {
        "checklist.xlsx",
        "checklist.html",
    }


def test_a_tick_is_kept_with_the_name(ws: Workspace, handed: str, open_page: OpenPage) -> None:
    items = ws.handed_over(handed).by_hand
    ws.tick(handed, items["change_id"][:3], by="Kim")
    page = open_page(ws, "history")
    assert any(found.value == f"Checklist · 3 of {len(items)} done" for found in page.subheader)
    table = next(found.value for found in page.dataframe if "Ticked by" in found.value.columns)
    assert table["Ticked by"].str.startswith("Kim").sum() == 3


def test_overview_names_it_and_makes_it_the_next_step(ws: Workspace, handed: str, open_page: OpenPage) -> None:
    page = open_page(ws, "overview")
    total = len(ws.waiting())
    assert f"do what was handed over: {total} changes" in html(page)
    assert f"{total} changes handed over and not seen in a snapshot yet" in html(page)


def test_the_next_plan_holds_what_waits(ws: Workspace, handed: str, open_page: OpenPage) -> None:
    ws.build_plan()
    page = open_page(ws, "plan", part="held")
    assert any(found.label.startswith("Waiting · ") for found in page.expander)


def test_handing_over_is_asked_and_done_from_the_plan(ws: Workspace, open_page: OpenPage) -> None:
    plan = ws.build_plan()
    ticked = int(plan.changes["ticked"].sum())
    page = open_page(ws, "plan")
    press(page, "Hand over")
    assert "Nothing is written to an app" in html(page)
    assert button(page, f"Hand over {ticked} change").label.startswith("Hand over")
    page.button(key="hand-over-now").click().run()
    assert f"{ticked:,} were handed over" in html(page)
    assert len(ws.waiting()) == ticked
