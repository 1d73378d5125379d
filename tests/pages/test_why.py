"""Why isn't it syncing: a client and a field lead to the one thing to do."""

from __future__ import annotations

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import html


def test_a_client_is_searched_and_its_cause_told(ws: Workspace, open_page: OpenPage) -> None:
    ws.build_plan()
    page = open_page(ws, "why")
    page.text_input(key="why-name").input("coral").run()
    assert "Decide the pair on the Duplicates page" in html(page)
    assert "WHY-4" in html(page)


def test_a_question_is_kept_in_the_address_and_asked_from_it(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "why", client="xpm:x2", field="client.structure")
    assert page.text_input(key="why-name").value == "Coral Plumbing Pty Ltd"
    assert page.selectbox(key="why-field").value == "client.structure"
    assert "WHY-1" in html(page)


def test_an_address_that_names_nothing_known_asks_for_the_client(ws: Workspace, open_page: OpenPage) -> None:
    assert "Which client?" in html(open_page(ws, "why", client="xpm:gone", field="nothing"))
