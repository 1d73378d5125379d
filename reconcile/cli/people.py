"""``people``: who may do what in a practice, where its pages are served to others."""

from __future__ import annotations

from typing import Annotated

import typer

from reconcile import frames
from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace
from reconcile.errors import NeedsUser
from reconcile.workspace.people import MAY, Role

_COLUMNS = {"person": "Person", "role": "Role", "may": "May"}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(people)


def people(
    folder: Folder,
    add: Annotated[
        list[str] | None,
        typer.Option("--set", help="A person and a role, e.g. kim@practice.example=approver. Repeatable."),
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="A person to take off the list. Repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show who may do what where people sign in, or change the list: all of the changes hold, or none."""
    workspace = existing_workspace(folder)
    found = {name: str(role) for name, role in workspace.people.items()}
    for entry in add or ():
        name, equals, role = entry.rpartition("=")
        if not equals:
            raise NeedsUser(f"{entry!r} names no role.", hint="Write it as kim@practice.example=approver.")
        found[name.strip().lower()] = role.strip().lower()
    for name in remove or ():
        if found.pop(name.strip().lower(), None) is None:
            raise NeedsUser(f"{name!r} is not on the list.", title="No such person")
    if add or remove:
        workspace.save_people(found)
    rows = [(name, role, MAY[Role(role)]) for name, role in sorted(found.items())]
    document = {"people": found}
    voice.say(as_json, document, voice.table("People", frames.frame(tuple(_COLUMNS), rows), _COLUMNS))
