"""``settings`` shows a practice's settings and changes them, within what the apps allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from reconcile.cli import voice
from reconcile.cli.arguments import By, Folder, Json, existing_workspace
from reconcile.errors import NeedsUser
from reconcile.policy import Settings

if TYPE_CHECKING:
    from reconcile.workspace import Workspace

_OVERWRITTEN = {
    "app": "App",
    "client_name": "Client",
    "field_label": "Field",
    "before": "Would be lost",
    "after": "Would be written",
    "rule": "Rule",
}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(settings)


def settings(
    folder: Folder,
    change: Annotated[
        list[str] | None, typer.Option("--set", help="A setting and its value, e.g. xpm.direction=two_way. Repeatable.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what the next sync under them would overwrite; keep nothing.")
    ] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Show the settings, or change some: all of the changes hold, or none."""
    from reconcile.workspace import open_workspace

    workspace = open_workspace(folder) if change and not preview else existing_workspace(folder)
    found = workspace.settings
    if change:
        found = changed(found, change)
    if preview:
        return _preview(workspace, found, as_json)
    if change:
        workspace.save_settings(found, by=by)
    document = found.model_dump(mode="json")
    return voice.say(as_json, document, voice.facts(f"Settings of {workspace.name}", list(_flat(document).items())))


def _preview(workspace: Workspace, wanted: Settings, as_json: bool) -> None:
    """What the next sync under these settings would overwrite, from the snapshots at hand (SET-9)."""
    plan = workspace.preview_plan(wanted)
    rows = plan.changes[(plan.changes["before"].fillna("") != "") & plan.changes["ticked"].astype(bool)]
    document = {"settings": wanted.model_dump(mode="json"), "changes": len(plan.changes), "overwritten": rows}
    voice.say(as_json, document, voice.table("The next sync would overwrite", rows, _OVERWRITTEN))


def changed(settings: Settings, texts: list[str]) -> Settings:
    """Settings with some values replaced, each ``name=value`` with dots in the name.

    Raises ``typer.BadParameter`` for an unknown name and ``NeedsUser`` for a value that the setting does not take.
    """
    document = settings.model_dump(mode="json")
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or name not in _flat(document):
            known = ", ".join(_flat(document))
            raise typer.BadParameter(f"{name!r} is no setting; there are {known}", param_hint="--set")
        *path, last = name.split(".")
        place = document
        for part in path:
            place = place[part]
        place[last] = value
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NeedsUser(f"{where}: {first['msg']}.", title="This value cannot be used") from None


def _flat(document: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Nested settings by their dotted names."""
    found: dict[str, Any] = {}
    for name, value in document.items():
        found.update(_flat(value, f"{before}{name}.") if isinstance(value, dict) else {f"{before}{name}": value})
    return found
