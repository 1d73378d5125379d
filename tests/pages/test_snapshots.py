"""Snapshots from a file, their history and their differences."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from reconcile.apps.files import recipe_file
from reconcile.workspace import Workspace
from tests.pages.conftest import RECORDS, OpenPage
from tests.pages.reading import button, html, press
from tests.practice import take, xpm

LIST = b"Client No,Business Name,E-mail\n17,Harbour Glass Ltd,info@harbour.example\n18,Inlet Sails Ltd,hello@inlet.example\n"
EXPORT = (
    b"Client Id,Client Name,Client State,Contact Id,Contact Name,Contact Email,Is Primary Contact\n"
    b"41,Kowhai Trust,active,91,Ana Kowhai,ana@kowhai.example,Yes\n"
)


def given(workspace: Workspace, open_page: OpenPage, *files: tuple[str, bytes], app: int = 1) -> AppTest:
    """The page with files dropped on it, and the app that they are said to come from (1: XPM, 0: as the file tells)."""
    page = open_page(workspace, "snapshots")
    page.selectbox(key="file-app").select_index(app).run()
    page.file_uploader(key="file").set_value([(name, data, "text/csv") for name, data in files]).run()
    assert not page.exception, page.exception
    return page


def column(page: AppTest, number: int) -> Selectbox[Any]:
    """The box that says which field a column is."""
    return next(
        box for box in page.selectbox if str(box.key).startswith("column-") and str(box.key).endswith(f"-{number}")
    )


def test_a_list_s_columns_are_recognised_shown_and_taken(empty: Workspace, open_page: OpenPage) -> None:
    page = given(empty, open_page, ("clients.csv", LIST))
    assert [column(page, number).value for number in range(3)] == ["id", "name", "email"]
    assert "Business Name" in html(page)
    assert "Sure" in html(page)
    press(page, "Take the snapshot")
    assert list(empty.clients("xpm")["name"]) == ["Harbour Glass Ltd", "Inlet Sails Ltd"]
    assert "The snapshot is taken" in html(page)


def test_the_next_file_of_the_same_shape_is_read_by_the_recipe(empty: Workspace, open_page: OpenPage) -> None:
    page = given(empty, open_page, ("clients.csv", LIST))
    column(page, 2).set_value("contact_email").run()
    next(box for box in page.text_input if str(box.key).startswith("recipe-name")).set_value("Our XPM report").run()
    press(page, "Take the snapshot")
    assert [recipe.name for recipe in empty.recipes.all()] == ["Our XPM report"]
    page = given(empty, open_page, ("june.csv", LIST.replace(b"17,", b"19,")), app=0)
    assert "Read by the recipe “Our XPM report”" in html(page)
    press(page, "Take the snapshot")
    assert list(empty.clients("xpm")["client_id"]) == ["18", "19"]
    assert set(empty.contacts("xpm")["email"]) == {"info@harbour.example", "hello@inlet.example"}
    assert len(empty.recipes.all()) == 1


def test_a_changed_header_says_what_changed(empty: Workspace, open_page: OpenPage) -> None:
    press(given(empty, open_page, ("clients.csv", LIST)), "Take the snapshot")
    page = given(empty, open_page, ("clients.csv", LIST.replace(b"E-mail", b"Web site")))
    assert "new columns: Web site; columns that are gone: E-mail" in html(page)


def test_recipes_are_renamed_and_deleted(empty: Workspace, open_page: OpenPage) -> None:
    press(given(empty, open_page, ("clients.csv", LIST)), "Take the snapshot")
    page = open_page(empty, "snapshots")
    box = next(box for box in page.text_input if str(box.key).startswith("recipe-"))
    box.set_value("Monthly").run()
    press(page, "Rename")
    assert [recipe.name for recipe in empty.recipes.all()] == ["Monthly"]
    press(page, "Delete")
    assert empty.recipes.all() == []


def test_a_recipe_is_handed_on_as_a_file_and_taken_back(empty: Workspace, open_page: OpenPage) -> None:
    press(given(empty, open_page, ("clients.csv", LIST)), "Take the snapshot")
    (recipe,) = empty.recipes.all()
    data = recipe_file(recipe)
    assert [box.label for box in open_page(empty, "snapshots").download_button] == ["Export"]
    empty.recipes.delete(recipe.name)
    page = open_page(empty, "snapshots")
    for part, told in ((data[:-9], "No recipe was taken"), (data, "The recipe is taken."), (data, "is here already")):
        box = next(box for box in page.file_uploader if str(box.key).startswith("recipe-file-"))
        box.set_value([("recipe.json", part, "application/json")]).run()
        press(page, "Take this recipe")
        assert told in html(page)
    assert [one.columns for one in empty.recipes.all()] == [recipe.columns]
    assert "Read by the recipe" in html(given(empty, open_page, ("june.csv", LIST), app=0))


@pytest.mark.parametrize("file", [LIST.splitlines()[0], EXPORT.splitlines()[0]])
def test_a_file_of_headings_alone_is_told_and_not_taken(empty: Workspace, open_page: OpenPage, file: bytes) -> None:
    page = given(empty, open_page, ("clients.csv", file), app=0 if file in EXPORT else 1)
    assert "No client stands in this file." in html(page)
    assert button(page, "Take the snapshot").disabled


def test_another_app_s_export_is_told_where_it_is_given_as_a_list(empty: Workspace, open_page: OpenPage) -> None:
    assert "This looks like Ignition&#x27;s client export." in html(given(empty, open_page, ("clients.csv", EXPORT)))


def test_two_columns_of_one_field_are_refused_in_place(empty: Workspace, open_page: OpenPage) -> None:
    page = given(empty, open_page, ("clients.csv", LIST))
    column(page, 2).set_value("name").run()
    assert "Two columns are" in html(page)
    assert empty.snapshots().empty


def test_bad_rows_stop_everything_until_the_good_ones_are_asked_for(empty: Workspace, open_page: OpenPage) -> None:
    page = given(empty, open_page, ("clients.csv", LIST + b",No Id Ltd,\n"))
    assert "1 row cannot be taken, so nothing is taken yet" in html(page)
    assert button(page, "Take the snapshot").disabled
    page.toggle(key="good-only").set_value(True).run()
    press(page, "Take the snapshot")
    assert len(empty.clients("xpm")) == 2
    (rest,) = (empty.folder / "rest").iterdir()
    assert "No Id Ltd" in rest.read_text(encoding="utf-8-sig")
    assert rest.name in html(page)


def test_ignition_s_own_export_is_known_by_its_columns(empty: Workspace, open_page: OpenPage) -> None:
    page = given(empty, open_page, ("export.csv", EXPORT), app=0)
    assert "This is Ignition&#x27;s client export." in html(page)
    press(page, "Take the snapshot")
    assert list(empty.clients("ignition")["name"]) == ["Kowhai Trust"]


def test_a_saved_answer_is_known_by_its_content(empty: Workspace, open_page: OpenPage) -> None:
    company = b'{"uuid": "g-1", "name": "Kowhai Inc", "entity_type": "LLC"}'
    page = given(empty, open_page, ("answer.json", company), app=0)
    assert "This is a saved answer of Gusto." in html(page)
    press(page, "Take the snapshot")
    assert list(empty.clients("gusto")["name"]) == ["Kowhai Inc"]


def test_which_app_is_asked_where_the_file_does_not_tell(empty: Workspace, open_page: OpenPage) -> None:
    assert "Which app?" in html(given(empty, open_page, ("clients.csv", LIST), app=0))


def test_a_damaged_file_is_told_by_its_line_and_stores_nothing(empty: Workspace, open_page: OpenPage) -> None:
    page = given(empty, open_page, ("clients.csv", LIST + b'19,"never closed\n'))
    assert "line 4" in html(page)
    assert empty.snapshots().empty


def test_the_difference_of_two_snapshots_is_counted(ws: Workspace, open_page: OpenPage) -> None:
    changed = xpm(
        "x1", "Bramble Joinery Pty Ltd", phone="02 5550 7777", address="1 Quay St", email="hello@bramble.example"
    )
    rest = [record for record in RECORDS if record.app.value == "xpm" and record.client_id not in ("x1", "x2")]
    take(ws, changed, *rest)
    shown = html(open_page(ws, "snapshots"))
    assert 'Clients that went</div><div class="rc-value">1<' in shown
    assert 'Clients that changed</div><div class="rc-value">1<' in shown
