"""The whole first import as a newcomer does it: from a practice that is only connected to one that is reconciled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reconcile.plans.plan import Plan
from reconcile.policy.settings import Limits
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import Workspace
from tests.browser.conftest import SECONDS, Served, _app, at_rest
from tests.browser.test_duplicates import VERDICTS, painted
from tests.conftest import connected_workspace

pytestmark = pytest.mark.browser

APPS = 3


@pytest.fixture
def connected(tmp_path: Path) -> Iterator[Served]:
    """A practice that is connected and nothing else, in the app. Its limit is low, so that its plan is approved with its number."""
    with Sandbox(tmp_path / "sandbox", clients=60) as sandbox:
        workspace = connected_workspace(tmp_path / "practice", sandbox)
        workspace.save_settings(workspace.settings.model_copy(update={"limits": Limits(changes=20)}))
        with _app(workspace.folder) as url:
            yield Served(url, workspace)


def press(page: Page, name: str) -> None:
    """Presses the button of this name, once the page has settled."""
    button = page.get_by_role("button", name=re.compile(name))
    button.wait_for()
    at_rest(page)
    button.click()


def told(page: Page, text: str) -> None:
    """Waits until the page says something."""
    expect(page.get_by_text(re.compile(text)).first).to_be_visible(timeout=SECONDS)


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Waits for what takes its time on a busy machine; what comes after it says whether it came."""
    for _ in range(4 * SECONDS // 100):
        if is_so():
            return
        page.wait_for_timeout(100)


def go(page: Page, title: str) -> None:
    """Goes to a page through the menu."""
    at_rest(page)
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.locator("h1.rc-heading")).to_have_text(title, timeout=SECONDS)


def take_all(page: Page, ws: Workspace) -> None:
    """Reads all three apps, and waits until the page shows their new snapshots."""
    wanted = len(ws.snapshot_list()) + APPS
    press(page, "^Take all$")
    until(page, lambda: len(ws.snapshot_list()) == wanted)
    expect(page.get_by_text("clients, taken just now")).to_have_count(APPS, timeout=SECONDS)
    assert len(ws.snapshot_list()) == wanted


def link(page: Page, ws: Workspace) -> None:
    """Links what is exactly equal, and is led on to what is not."""
    go(page, "First import")
    press(page, r"^Link \d+ exact names?$")
    told(page, r"^\d+ links? made")
    assert len(ws.links()) > 0
    press(page, r"^Decide \d+ pairs?$")


def decide(page: Page, ws: Workspace) -> None:
    """Answers the first pairs from the keyboard, puts one of them off, and accepts the certain ones together."""
    linked, given = len(ws.links()), {}
    for key in "ynyj":
        now = painted(page)
        at_rest(page)
        given[now.partition("-")[2]] = VERDICTS[key]
        page.keyboard.press(key)
        page.locator(f".st-key-same-{now}").wait_for(state="detached")
    decided = ws.decisions()
    assert dict(zip(decided["pair_id"], decided["decision"], strict=True)) == given
    press(page, "^Accept .* certain pair")
    press(page, "^Accept all")
    told(page, "pairs? answered")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(ws.decisions()) > len(given)
    assert len(ws.links()) > linked, "what is one client is linked"


def build(page: Page, ws: Workspace) -> Plan:
    go(page, "Plan")
    press(page, "^Build the plan$")
    page.get_by_role("button", name=re.compile(r"^Apply [\d,]+ changes?…$")).wait_for()
    plan = ws.newest_plan()
    assert plan is not None
    return plan


def apply(page: Page, ws: Workspace, plan: Plan) -> None:
    """Approves all that is ticked, with its number because a brake is on, and watches the run to its end."""
    number = plan.summary()["ticked"]
    press(page, f"^Apply {number:,} changes…$")
    dialog = page.get_by_role("dialog")
    typed = dialog.get_by_label(f"To go past this, type the number of changes: {number}")
    typed.fill(str(number))
    typed.press("Tab")
    at_rest(page)
    dialog.get_by_role("button", name=re.compile("^Apply ")).click()
    told(page, "The plan is being applied|are in the apps")
    until(page, lambda: (run := ws.run(plan.plan_id)) is not None and run.state == "done")
    told(page, f"^All {number:,} changes are in the apps")
    run = ws.run(plan.plan_id)
    assert run is not None
    assert run.summary()["outcomes"] == {"applied": number}


def test_the_first_import_from_connected_to_reconciled(connected: Served, new_page: Callable[[], Page]) -> None:
    ws, page = connected.workspace, new_page()
    page.goto(connected.url)
    press(page, "^(Take the first snapshots|Go to Snapshots)")
    take_all(page, ws)
    link(page, ws)
    decide(page, ws)
    apply(page, ws, build(page, ws))
    press(page, "^Take fresh snapshots")
    take_all(page, ws)
    assert build(page, ws).summary()["ticked"] == 0, "nothing that was approved is left"
