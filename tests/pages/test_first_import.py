"""The first import: the forecast, and the links made with one press."""

from __future__ import annotations

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import html, press


def test_imp_2_exact_names_are_linked_by_one_press_and_not_before(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "first_import")
    assert ws.links().empty
    press(page, "Link 1 exact name")
    assert list(ws.links()["name_a"]) == ["Bramble Joinery Pty Ltd"]
    assert "1 link made." in html(page)
    assert "all exact names linked" in html(page)


def test_the_forecast_names_the_duplicates_that_ignition_would_make(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "first_import")
    doubles = next(table.value for table in page.dataframe if "Ignition has already" in table.value)
    assert ("Coral Plumbing Pty Ltd", "Coral Plumbing Pty Limited") in set(doubles.itertuples(index=False, name=None))
    assert "Bramble Joinery Pty Ltd" not in set(doubles["XPM has"])


def test_what_a_person_unlinked_is_not_offered_for_linking_again(ws: Workspace, open_page: OpenPage) -> None:
    ws.link_exact_names()
    ws.unlink("xpm", "x1", "i1")
    assert "exact name to link" not in html(open_page(ws, "first_import"))
