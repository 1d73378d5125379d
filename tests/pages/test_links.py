"""Links: searched, seen, tied and parted by hand."""

from __future__ import annotations

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import button, html, press


def test_new_3_two_clients_are_searched_seen_and_linked_by_hand(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "links")
    page.text_input(key="find-here").input("coral").run()
    page.text_input(key="find-there").input("Coral").run()
    assert "Coral Plumbing Pty" in html(page)
    press(page, "Link these two")
    found = ws.links()
    assert list(zip(found["id_a"], found["id_b"], found["origin"], strict=True)) == [("x2", "i2", "decision")]


def test_a_client_that_is_linked_already_is_told_and_not_linked_twice(ws: Workspace, open_page: OpenPage) -> None:
    ws.link_exact_names()
    page = open_page(ws, "links")
    page.text_input(key="find-here").input("Bramble").run()
    page.text_input(key="find-there").input("Coral").run()
    assert "One of them is linked already" in html(page)
    assert "Link these two" not in [entry.label for entry in page.button]


def test_a_name_that_nobody_has_is_told(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "links")
    page.text_input(key="find-here").input("nobody is called so").run()
    assert "No current client" in html(page)


def test_all_links_are_listed_with_where_they_come_from(ws: Workspace, open_page: OpenPage) -> None:
    ws.link_exact_names(by="Kim")
    table = open_page(ws, "links").dataframe[0].value
    assert [(row["Client there"], row["By"], row["From"]) for row in table.to_dict("records")] == [
        ("Bramble Joinery Pty Ltd", "Kim", "equal names (IMP-2)")
    ]


def test_without_any_link_the_way_to_the_first_import_is_shown(ws: Workspace, open_page: OpenPage) -> None:
    assert button(open_page(ws, "links"), "Go to First import")
