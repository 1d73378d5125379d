"""Opens a file that holds a list of clients, whatever it is: an app's own export, a saved answer, or any list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from reconcile.apps.files.answers import answer_of
from reconcile.apps.files.columns import Found, mapping_of
from reconcile.apps.files.export_rules import REQUIRED
from reconcile.apps.files.file_source import FileSource, Ids
from reconcile.apps.files.ignition_export import IgnitionExportSource
from reconcile.apps.files.recipes import Changed, Recipe, RecipeBook
from reconcile.apps.files.saved_answer import SavedAnswerSource
from reconcile.apps.files.tables import Table, read_table, sheets_of
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App

What = Literal["export", "answer", "list"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file would be read. ``source`` takes it so.

    ``what`` is Ignition's ``export``, a saved ``answer`` of an app, or a ``list`` whose columns were recognised:
    ``found`` says as what, ``recipe`` by which recipe, ``changed`` what is different from one. ``sheets`` are a
    workbook's; ``said`` are the fields whose columns a person named.
    """

    what: What
    source: IgnitionExportSource | SavedAnswerSource | FileSource
    found: tuple[Found, ...] = ()
    recipe: Recipe | None = None
    changed: Changed | None = None
    sheets: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()

    @property
    def app(self) -> App:
        """The app that the clients are of."""
        return self.source.app

    @property
    def guesses(self) -> list[Found]:
        """The columns that are taken for a field without being sure of it, so that a person should confirm them."""
        if self.recipe or not isinstance(self.source, FileSource):
            return []
        known = self.changed.columns if self.changed else {}
        mapping = self.source.columns()
        return [
            each
            for each in self.found
            if each.field in mapping
            and mapping[each.field] == each.header
            and not each.is_sure
            and each.field not in self.said
            and known.get(each.field) != each.header
        ]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of how a list is to be read; what is left out is found out.

    ``columns`` is canonical field → header, ``ids`` is ``row`` where row numbers stand in for ids, ``recipe`` the name of
    one. ``as_is`` leaves numbers as Excel made them.
    """

    columns: Mapping[str, str] | None = None
    ids: Ids | None = None
    sheet: str | None = None
    recipe: str = ""
    good_rows_only: bool = False
    as_is: bool | None = None

    @property
    def is_of_columns(self) -> bool:
        """Whether it makes a file a plain list, whatever it looks like."""
        return self.columns is not None or self.ids is not None or bool(self.recipe)


NOTHING_SAID = Said()


def open_list(
    path: Path,
    app: App | None = None,
    said: Said = NOTHING_SAID,
    *,
    more: Sequence[Path] = (),
    recipes: RecipeBook | None = None,
) -> Reading:
    """Find out what a file is and how to read it.

    ``app`` may be left out where the file tells it: Ignition's export and saved answers do, and lists that one of the
    ``recipes`` was made for. Columns that were said are kept over what is recognised; a recipe is taken by its name, or
    by the file's header. Raises ``NeedsUser`` where the app must be said, ``BadInput`` for a file that is of another app
    or of none.
    """
    answer = answer_of(path)
    if answer is not None:
        if app is not None and answer.app is not app:
            raise _another_app(path, answer.app, app)
        return Reading("answer", SavedAnswerSource(path, more=more))
    if more:
        text = "Several files can be read at once only if they are saved answers."
        hint = "Give one list at a time; only the pages of a saved answer belong together."
        raise NeedsUser(text, title="Too many files", hint=hint)
    sheets = tuple(sheets_of(path))
    table = read_table(path, said.sheet)
    if set(table.header) >= set(REQUIRED) and app in (None, App.IGNITION) and not said.is_of_columns:
        source = IgnitionExportSource(path, good_rows_only=said.good_rows_only, sheet=said.sheet)
        return Reading("export", source, sheets=sheets)
    named = recipes.named(said.recipe) if said.recipe and recipes else None
    app = app or (named.app if named else _remembered(recipes, table.header))
    if app is None:
        text = f"{path.name} does not tell which app it comes from."
        raise NeedsUser(text, title="Which app?", hint="Say which app the list is of: XPM, Ignition or Gusto.")
    free = recipes if not said.is_of_columns else None
    known = named or (free.for_header(app, table.header) if free else None)
    return _list(path, app, said, known, table, sheets)


def _remembered(recipes: RecipeBook | None, header: Sequence[str]) -> App | None:
    """The app whose recipe reads lists of this shape, if exactly one does."""
    apps = [app for app in App if recipes and isinstance(recipes.for_header(app, header), Recipe)]
    return apps[0] if len(apps) == 1 else None


def _list(
    path: Path, app: App, said: Said, known: Recipe | Changed | None, table: Table, sheets: tuple[str, ...]
) -> Reading:
    found = FileSource(app, path).of(table).found()
    changed = known if isinstance(known, Changed) else None
    recipe = known if isinstance(known, Recipe) else None
    if recipe is not None:
        _check_fit(recipe, table)
    source = FileSource(
        app,
        path,
        _mapping(found, said.columns, recipe, changed),
        ids=said.ids or (recipe.ids if recipe else "column"),
        sheet=said.sheet,
        good_rows_only=said.good_rows_only,
        as_is=said.as_is if said.as_is is not None else bool(recipe and recipe.as_is),
    ).of(table)
    source.recipe = recipe.name if recipe else ""
    return Reading("list", source, found, recipe, changed, sheets, frozenset(said.columns or ()))


def _check_fit(recipe: Recipe, table: Table) -> None:
    gone = [header for header in recipe.columns.values() if header not in table.header]
    if gone:
        hint = f"The file's columns are: {', '.join(table.header)}. Give the columns once more."
        text = f"The recipe “{recipe.name}” reads columns that the file does not have: {', '.join(gone)}."
        raise BadInput(text, title="The recipe does not fit this file", hint=hint)


def recipe_of(reading: Reading, *, name: str = "", by: str = "") -> Recipe:
    """The recipe that a confirmed reading of a list makes; its name is the file's where none is given."""
    source = reading.source
    if not isinstance(source, FileSource):
        raise NeedsUser(
            "Only a list of clients has a recipe; this file says by itself what it is.", title="No recipe needed"
        )
    return Recipe(
        name=name.strip() or f"{source.app.label}: {source.path.stem}",
        app=source.app,
        header=source.table().header,
        columns=source.columns(),
        ids=source.ids,
        sheet=source.sheet,
        as_is=source.as_is,
        file=source.path.name,
        made_at=datetime.now(UTC).replace(microsecond=0),
        made_by=by,
    )


def _mapping(
    found: Sequence[Found], columns: Mapping[str, str] | None, recipe: Recipe | None, changed: Changed | None
) -> dict[str, str]:
    """What was said goes over what a recipe says, and that over what was recognised; no column is used twice.

    Beside columns that were said only those are taken that are recognised for sure.
    """
    if recipe is not None and columns is None:
        return dict(recipe.columns)
    said = dict(columns or (changed.columns if changed else {}))
    used = set(said.values())
    rest = mapping_of(each for each in found if columns is None or each.is_sure)
    return {**{field: header for field, header in rest.items() if header not in used}, **said}


def _another_app(path: Path, found: App, wanted: App) -> BadInput:
    hint = f"Choose {found.label} as its app, or give the list of {wanted.label}."
    return BadInput(
        f"{path.name} comes from {found.label}, not from {wanted.label}.", title="Another app's list", hint=hint
    )
