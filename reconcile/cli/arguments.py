"""The arguments that several commands share, and the workspace that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconcile.errors import NeedsUser

if TYPE_CHECKING:
    from reconcile.workspace import Workspace

Folder = Annotated[Path, typer.Argument(metavar="WORKSPACE", help="The practice's folder, for example data/demo.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
By = Annotated[str, typer.Option("--by", help="Your name, kept with the answer; this machine's user where left out.")]


def existing_workspace(folder: Path) -> Workspace:
    """The workspace in a folder. Raises ``NeedsUser`` where there is none: a mistyped name must not make a new practice."""
    from reconcile.workspace import open_workspace

    if not (folder.expanduser() / "workspace.duckdb").is_file():
        raise NeedsUser(
            f"There is no workspace in {folder.name!r}.",
            title="No such workspace",
            hint="Check the folder's name; `snapshot --file` and `settings --set` make a new one.",
        )
    return open_workspace(folder)
