"""Every page as axe-core sees it, and at every width: nothing serious in light or dark, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Served, at_rest
from tests.browser.layout import misfits

pytestmark = pytest.mark.browser

PATHS = ("", "snapshots", "first_import", "duplicates", "links", "plan", "history", "why", "reports", "settings")
VIEWS = ("duplicates?view=decided", "plan?part=clients", "plan?part=held", "history?part=everything")
SERIOUS = ("serious", "critical")


def found(page: Page) -> Iterator[str]:
    """What axe-core calls serious or worse, with the place of each."""
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in SERIOUS:
            for node in violation["nodes"]:
                yield f"{violation['id']}: {violation['help']} at {node['target']} {node['html'][:160]}"


@pytest.mark.parametrize(
    ("scheme", "paths"), [("light", (*PATHS, *VIEWS)), ("dark", ("", "snapshots", "duplicates", "plan", "settings"))]
)
def test_axe_finds_nothing_serious_on_any_page_and_nothing_is_cut_off(
    served: Served, new_page: Callable[[], Page], scheme: str, paths: tuple[str, ...]
) -> None:
    page = new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    problems = []
    for path in paths:
        page.goto(f"{served.url}/{path}")
        page.locator("h1.rc-heading").wait_for()
        at_rest(page)
        problems += [f"/{path} {problem}" for problem in found(page)]
        if scheme == "light":
            problems += [f"/{path} {problem}" for problem in misfits(page)]
    assert not problems, "\n".join(problems)
