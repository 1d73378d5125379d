"""Ticks that stay with their records, and an apply that goes on by itself."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from reconcile.show.ticks import needs, ticked_of
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


def ticked(page: Page) -> int:
    """How many changes the apply button speaks of, once the page has settled."""
    button = page.get_by_role("button", name=re.compile(r"^Apply [\d,]+ change"))
    button.wait_for()
    page.wait_for_function("!document.querySelector('[data-testid=\"stStatusWidget\"]')")
    page.wait_for_timeout(250)
    found = re.search(r"Apply ([\d,]+)", button.inner_text())
    assert found
    return int(found[1].replace(",", ""))


def until(page: Page, number: int) -> None:
    expect(page.get_by_role("button", name=re.compile(rf"^Apply {number:,} change"))).to_be_visible()


def click_tick(page: Page, row: int) -> None:
    """Clicks the tick of a row of the grid, which is painted on a canvas."""
    grid = page.locator('[data-testid="stDataFrame"]').first
    grid.locator("canvas").first.wait_for()
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 16, box["y"] + 35 + 35 * row + 17)


def exported(page: Page) -> list[bool]:
    """The ticks in the plan's exports, as JSON and as a workbook: one list where they say the same."""
    page.get_by_role("button", name="Export").click()
    files = []
    for label in ("JSON, to hand on", "Excel"):
        with page.expect_download() as coming:
            page.get_by_role("button", name=label).click()
        files.append(coming.value.path())
    page.keyboard.press("Escape")
    ticks = [bool(change["ticked"]) for change in json.loads(files[0].read_bytes())["changes"]]
    sheet = pd.read_excel(files[1], sheet_name="Changes")
    assert list(sheet["Ticked"].eq("yes")) == ticks
    return ticks


def test_a_tick_stays_with_its_record_over_filters_and_pages(served: Served, new_page: Callable[[], Page]) -> None:
    plan = served.workspace.newest_plan()
    assert plan is not None
    was, table = ticked_of(plan.changes), needs(plan.changes)
    row = int(was[:10].argmax())
    left = table.untick(was, np.array([row]))
    page = new_page()
    page.goto(f"{served.url}/plan")
    assert ticked(page) == was.sum()
    click_tick(page, row)
    until(page, left.sum())
    assert exported(page) == left.tolist()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_text("Page 2 of")).to_be_visible()
    assert ticked(page) == left.sum()
    other = page.get_by_role("button", name=re.compile("^XPM · "))
    other.click()
    expect(page).to_have_url(re.compile("app=xpm"))
    assert ticked(page) == left.sum()
    other.click()
    page.get_by_role("button", name="Previous page").click()
    expect(page.get_by_text("Page 1 of")).to_be_visible()
    assert ticked(page) == left.sum()
    click_tick(page, row)  # the same place is the same record, and ticks again
    until(page, table.tick(left, np.array([row])).sum())


def test_rel_13_an_apply_goes_on_when_its_tab_is_closed(served: Served, new_page: Callable[[], Page]) -> None:
    plan = served.workspace.newest_plan()
    assert plan is not None
    page = new_page()
    page.goto(f"{served.url}/plan")
    number = ticked(page)
    page.get_by_role("button", name=re.compile("^Apply ")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("^Apply ")).click()
    page.get_by_text("The plan is being applied.").wait_for()
    page.context.close()
    run = served.workspace.run(plan.plan_id)
    for _ in range(300):
        if run is not None and run.state == "done":
            break
        time.sleep(0.2)
        run = served.workspace.run(plan.plan_id)
    assert run is not None
    assert run.state == "done"
    assert len(run.outcomes) == number
    later = new_page()
    later.goto(f"{served.url}/history")
    expect(later.locator(".rc-endings")).to_be_visible()
    expect(later.get_by_role("button", name="Undo this run")).to_be_visible()
    later.get_by_role("button", name="Undo this run").click()
    expect(later.get_by_text(f"This plan takes back run {run.run_id}.")).to_be_visible()
