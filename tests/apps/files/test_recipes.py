"""Recipes: remembered under the shape of a header, and told when the header has changed."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reconcile.apps.files import Recipe, RecipeBook, Said, open_list, recipe_of
from reconcile.apps.files.recipes import Changed
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App

HEADER = ("Ding", "Dong", "E-mail")


@pytest.fixture
def book(tmp_path: Path) -> RecipeBook:
    return RecipeBook(tmp_path / "recipes.json")


def recipe(name: str = "Monthly", header: tuple[str, ...] = HEADER, app: App = App.XPM) -> Recipe:
    columns = {"id": header[0], "name": header[1]}
    return Recipe(name, app, header, columns, file="may.csv", made_at=datetime(2026, 11, 3, tzinfo=UTC), made_by="Ana")


def test_what_is_kept_comes_back_whole(book: RecipeBook) -> None:
    kept = book.keep(replace(recipe(), sheet="Clients", as_is=True, ids="row"))
    assert RecipeBook(book.path).all() == [kept]
    assert book.path.stat().st_mode & 0o077 == 0, "a header may say more of a practice than strangers should know"


def test_the_header_finds_it_in_any_order_and_for_its_app_only(book: RecipeBook) -> None:
    kept = book.keep(recipe())
    assert book.for_header(App.XPM, tuple(reversed(HEADER))) == kept
    assert book.for_header(App.GUSTO, HEADER) is None
    assert book.for_header(App.XPM, ("A", "B")) is None


def test_a_changed_header_says_what_changed(book: RecipeBook) -> None:
    book.keep(recipe())
    found = book.for_header(App.XPM, ("Ding", "Dong", "Mail"))
    assert isinstance(found, Changed)
    assert (found.added, found.gone) == (("Mail",), ("E-mail",))
    assert found.columns == {"id": "Ding", "name": "Dong"}
    assert "“Monthly”, confirmed on 3 November 2026 by Ana" in found.told
    assert "new columns: Mail; columns that are gone: E-mail" in found.told


def test_one_shape_has_one_recipe_and_two_recipes_two_names(book: RecipeBook) -> None:
    book.keep(recipe())
    book.keep(recipe("Weekly"))
    assert [one.name for one in book.all()] == ["Weekly"]
    other = book.keep(recipe("weekly", ("A", "B")))
    assert other.name == "weekly (2)"


def test_renaming_deleting_and_using(book: RecipeBook) -> None:
    book.keep(recipe())
    book.keep(recipe("Weekly", ("A", "B")))
    assert book.rename("monthly", "  Each   month ").name == "Each month"
    for taken in ("weekly", " "):
        with pytest.raises(NeedsUser, match="name of its own"):
            book.rename("Each month", taken)
    book.used(book.named("Weekly"))
    assert book.named("weekly").used_at is not None
    book.delete("Each month")
    assert [one.name for one in book.all()] == ["Weekly"]
    with pytest.raises(NeedsUser, match="no recipe") as caught:
        book.named("Each month")
    assert "Weekly" in caught.value.hint
    book.used(recipe())
    assert len(book.all()) == 1, "a recipe that was deleted meanwhile stays deleted"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"recipes": [{}]}', '{"recipes": [{"app": "sage"}]}'])
def test_a_damaged_file_is_told_and_kept(text: str, book: RecipeBook) -> None:
    book.path.write_text(text)
    with pytest.raises(BadInput, match="damaged"):
        book.all()
    with pytest.raises(BadInput):
        book.keep(recipe())
    assert book.path.read_text() == text


def test_many_at_once_lose_none(book: RecipeBook) -> None:
    threads = [threading.Thread(target=book.keep, args=(recipe(f"R{n}", (f"a{n}", f"b{n}")),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(book.all()) == 8
    assert {path.name for path in book.path.parent.iterdir()} <= {"recipes.json", "recipes.json.lock"}
    assert json.loads(book.path.read_text())["version"] == 1


def test_the_next_file_of_the_shape_is_read_by_it(tmp_path: Path, book: RecipeBook) -> None:
    path = tmp_path / "may.csv"
    path.write_text("Ding,Dong,E-mail\nX1,Harbour Glass,a@x.example\n")
    first = open_list(path, App.XPM, Said({"id": "Ding", "name": "Dong"}), recipes=book)
    book.keep(recipe_of(first, name="Monthly", by="Ana"))
    june = tmp_path / "june.csv"
    june.write_text("Dong,Ding,E-mail\nInlet Sails,X2,b@x.example\n")
    again = open_list(june, recipes=book)
    assert again.recipe is not None
    assert again.guesses == []
    (client,) = again.source.records()
    assert (client.app, client.client_id, client.name, client.email) == (App.XPM, "X2", "Inlet Sails", "b@x.example")  # type: ignore[union-attr]
    assert "recipe “Monthly”" in again.source.origin.detail
    june.write_text("Dong,E-mail\nInlet Sails,b@x.example\n")
    with pytest.raises(BadInput, match="does not have: Ding"):
        open_list(june, App.XPM, Said(recipe="Monthly"), recipes=book)


def test_a_guess_is_asked_for_and_what_was_said_is_not(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Ref,Who,Where\nC-1,Harbour Glass Ltd,a@x.example\nC-2,Inlet Sails Ltd,b@x.example\n")
    reading = open_list(path, App.XPM)
    assert {each.header: each.field for each in reading.guesses} == {"Who": "name", "Where": "email"}
    said = open_list(path, App.XPM, Said({"name": "Who"}))
    assert said.guesses == []
    assert said.source.columns() == {"id": "Ref", "name": "Who"}  # type: ignore[union-attr]
