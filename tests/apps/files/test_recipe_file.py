"""A recipe as a file: it comes back as it went, and nothing that is not one is taken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reconcile.apps.files import Recipe, RecipeBook, recipe_file, take_recipe
from reconcile.apps.files.recipe_file import LONGEST
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App

RECIPE = Recipe(
    "Our report",
    App.XPM,
    ("Ding", "Dong", "Straße"),
    {"id": "Ding", "name": "Dong"},
    ids="column",
    sheet="Clients",
    as_is=True,
    file="Clients of Kim.csv",
    made_at=datetime(2026, 11, 3, tzinfo=UTC),
    made_by="ana@practice.example",
)


@pytest.fixture
def book(tmp_path: Path) -> RecipeBook:
    return RecipeBook(tmp_path / "recipes.json")


def test_it_comes_back_as_it_went_and_says_nothing_of_people(book: RecipeBook) -> None:
    data = recipe_file(RECIPE)
    assert b"ana@" not in data
    assert b"Kim" not in data
    taken, is_new = take_recipe(book, data, by="Bo")
    assert is_new
    assert book.all() == [taken]
    assert replace(taken, file=RECIPE.file, made_at=RECIPE.made_at, made_by=RECIPE.made_by) == RECIPE
    assert taken.made_by == "Bo"
    assert book.for_header(App.XPM, ("Straße", "Dong", "Ding")) == taken
    assert take_recipe(book, b"\xef\xbb\xbf" + data) == (taken, False), "the same again changes nothing"


def test_what_a_person_confirmed_is_never_replaced_by_a_file(book: RecipeBook) -> None:
    mine = book.keep(replace(RECIPE, name="Mine", columns={"id": "Ding", "name": "Straße"}))
    with pytest.raises(NeedsUser, match="in another way") as caught:
        take_recipe(book, recipe_file(RECIPE))
    assert "Delete “Mine” first" in caught.value.hint
    assert book.all() == [mine]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"columns": {"iq": "Ding"}}, "there is no field 'iq'"),
        ({"columns": {"id": "Gone"}}, "the column 'Gone' is not among"),
        ({"columns": {"id": "Ding", "name": "Ding"}}, "one column is given to two fields"),
        ({"columns": {}}, "says at least one column"),
        ({"name": "  "}, "a recipe has a name"),
        ({"app": "sage"}, "“app”"),
        ({"header": [1, 2]}, "“header → 0”"),
        ({"version": 2}, "another version"),
        ({"token": "x"}, "“token”, which no recipe has"),
        ({"what": "plan"}, "“what”"),
    ],
)
def test_a_recipe_of_what_is_not_there_is_refused(book: RecipeBook, change: dict[str, Any], told: str) -> None:
    document = {**json.loads(recipe_file(RECIPE)), **change}
    with pytest.raises(BadInput) as caught:
        take_recipe(book, json.dumps(document).encode())
    assert told in caught.value.message
    assert "Export the recipe once more" in caught.value.hint
    assert book.all() == []


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"null", recipe_file(RECIPE)[:-9], b"\xff\xfe\x00", b"[" * 100_000, b" " * (LONGEST + 1)],
)
def test_a_file_that_is_none_is_refused(book: RecipeBook, data: bytes) -> None:
    with pytest.raises(BadInput, match="no recipe that can be read"):
        take_recipe(book, data)
