"""A snapshot from a list in a file: taken, its recipe remembered, and the rows that were not taken put aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reconcile.errors import ReconcileError
from reconcile.snapshots import Snapshot
from reconcile.snapshots.take import Progress
from reconcile.workspace.people import whoami

if TYPE_CHECKING:
    from reconcile.apps.files import Reading, Recipe
    from reconcile.workspace.history import History

REST = "rest"
"""The folder of a practice that rejected rows are put aside in."""


@dataclass(frozen=True, slots=True)
class ListTaken:
    """What came of a list: the snapshot, the ``recipe`` that was used or made, and where the ``rest`` is, if there is one."""

    snapshot: Snapshot
    recipe: Recipe | None
    is_new_recipe: bool
    rest: Path | None
    rest_rows: int


def take_list(
    workspace: History,
    reading: Reading,
    *,
    recipe: str = "",
    by: str = "",
    rest: Path | None = None,
    progress: Progress | None = None,
    allow_empty: bool = False,
) -> ListTaken:
    """Take a snapshot of a list as it was opened and confirmed.

    ``recipe`` names the recipe that is remembered, ``rest`` the file for the rows that are not taken (by default one in
    the practice's folder). Raises as ``take_snapshot`` does, and has then kept nothing.
    """
    from reconcile.apps.files import recipe_of
    from reconcile.apps.private_file import private_folder, write_private

    source = reading.source
    snapshot = workspace.take_snapshot(source, progress=progress, allow_empty=allow_empty)
    left: bytes = getattr(source, "rest", b"")
    place = None
    if left:
        place = rest or private_folder(workspace.folder / REST) / rest_name(source.path)
        write_private(place, left)
    kept = reading.recipe
    if reading.what == "list" and kept is None:
        kept = workspace.recipes.keep(recipe_of(reading, name=recipe, by=by or whoami()))
    elif kept is not None:
        _note_use(workspace, kept)
    rows = len(getattr(source, "rejected", ())) if left else 0
    return ListTaken(snapshot, kept, kept is not None and reading.recipe is None, place, rows)


def rest_name(path: Path) -> str:
    """The name of the file with the rows that were not taken."""
    return f"{path.stem}-rest-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.csv"


def _note_use(workspace: History, recipe: Recipe) -> None:
    try:
        workspace.recipes.used(recipe)
    except (ReconcileError, OSError):
        return  # when a recipe was used last is worth less than the snapshot that is taken already


__all__ = ["ListTaken", "rest_name", "take_list"]
