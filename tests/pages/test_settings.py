"""Settings: refusals in place, and what the next sync would overwrite."""

from __future__ import annotations

from reconcile.policy.settings import Direction, Scope
from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import button, html, press


def test_set_2_two_sources_are_refused_with_the_reason_and_cannot_be_saved(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "settings")
    page.selectbox(key="xpm-direction").set_value(Direction.TWO_WAY).run()
    assert "Two sources of client data" in html(page)
    assert "SET-8" in html(page)
    assert button(page, "Save").disabled


def test_set_9_what_the_next_sync_would_overwrite_is_shown_before_saving(ws: Workspace, open_page: OpenPage) -> None:
    ws.link_exact_names()
    page = open_page(ws, "settings")
    page.selectbox(key="gusto-scope").set_value(Scope.NOTHING).run()
    page.selectbox(key="xpm-direction").set_value(Direction.FROM_APP).run()
    assert "would overwrite 1 value" in html(page)
    table = page.dataframe[0].value
    assert list(table["Before"]) == ["02 5550 9999"]
    assert ws.settings.xpm.direction is Direction.TO_APP
    press(page, "Save")
    assert ws.settings.xpm.direction is Direction.FROM_APP
    assert "The settings are saved." in html(page)


def test_tokens_are_not_shown(ws: Workspace, open_page: OpenPage) -> None:
    document = '{"gusto": {"base_url": "http://127.0.0.1:9/gusto", "tokens": ["very-secret-token"]}}'
    (ws.folder / "connections.json").write_text(document)
    page = open_page(ws, "settings")
    assert "http://127.0.0.1:9/gusto" in html(page)
    assert "very-secret-token" not in html(page)
