"""A recipe as a file of its own: handed on to another practice, and taken back after it was checked.

It says what a list's columns are and nothing of a practice: no client, no person, no file's name, no time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from reconcile.apps.files.headers import synonyms
from reconcile.apps.files.recipes import Recipe, RecipeBook
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App

LONGEST = 1_000_000
"""Bytes of a recipe's file at most; one of a thousand columns has a tenth of that."""

_HINT = "Export the recipe once more where it is from, under “Remembered recipes”, and give that file as it is."
_Text = Field(min_length=1, max_length=1_000)


class _Document(BaseModel):
    """What a recipe's file holds. ``columns`` is canonical field → header."""

    model_config = ConfigDict(extra="forbid", strict=True)

    what: Literal["recipe for a list of clients"] = "recipe for a list of clients"
    version: Literal[1] = 1
    name: str = _Text
    app: Literal["xpm", "ignition", "gusto"]
    header: list[str]
    columns: dict[str, str]
    ids: Literal["column", "row"] = "column"
    sheet: str | None = None
    as_is: bool = False

    @model_validator(mode="after")
    def _fits(self) -> _Document:
        if not self.name.strip() or not self.columns:
            raise ValueError("a recipe has a name and says at least one column")
        if strangers := sorted(set(self.columns) - set(synonyms())):
            raise ValueError(f"there is no field {strangers[0]!r}")
        if gone := sorted(set(self.columns.values()) - set(self.header)):
            raise ValueError(f"the column {gone[0]!r} is not among the file's columns")
        if len(set(self.columns.values())) < len(self.columns):
            raise ValueError("one column is given to two fields")
        return self


def recipe_file(recipe: Recipe) -> bytes:
    """The recipe as JSON that a person can read, for ``recipe_from``."""
    document = _Document(
        name=recipe.name,
        app=recipe.app.value,
        header=list(recipe.header),
        columns=dict(recipe.columns),
        ids=recipe.ids,
        sheet=recipe.sheet,
        as_is=recipe.as_is,
    )
    return json.dumps(document.model_dump(), ensure_ascii=False, indent=1).encode()


def recipe_from(data: bytes, *, by: str = "") -> Recipe:
    """The recipe in a file, as confirmed now by whoever takes it back.

    Raises ``BadInput`` for a file that is none, was cut off, or speaks of fields or columns that do not exist.
    """
    if len(data) > LONGEST:
        raise _damaged("It is too long for a recipe.")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _damaged("It is no whole JSON file.") from error
    if not isinstance(document, Mapping) or "columns" not in document or "header" not in document:
        raise _damaged("It holds something else.")
    try:
        found = _Document.model_validate(document)
    except ValidationError as error:
        raise _damaged(_told(error)) from error
    return Recipe(
        name=" ".join(found.name.split()),
        app=App(found.app),
        header=tuple(found.header),
        columns=found.columns,
        ids=found.ids,
        sheet=found.sheet,
        as_is=found.as_is,
        made_at=datetime.now(UTC).replace(microsecond=0),
        made_by=by,
    )


def take_recipe(book: RecipeBook, data: bytes, *, by: str = "") -> tuple[Recipe, bool]:
    """Remember the recipe of a file; returns it as it is remembered, and whether it is new here.

    Raises ``BadInput`` as ``recipe_from`` does, and ``NeedsUser`` where lists of this shape are read otherwise already:
    what a person confirmed is never replaced by a file.
    """
    given = recipe_from(data, by=by)
    mine = next((recipe for recipe in book.all() if recipe.shape == given.shape), None)
    if mine is None:
        return book.keep(given), True
    if _content(mine) == _content(given):
        return mine, False
    text = f"Lists with the same columns are read here by the recipe {mine.told}, in another way."
    hint = f"Delete “{mine.name}” first if the file's recipe shall take its place."
    raise NeedsUser(text, title="There is such a recipe already", hint=hint)


def _content(recipe: Recipe) -> tuple[Any, ...]:
    """What a recipe says of a list's columns, without its name and where it is from."""
    return dict(recipe.columns), recipe.ids, recipe.sheet, recipe.as_is


def _told(error: ValidationError) -> str:
    """The first thing that is wrong, without the checker's own words where they say nothing to a person."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = " → ".join(str(part) for part in first["loc"])
    if first["type"] == "value_error":
        return f"In it, {first['ctx']['error']}."
    if first["type"] == "extra_forbidden":
        return f"It says something of “{place}”, which no recipe has."
    if place == "version":
        return "It was made by another version of this program."
    return f"What it says of “{place}” is missing or not to be understood."


def _damaged(what: str) -> BadInput:
    return BadInput(f"This file is no recipe that can be read. {what}", title="No recipe was taken", hint=_HINT)
