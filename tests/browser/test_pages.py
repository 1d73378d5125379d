"""Every page in a real browser, by its address and through the menu."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

TITLES = {
    "Snapshots": "snapshots",
    "First import": "first_import",
    "Duplicates": "duplicates",
    "Links": "links",
    "Plan": "plan",
    "History": "history",
    "Reports": "reports",
    "Settings": "settings",
}


def test_each_page_renders_without_an_exception_and_without_another_host(
    served: Served, new_page: Callable[[], Page]
) -> None:
    page = new_page()
    page.goto(served.url)
    expect(page.locator("h1.rc-heading")).to_have_text(served.workspace.name)
    for title in TITLES:
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.locator("h1.rc-heading")).to_have_text(title)
        expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def test_a_page_opens_by_its_address(served: Served, new_page: Callable[[], Page]) -> None:
    page = new_page()
    page.goto(f"{served.url}/plan?part=held")
    expect(page.get_by_role("radio", name="Held back")).to_have_attribute("aria-checked", "true")
    expect(page.locator('[data-testid="stExpander"]').first).to_be_visible()


def test_no_text_is_wider_than_the_window(served: Served, new_page: Callable[[], Page]) -> None:
    page = new_page()
    page.set_viewport_size({"width": 1024, "height": 800})
    for path in ("", "duplicates"):
        page.goto(f"{served.url}/{path}")
        page.locator(".rc-funnel, .rc-compare").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
