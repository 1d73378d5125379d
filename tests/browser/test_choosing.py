"""Whose value stands, chosen in the browser: from the drawer and in place, to what is kept, to the plan that follows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from reconcile.plans.plan import Plan
from tests.browser.conftest import Served, at_rest

pytestmark = pytest.mark.browser


def built_again(page: Page, served: Served) -> Plan:
    """Presses *Build again*, and waits until the page shows the new plan."""
    before = served.workspace.newest_plan()
    at_rest(page)
    page.get_by_role("button", name="Build again").click()
    expect(page.get_by_text(re.compile(r"^Plan \w+, built just now")).first).to_be_visible()
    page.wait_for_function(
        "was => !document.body.innerText.includes('Plan ' + was)", arg=before.plan_id if before else ""
    )
    plan = served.workspace.newest_plan()
    assert plan is not None
    return plan


def choose(page: Page, key: str, words: str) -> None:
    """Picks one of the two values of a field."""
    at_rest(page)
    page.locator(f'[class*="st-key-{key}"]').get_by_text(words, exact=True).click()


def test_syn_14_a_value_chosen_on_the_page_is_kept_and_the_next_plan_follows(
    served: Served, new_page: Callable[[], Page]
) -> None:
    ws = served.workspace
    plan = ws.build_plan()
    rows = plan.changes[(plan.changes["kind"] == "update") & (plan.changes["entity"] == "client")]
    rows = rows[(rows["app"] == "xpm") & (rows["source_app"] == "ignition") & (rows["before"].fillna("") != "")]
    row = rows.iloc[0]
    record, field = row["record_id"], row["field"]

    def planned(now: Plan) -> int:
        return int(((now.changes["record_id"] == record) & (now.changes["field"] == field)).sum())

    assert planned(plan) == 1
    page = new_page()
    page.goto(f"{served.url}/plan?client=xpm:{record}")
    page.get_by_role("dialog").wait_for()
    choose(page, f"survivor-xpm-{record}-{field}", "XPM’s value")
    expect(page.get_by_role("dialog").get_by_text(re.compile("chose|Chosen")).first).to_be_visible()
    assert list(ws.choices()[["field", "side"]].itertuples(index=False, name=None)) == [(field, "there")]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("1 value chosen since this plan was built.")).to_be_visible()
    follows = built_again(page, served)
    assert planned(follows) == 0, "XPM keeps its value"
    held = follows.held[follows.held["reason"] == "kept as chosen"]
    assert list(held["field_name"]) == [field]
    page.goto(f"{served.url}/plan?part=held&reason=kept as chosen")
    choose(page, f"conflict-{held['item_id'].iloc[0]}", "Ignition’s value")
    expect(page.get_by_text(re.compile("^Chosen by ")).first).to_be_visible()
    assert list(ws.choices()["side"]) == ["here"]
    assert planned(built_again(page, served)) == 1, "Ignition's value goes to XPM"
