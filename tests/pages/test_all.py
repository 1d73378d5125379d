"""Every page of an empty and of a full practice."""

from __future__ import annotations

import pytest

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import html, markdown

PAGES = (
    "overview",
    "snapshots",
    "first_import",
    "duplicates",
    "links",
    "plan",
    "history",
    "why",
    "reports",
    "settings",
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_an_empty_practice_says_what_to_do(empty: Workspace, open_page: OpenPage, name: str) -> None:
    shown = html(open_page(empty, name))
    assert "rc-heading" in shown
    if name != "settings":
        assert "rc-empty" in shown


@pytest.mark.parametrize("name", PAGES)
def test_a_client_s_name_never_goes_through_markdown(ws: Workspace, open_page: OpenPage, name: str) -> None:
    ws.link_exact_names()
    ws.build_plan()
    page = open_page(ws, name)
    assert "Fern" not in markdown(page)
    assert "Bramble" not in markdown(page)


def test_a_broken_workspace_is_told_with_title_message_and_hint(empty: Workspace, open_page: OpenPage) -> None:
    (empty.folder / "workspace.duckdb").write_bytes(b"not a database at all, only some bytes " * 400)
    shown = html(open_page(empty, "history"))
    assert "The workspace cannot be read" in shown
    assert "backup" in shown
