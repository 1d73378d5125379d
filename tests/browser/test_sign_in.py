"""Served to others: people sign in with a provider, and each may do what the practice lets them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reconcile.workspace import Workspace
from reconcile.workspace.people import save_people
from tests.browser.conftest import SECONDS, app_on
from tests.browser.oidc import CLIENT, Provider, running
from tests.practice import ignition, practice, xpm

pytestmark = pytest.mark.browser


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    made = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Kea Farm Ltd"))
    save_people(made.folder, {"vi@practice.example": "viewer", "re@practice.example": "reviewer"})
    return made


@pytest.fixture
def signed(own: Workspace, tmp_path: Path) -> Iterator[tuple[str, Provider]]:
    """The app's address, where people have to sign in, and the provider."""
    port = free_port()
    with running(free_port()) as provider:
        secrets = tmp_path / "secrets.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "only for this test"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "s"\n'
            f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
        )
        with app_on(own.folder, port, "--secrets.files", str(secrets)) as url:
            yield url, provider


def come_in(page: Page, url: str) -> None:
    page.goto(f"{url}/plan")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/**")


def test_people_sign_in_and_do_what_their_role_allows(
    signed: tuple[str, Provider], own: Workspace, new_page: Callable[[], Page]
) -> None:
    url, provider = signed
    stranger, viewer, reviewer = new_page(), new_page(), new_page()

    stranger.goto(f"{url}/plan")
    expect(stranger.get_by_text("Sign in first")).to_be_visible(timeout=SECONDS)
    assert stranger.get_by_role("button", name="Build").count() == 0
    come_in(stranger, url)
    expect(stranger.get_by_text("No way in")).to_be_visible(timeout=SECONDS)

    provider.email = "vi@practice.example"
    come_in(viewer, url)
    expect(viewer.get_by_text("vi@practice.example · viewer")).to_be_visible(timeout=SECONDS)
    viewer.goto(f"{url}/plan")
    expect(viewer.get_by_role("button", name="Build").first).to_be_disabled(timeout=SECONDS)
    viewer.get_by_role("button", name="Build").first.hover(force=True)
    expect(viewer.get_by_text("Only a reviewer can do this")).to_be_visible(timeout=SECONDS)
    assert own.newest_plan() is None

    provider.email = "Re@practice.example"
    come_in(reviewer, url)
    expect(reviewer.get_by_text("re@practice.example · reviewer")).to_be_visible(timeout=SECONDS)
    reviewer.goto(f"{url}/plan")
    reviewer.get_by_role("button", name="Build").first.click()
    expect(reviewer.get_by_text("Only a")).to_have_count(0)
    expect(reviewer.get_by_role("button", name="Apply")).to_be_visible(timeout=SECONDS)
    assert own.newest_plan() is not None
