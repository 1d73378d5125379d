"""Recipes: what the columns of a list were confirmed to be, remembered for the next file of the same shape.

They are kept in ``recipes.json`` in the practice's folder, under the shape of the header: its names, in any order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import filelock

from reconcile.apps.private_file import write_private
from reconcile.errors import BadInput, NeedsUser, TryAgain
from reconcile.model import App

_ALIKE = 0.5
"""The share of all their columns that two headers must have in common for one to be the other, changed."""

VERSION = 1
_UNKNOWN = datetime.min.replace(tzinfo=UTC)
_WAIT = 10.0
"""Seconds that one program waits for another to end its change of the recipes."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a list's columns are: ``columns`` is canonical field → header, ``header`` all of the file's, in its order.

    ``ids`` is ``row`` where row numbers stand in for ids. ``file`` is the name of the file that it was made for.
    """

    name: str
    app: App
    header: tuple[str, ...]
    columns: Mapping[str, str]
    ids: Literal["column", "row"] = "column"
    sheet: str | None = None
    as_is: bool = False
    file: str = ""
    made_at: datetime = _UNKNOWN
    made_by: str = ""
    used_at: datetime | None = None

    @property
    def shape(self) -> str:
        """The header's fingerprint."""
        return shape_of(self.app, self.header)

    @property
    def told(self) -> str:
        """Which recipe it is, in a few words."""
        by = f" by {self.made_by}" if self.made_by else ""
        return f"“{self.name}”, confirmed on {self.made_at:%d %B %Y}{by}".replace(" 0", " ")


@dataclass(frozen=True, slots=True)
class Changed:
    """The recipe that a header nearly fits, and what is different."""

    recipe: Recipe
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def told(self) -> str:
        """What has changed since the recipe was made."""
        parts = [
            f"new columns: {', '.join(self.added)}" if self.added else "",
            f"columns that are gone: {', '.join(self.gone)}" if self.gone else "",
        ]
        return f"The file has changed since the recipe {self.recipe.told}: {'; '.join(filter(None, parts))}."

    @property
    def columns(self) -> dict[str, str]:
        """What of the recipe still holds."""
        return {field: header for field, header in self.recipe.columns.items() if header not in self.gone}


def shape_of(app: App, header: Iterable[str]) -> str:
    """A header's fingerprint: the app and the names of the columns, in any order."""
    names = json.dumps([app.value, *sorted(header)], ensure_ascii=False)
    return hashlib.sha256(names.encode()).hexdigest()[:16]


class RecipeBook:
    """The recipes of one practice. Safe for several programs at once; a change is written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[Recipe]:
        """Every recipe, by name. Raises ``BadInput`` where the file of recipes cannot be read."""
        return sorted(self._read(), key=lambda recipe: recipe.name.casefold())

    def named(self, name: str) -> Recipe:
        """A recipe by its name. Raises ``NeedsUser`` where there is none."""
        recipes = self.all()
        found = next((recipe for recipe in recipes if recipe.name.casefold() == name.strip().casefold()), None)
        if found is None:
            raise _unknown(name, recipes)
        return found

    def for_header(self, app: App, header: Sequence[str]) -> Recipe | Changed | None:
        """The recipe of this shape, or the one that nearly fits with what changed, or ``None``."""
        mine = [recipe for recipe in self._read() if recipe.app is app]
        shape = shape_of(app, header)
        exact = next((recipe for recipe in mine if recipe.shape == shape), None)
        if exact is not None:
            return exact
        here = set(header)
        near = [
            (len(here & set(one.header)) / len(here | set(one.header)), one.made_at, one) for one in mine if one.header
        ]
        if not near:
            return None
        share, _, recipe = max(near, key=lambda each: each[:2])
        if share < _ALIKE:
            return None
        gone = tuple(name for name in recipe.header if name not in here)
        return Changed(recipe, tuple(name for name in header if name not in recipe.header), gone)

    def keep(self, recipe: Recipe) -> Recipe:
        """Remember a recipe in the place of the one of the same shape; a name that is taken by another gets a number."""

        def change(recipes: list[Recipe]) -> tuple[list[Recipe], Recipe]:
            others = [one for one in recipes if one.shape != recipe.shape]
            named = replace(recipe, name=_free(recipe.name, others))
            return [*others, named], named

        return self._change(change)

    def used(self, recipe: Recipe) -> None:
        """Remember that a recipe was used now; one that was deleted meanwhile stays deleted."""
        now = datetime.now(UTC).replace(microsecond=0)
        self._change(
            lambda all_: ([replace(one, used_at=now) if one.shape == recipe.shape else one for one in all_], None)
        )

    def rename(self, name: str, to: str) -> Recipe:
        """Give a recipe another name. Raises ``NeedsUser`` for an unknown recipe, and for a name that is empty or taken."""
        wanted = " ".join(to.split())

        def change(recipes: list[Recipe]) -> tuple[list[Recipe], Recipe]:
            old = _one(recipes, name)
            others = [one for one in recipes if one is not old]
            if not wanted or any(one.name.casefold() == wanted.casefold() for one in others):
                hint = "Give it a name that no other recipe has."
                raise NeedsUser("A recipe needs a name of its own.", title="This name cannot be used", hint=hint)
            new = replace(old, name=wanted)
            return [*others, new], new

        return self._change(change)

    def delete(self, name: str) -> None:
        """Forget a recipe; the snapshots that it took stay as they are."""
        self._change(lambda recipes: ([one for one in recipes if one is not _one(recipes, name)], None))

    def _change(self, change: Callable[[list[Recipe]], tuple[list[Recipe], T]]) -> T:
        lock = filelock.FileLock(self.path.with_name(self.path.name + ".lock"), timeout=_WAIT)
        try:
            with lock:
                recipes, answer = change(self._read())
                self._write(recipes)
                return answer
        except filelock.Timeout as error:
            hint = "Wait a moment and try again."
            raise TryAgain("Another program is changing the recipes.", hint=hint, sent=False) from error

    def _read(self) -> list[Recipe]:
        try:
            document = json.loads(self.path.read_text(encoding="utf-8"))
            return [_recipe(entry) for entry in document["recipes"]]
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            hint = f"Move {self.path.name} out of the practice's folder; the columns are then asked for once more."
            raise BadInput(f"{self.path.name} is damaged.", title="The recipes cannot be read", hint=hint) from error

    def _write(self, recipes: Sequence[Recipe]) -> None:
        entries = [
            {
                **asdict(recipe),
                "app": recipe.app.value,
                "made_at": recipe.made_at.isoformat(),
                "used_at": recipe.used_at.isoformat() if recipe.used_at else None,
            }
            for recipe in recipes
        ]
        text = json.dumps({"version": VERSION, "recipes": entries}, ensure_ascii=False, indent=1)
        write_private(self.path, text.encode())


def _recipe(entry: Mapping[str, Any]) -> Recipe:
    ids: Literal["column", "row"] = "row" if entry["ids"] == "row" else "column"
    return Recipe(
        name=str(entry["name"]),
        app=App(entry["app"]),
        header=tuple(map(str, entry["header"])),
        columns={str(field): str(header) for field, header in entry["columns"].items()},
        ids=ids,
        sheet=entry.get("sheet"),
        as_is=bool(entry.get("as_is")),
        file=str(entry.get("file", "")),
        made_at=datetime.fromisoformat(entry["made_at"]),
        made_by=str(entry.get("made_by", "")),
        used_at=datetime.fromisoformat(entry["used_at"]) if entry.get("used_at") else None,
    )


def _one(recipes: Sequence[Recipe], name: str) -> Recipe:
    found = next((recipe for recipe in recipes if recipe.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise _unknown(name, recipes)
    return found


def _unknown(name: str, recipes: Sequence[Recipe]) -> NeedsUser:
    known = ", ".join(f"“{recipe.name}”" for recipe in recipes)
    hint = f"The recipes here are: {known}." if known else "There is none yet: confirm a list's columns once."
    return NeedsUser(f"There is no recipe “{name}”.", title="No such recipe", hint=hint)


def _free(name: str, others: Sequence[Recipe]) -> str:
    taken = {recipe.name.casefold() for recipe in others}
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    return found
