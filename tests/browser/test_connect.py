"""Connecting in a real browser: to the provider's page and back into the app, in another tab than it began."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reconcile.apps import Connections
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import open_workspace
from tests.apps.small_world import small_world
from tests.browser.conftest import Served, _app, at_rest

pytestmark = pytest.mark.browser


@pytest.fixture
def registered(tmp_path: Path) -> Iterator[Served]:
    """A practice that has registered its apps and is connected to nothing, in the app."""
    with Sandbox(tmp_path / "sandbox", world=small_world()) as sandbox:
        workspace = open_workspace(tmp_path / "practice")
        path = workspace.folder / "connections.json"
        Connections.from_dict({"registrations": sandbox.connections["registrations"]}).save(path)
        with _app(workspace.folder) as url:
            yield Served(url, workspace)


def test_connect_consent_back_connected_disconnect(registered: Served, new_page: Callable[[], Page]) -> None:
    page = new_page()
    page.goto(f"{registered.url}/settings")
    page.locator(".st-key-connect-xpm button").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in at Xero").click()
    tab = opened.value
    tab.get_by_role("button", name="Allow access").click()
    tab.get_by_role("radio", name="branch office").wait_for()
    assert tab.url == f"{registered.url}/settings", "nothing of the answer stays in the address"
    tab.get_by_text("Demo practice, branch office").click()
    at_rest(tab)
    tab.get_by_role("button", name="Connect it").click()
    expect(tab.get_by_text("Connected: Demo practice, branch office")).to_be_visible()
    expect(page.locator(".st-key-disconnect-xpm button")).to_be_visible()  # the first tab has noticed by itself
    assert registered.workspace.take_snapshot("xpm").clients == 4
    at_rest(page)
    page.locator(".st-key-disconnect-xpm button").click()
    page.get_by_role("button", name="Disconnect it").click()
    expect(page.get_by_text("Disconnected: Demo practice, branch office")).to_be_visible()
    assert registered.workspace.connections.apps == ()
