"""A list in a file on the command line: shown as it would be read, or taken; and the recipes that are remembered."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from reconcile import frames
from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace
from reconcile.errors import NeedsUser
from reconcile.model import CLIENT_TEXT_FIELDS, App, Client
from reconcile.show.words import count

if TYPE_CHECKING:
    from reconcile.apps.files import Found, Reading, Recipe
    from reconcile.workspace import Workspace
    from reconcile.workspace.lists import ListTaken

PREVIEWED = 3
_FOUND = {"header": "Column", "field": "Field", "sure": "Sure", "samples": "Values", "reason": "Why"}
_REJECTED = {"line": "Line", "column": "Column", "reason": "What is wrong", "hint": "What to do"}
_RECIPES = {"name": "Recipe", "app": "App", "columns": "Columns", "made": "Confirmed", "by": "By", "used": "Last used"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said of a file."""

    files: tuple[Path, ...]
    app: App | None = None
    columns: tuple[str, ...] = ()
    row_ids: bool = False
    sheet: str | None = None
    recipe: str = ""
    good_rows: bool = False
    rest: Path | None = None
    as_is: bool = False
    yes: bool = False


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(recipes)


def opened(asked: Asked, workspace: Workspace | None) -> Reading:
    """The file as it would be read; raises as ``open_list`` does."""
    from reconcile.apps.files import Said, open_list

    columns = dict(pair for text in asked.columns for pair in _pairs(text))
    said = Said(
        columns or None,
        "row" if asked.row_ids else None,
        asked.sheet,
        asked.recipe,
        asked.good_rows,
        True if asked.as_is else None,
    )
    book = workspace.recipes if workspace is not None else None
    return open_list(asked.files[0], asked.app, said, more=asked.files[1:], recipes=book)


def take(workspace: Workspace, asked: Asked, *, allow_empty: bool) -> tuple[dict[str, Any], list[RenderableType]]:
    """Takes the list, after asking about columns that are not sure; the snapshot's facts, and what there is to say."""
    from reconcile.workspace.lists import take_list

    reading = opened(asked, workspace)
    _confirm(reading, asked)
    with voice.progress(f"Reading {asked.files[0].name}") as tell:
        taken = take_list(
            workspace, reading, rest=asked.rest, progress=lambda done: tell(done, ""), allow_empty=allow_empty
        )
    for note in taken.snapshot.notes:
        voice.note(note)
    facts = ("snapshot_id", "app", "taken_at", "origin_kind", "origin_place", "clients", "current", "archived")
    document = {name: getattr(taken.snapshot, name) for name in (*facts, "contacts", "staff", "seconds", "notes")}
    recipe = taken.recipe.name if taken.recipe else None
    document |= {"recipe": recipe, "rest": taken.rest, "rest_rows": taken.rest_rows}
    return document, _said(taken)


def show(reading: Reading, *, as_json: bool) -> None:
    """The recognition as a table, the first clients as they would be taken, and what is wrong; nothing is stored."""
    from reconcile.apps.files import FileSource

    source = reading.source
    parts: list[RenderableType] = []
    document: dict[str, Any] = {"dry_run": True, "what": reading.what, "app": reading.app}
    if isinstance(source, FileSource):
        mapping = source.columns()
        fields = {header: field for field, header in mapping.items()}
        columns = [_found_row(found, fields.get(found.header)) for found in reading.found]
        document["columns"] = columns
        document["recipe"] = reading.recipe.name if reading.recipe else None
        document["changed"] = reading.changed.told if reading.changed else None
        parts += [voice.table(_title(reading), frames.frame_of_dicts(list(_FOUND), columns), _FOUND, shown=200)]
        try:
            shown = _shown_fields(mapping)
            rows = [_client_row(client, shown) for client in source.preview(PREVIEWED)]
        except NeedsUser as error:
            voice.say(as_json, {**document, "clients": 0, "problem": error.to_dict()}, *parts)
            raise (typer.Exit(1) if as_json else error) from error
        clients = frames.frame_of_dicts(shown, rows)
        document["clients"], document["first"] = len(source.check().clients), clients
        parts.append(voice.table("The first clients as they would be taken", clients, {name: name for name in shown}))
    else:
        document["clients"] = sum(1 for record in _readable(reading) if hasattr(record, "contacts"))
        parts.append(Text(_title(reading), style="bold"))
    rejected = getattr(source, "rejected", None)
    document["rejected"] = rejected if rejected is not None else []
    document["notes"] = list(source.notes)
    parts += [Text(voice.safe(f"· {note}")) for note in source.notes]
    parts.append(Text(f"{count(document['clients'], 'client')} would be taken. Nothing was stored."))
    if rejected is not None and len(rejected):
        parts.append(voice.table(f"{count(len(rejected), 'row')} cannot be taken", rejected, _REJECTED, shown=10))
        parts.append(Text("Without --good-rows nothing is taken while there are such rows.", style="dim"))
    voice.say(as_json, document, *parts)


def recipes(
    folder: Folder,
    rename: Annotated[
        tuple[str, str] | None, typer.Option("--rename", help="A recipe's name, and its new one.")
    ] = None,
    delete: Annotated[str, typer.Option("--delete", help="The name of a recipe to forget.")] = "",
    as_json: Json = False,
) -> None:
    """List the recipes by which lists are read, rename one or delete one."""
    book = existing_workspace(folder).recipes
    if rename is not None:
        book.rename(*rename)
    if delete:
        book.delete(delete)
    rows = [_recipe_row(recipe) for recipe in book.all()]
    empty = Text("No recipe yet: a list's columns are remembered once a snapshot of it was taken.")
    shown = {**_RECIPES}
    table = frames.frame_of_dicts(list(shown), rows)
    voice.say(as_json, {"recipes": rows}, voice.table("Recipes", table, shown) if rows else empty)


def _readable(reading: Reading) -> list[Any]:
    """The records of an export or an answer; of an export with bad rows the good ones, for the count."""
    source = reading.source
    if hasattr(source, "good_rows_only"):
        source.good_rows_only = True
    return list(source.records())


def _confirm(reading: Reading, asked: Asked) -> None:
    """Asks on a terminal, and refuses elsewhere, where columns are not sure and nobody has said yes."""
    from reconcile.apps.files import FileSource

    if isinstance(reading.source, FileSource):
        reading.source.check()  # a file that cannot be read as it is said so first
    unsure = reading.guesses
    told = reading.changed.told if reading.changed else ""
    if asked.yes or asked.columns or not (unsure or told):
        return
    columns = "; ".join(f"{each.header!r} as {each.field}" for each in unsure)
    text = f"{told} " if told else ""
    text += f"These columns are not sure: {columns}." if unsure else ""
    if sys.stdin.isatty() and sys.stderr.isatty():
        show(reading, as_json=False)
        if typer.confirm("Take the list so?", err=True):
            return
        raise NeedsUser("You did not confirm the columns, so nothing was taken.", title="Nothing was taken")
    hint = "Look with --dry-run. --yes takes the columns as recognised; --columns field=Header says what is different."
    raise NeedsUser(text.strip(), title="The columns have to be confirmed", hint=hint)


def _said(taken: ListTaken) -> list[RenderableType]:
    said = []
    if taken.recipe is not None and taken.is_new_recipe:
        said.append(
            f"The columns are remembered as the recipe “{taken.recipe.name}”: the next such file is taken by it."
        )
    elif taken.recipe is not None:
        said.append(f"The recipe {taken.recipe.told} was used.")
    if taken.rest is not None:
        rows = "1 row was" if taken.rest_rows == 1 else f"{taken.rest_rows:,} rows were"
        said.append(f"{rows} not taken, and saved with the reasons in {taken.rest}")
    return [Text(voice.safe(line)) for line in said]


def _title(reading: Reading) -> str:
    name = reading.source.path.name
    if reading.what == "export":
        return f"{name} is Ignition's client export"
    if reading.what == "answer":
        return f"{name} is a saved answer of {reading.app.label}"
    if reading.recipe:
        return f"{name}: read by the recipe {reading.recipe.told}"
    return f"{name}: what its columns were recognised as"


def _found_row(found: Found, field: str | None) -> dict[str, Any]:
    said = field if field != found.field else None
    sure = "said" if said else (f"{found.confidence:.0%}" if field else "")
    return {
        "header": found.header,
        "field": field or "(not taken)",
        "sure": sure,
        "samples": list(found.samples),
        "reason": "It was said so" if said else found.reason,
        "confidence": found.confidence,
    }


def _shown_fields(mapping: Mapping[str, str]) -> list[str]:
    """The fields of the preview: the client's own that the list has, and how many contacts."""
    own = [field for field in mapping if field in CLIENT_TEXT_FIELDS and field != "name"]
    state = ["state"] if {"state", "archived", "prospect"} & set(mapping) else []
    contacts = ["contacts"] if any(field.startswith("contact_") for field in mapping) else []
    return ["client_id", "name", *state, *own, *contacts]


def _client_row(client: Client, shown: Sequence[str]) -> dict[str, Any]:
    return {name: len(client.contacts) if name == "contacts" else getattr(client, name) for name in shown}


def _recipe_row(recipe: Recipe) -> dict[str, Any]:
    return {
        "name": recipe.name,
        "app": recipe.app,
        "columns": [f"{field}={header}" for field, header in recipe.columns.items()],
        "made": recipe.made_at,
        "by": recipe.made_by,
        "used": recipe.used_at,
    }


def _pairs(text: str) -> Sequence[tuple[str, str]]:
    """``field=Header`` pairs, several separated by commas; a comma inside a header needs a ``--column`` of its own."""
    parts = [text] if text.count("=") == 1 else text.split(",")
    return [_pair(part) for part in parts]


def _pair(text: str) -> tuple[str, str]:
    from reconcile.apps.files.headers import synonyms

    field, equals, header = text.partition("=")
    if not (field.strip() and equals and header.strip()):
        raise typer.BadParameter(f"{text!r} is not of the form field=Header", param_hint="--columns")
    if field.strip() not in synonyms():
        known = ", ".join(synonyms())
        raise typer.BadParameter(
            f"there is no field {field.strip()!r}; the fields are: {known}", param_hint="--columns"
        )
    return field.strip(), header.strip()
