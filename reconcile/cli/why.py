"""``why``: the diagnosis of a client, or of one of its fields, that does not sync."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace

_CHECK = {"rule": "Rule", "question": "Question", "answer": "Answer"}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(why)


def why(
    folder: Folder,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="A client's id in any app, app:id, or exact name.")],
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="A field's name, e.g. email.")] = None,
    as_json: Json = False,
) -> None:
    """Say why a client's data does not sync: what was checked, what was found, the one thing to do."""
    workspace = existing_workspace(folder)
    found = workspace.why(client, field)
    document = {
        "client": found.client_name,
        "field": found.field_label,
        "checks": [asdict(check) for check in found.checks],
        "cause": asdict(found.cause) if found.cause else None,
        "todo": found.todo,
    }
    title = f"{found.client_name} {found.field_label}".strip()
    voice.say(as_json, document, voice.table(title, found.table(), _CHECK), Text(f"→ {voice.safe(found.todo)}"))
