"""The first import: the forecast, and the links made with one press."""

from __future__ import annotations

import pytest

from reconcile.duplicates.pace import Pace
from reconcile.show.first_import import left_to_decide
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
    wanted = ("Coral Plumbing Pty Ltd", "Coral Plumbing Pty Limited", "another spelling")
    assert wanted in set(doubles.itertuples(index=False, name=None))
    assert "Bramble Joinery Pty Ltd" not in set(doubles["XPM has"])


def test_what_a_person_unlinked_is_not_offered_for_linking_again(ws: Workspace, open_page: OpenPage) -> None:
    ws.link_exact_names()
    ws.unlink("xpm", "x1", "i1")
    assert "exact name to link" not in html(open_page(ws, "first_import"))


def test_it_says_how_many_decisions_are_left_and_how_long_they_take(ws: Workspace, open_page: OpenPage) -> None:
    ws.link_exact_names()
    page = open_page(ws, "first_import")
    left = len(ws.duplicates())
    assert f"{left} decisions left" in html(page)
    assert "10 seconds each: a usual pace until yours is known" in html(page) or "can be accepted together" in html(
        page
    )


@pytest.mark.parametrize(
    ("left", "certain", "told"),
    [
        (0, 0, ""),
        (
            125,
            50,
            "125 decisions left; 50 of them are certain and can be accepted together after one look. The others take about 8",
        ),
        (1, 0, "1 decision left. They take about 1 minute, at 6 seconds each: your pace."),
        (3_000, 0, "They take about 5 hours, at 6 seconds each"),
        (4, 4, "after one look. Leave whenever you like"),
    ],
)
def test_what_is_left_in_words(left: int, certain: int, told: str) -> None:
    assert told in left_to_decide(left, certain, Pace(6.0, own=True))
