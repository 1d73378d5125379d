"""The connections on the Settings page, and what other pages say where somebody has to sign in again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from streamlit.testing.v1 import AppTest

from reconcile.apps import Connections
from reconcile.apps.signin.store import TokenStore
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.signin.grants import SignInRules
from reconcile.workspace import Workspace
from tests.apps.small_world import small_world
from tests.pages.conftest import OpenPage
from tests.pages.reading import button, html, markdown, press


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("sandbox"), world=small_world()) as started:
        started.set_sign_in(SignInRules(approve_at_once=True))
        yield started


@pytest.fixture
def registered(empty: Workspace, sandbox: Sandbox) -> Workspace:
    """A practice that has registered its apps and is connected to nothing."""
    path = empty.folder / "connections.json"
    Connections.from_dict({"registrations": sandbox.connections["registrations"]}).save(path)
    return empty


def answer(ws: Workspace, provider: str) -> dict[str, str]:
    """What the provider's answer carries when somebody has signed in."""
    begun = ws.connect(provider, "http://localhost:8501/settings")
    back = requests.get(begun.address, timeout=5, allow_redirects=False).headers["Location"]
    return dict(parse_qsl(urlsplit(back).query))


def link(page: AppTest) -> str:
    (found,) = page.get("link_button")
    return str(found.proto.url)


def test_the_way_to_the_provider(registered: Workspace, open_page: OpenPage) -> None:
    page = open_page(registered, "settings")
    assert html(page).count("Not connected") == 4
    press(page, "Connect")
    asked = dict(parse_qsl(urlsplit(link(page)).query))
    assert asked["redirect_uri"] == "http://localhost:8501/settings"
    assert asked["redirect_uri"] in html(page)
    first = link(page)
    page.run()
    assert link(page) == first, "a rerun begins no other sign-in"
    press(page, "Cancel")
    assert not page.get("link_button")


def test_the_answer_lands_in_any_tab_and_counts_once(registered: Workspace, open_page: OpenPage) -> None:
    told = answer(registered, "ignition")
    page = open_page(registered, "settings", **told)
    assert "Connected: Ignition" in html(page)
    assert not page.query_params
    again = open_page(registered, "settings", **told)
    assert "Used already" in html(again)
    assert "since just now" in html(again)
    press(again, "Disconnect")
    assert "Disconnect Ignition, for reading?" in html(again)
    press(again, "Disconnect it")
    assert "Disconnected: Ignition" in html(again)
    assert registered.connections.apps == ()


def test_of_several_practices_one_is_chosen(registered: Workspace, open_page: OpenPage) -> None:
    page = open_page(registered, "settings", **answer(registered, "xpm"))
    page = open_page(registered, "settings")
    assert len(page.radio[0].options) == 2
    press(page, "Connect it")
    assert "Connected: Demo practice" in html(page)
    assert registered.connections.xpm is not None


def test_a_refusal_is_told_in_words(registered: Workspace, open_page: OpenPage) -> None:
    told = answer(registered, "xpm")
    page = open_page(registered, "settings", error="access_denied", state=told["state"])
    assert "was not allowed to give access" in html(page)
    assert "third-party add-ons" in html(page)
    strange = open_page(registered, "settings", code="<script>", state="made-up")
    assert "belongs to no sign-in" in html(strange)
    assert "<script>" not in html(strange)


def test_an_app_has_to_be_registered_first(
    empty: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECONCILE_GUSTO_CLIENT_ID", raising=False)
    page = open_page(empty, "settings")
    page.button(key="connect-gusto").click().run()
    assert not page.get("link_button")
    assert "dev.gusto.com" in html(page)
    page.text_input(key="client-id-gusto").set_value("our-id")
    page.text_input(key="secret-gusto").set_value("very-secret")
    button(page, "Keep").click().run()
    assert not page.exception
    assert "client_id=our-id" in link(page)
    assert "very-secret" not in html(page) + markdown(page) + (empty.folder / "connections.json").read_text()
    assert page.text_input(key="secret-gusto").value == ""


def test_pages_say_where_somebody_has_to_sign_in_again(registered: Workspace, open_page: OpenPage) -> None:
    registered.answer_sign_in(answer(registered, "ignition"))
    store, (key,) = TokenStore(registered.folder), registered.connections.grant_keys
    tokens = store.read(key)
    assert tokens is not None
    store.write(key, replace(tokens, refused_at=1.0))
    assert [app.value for app in registered.apps_to_sign_in_again()] == ["ignition"]
    page = open_page(registered, "snapshots")
    assert "Sign in to Ignition again." in html(page)
    settings = open_page(registered, "settings")
    assert "Sign in again" in html(settings)
    assert button(settings, "Re-connect")
