"""Duplicates and Plan worked through with the keyboard alone, and one client's drawer at its own address."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SECONDS, Served, at_rest

pytestmark = pytest.mark.browser

MOST = 90
"""Presses of the tab key from the top of a page to anything on it."""


def tab_to(page: Page, wanted: Locator) -> None:
    """Goes to an element with the tab key, as somebody without a mouse does."""
    for _ in range(MOST):
        if wanted.evaluate("element => element === document.activeElement || element.contains(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} cannot be reached with the tab key")


def test_a_pair_is_filtered_answered_and_taken_back_with_the_keyboard_alone(
    served: Served, new_page: Callable[[], Page]
) -> None:
    page = new_page()
    page.goto(f"{served.url}/duplicates")
    page.get_by_role("button", name=re.compile("Same client")).wait_for()
    at_rest(page)
    before = len(served.workspace.decision_history())
    tab_to(page, page.locator(".st-key-band button").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("band=certain"))
    at_rest(page)
    page.keyboard.press("Escape")
    tab_to(page, page.get_by_role("button", name=re.compile("^Later")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Undo")).last).to_be_enabled(timeout=SECONDS)
    at_rest(page)
    tab_to(page, page.get_by_role("button", name=re.compile("^Undo")))
    page.keyboard.press("Enter")
    for _ in range(100):
        if len(served.workspace.decision_history()) == before + 2:
            break
        page.wait_for_timeout(100)
    assert list(served.workspace.decision_history()["decision"].head(2)) == [None, "later"]


def test_a_plan_is_grouped_and_its_apply_asked_for_with_the_keyboard_alone(
    served: Served, new_page: Callable[[], Page]
) -> None:
    page = new_page()
    page.goto(f"{served.url}/plan")
    apply = page.get_by_role("button", name=re.compile("^Apply "))
    apply.wait_for()
    at_rest(page)
    tab_to(page, page.get_by_role("radiogroup").first.get_by_role("radio").first)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("part=clients"))
    at_rest(page)
    tab_to(page, apply)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible(timeout=SECONDS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_client_s_drawer_has_an_address_and_closes_out_of_it(served: Served, new_page: Callable[[], Page]) -> None:
    link = served.workspace.links().iloc[0]
    page = new_page()
    page.goto(f"{served.url}/links?client={link['app_a']}:{link['id_a']}")
    drawer = page.get_by_role("dialog")
    expect(drawer.locator("h2.rc-heading")).to_have_text(str(link["name_b"]), timeout=SECONDS)
    expect(drawer.get_by_text("Last agreed")).to_be_visible()
    at_rest(page)
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(page).not_to_have_url(re.compile("client="))


def test_no_key_answers_a_pair_behind_the_drawer(served: Served, new_page: Callable[[], Page]) -> None:
    page = new_page()
    page.goto(f"{served.url}/duplicates")
    page.get_by_role("button", name="Everything about these two").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=SECONDS)
    before = len(served.workspace.decision_history())
    at_rest(page)
    for key in "yn":
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    assert len(served.workspace.decision_history()) == before
