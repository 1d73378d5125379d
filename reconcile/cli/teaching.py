"""``tuning``: what the answers would teach the matcher; taken or taken back only where that is asked for (DUP-9)."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import RenderableType
from rich.text import Text

from reconcile.cli import voice
from reconcile.cli.arguments import By, Folder, Json, existing_workspace
from reconcile.show.words import percent, times

_SCORES = {"measure": "On the answers", "before": "Now", "after": "Then"}
_CHANGES = {"field": "Field", "sentence": "Where two records agree so", "now": "Now", "then": "Then"}
_HISTORY = {"at": "When", "by": "By", "action": "What", "answers": "Answers"}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(tuning)


def tuning(
    folder: Folder,
    take: Annotated[bool, typer.Option("--take", help="Let the matcher learn from the answers from now on.")] = False,
    take_back: Annotated[bool, typer.Option("--take-back", help="Let it learn from the list alone again.")] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """See what your answers would teach the matcher, and take it or leave it."""
    workspace = existing_workspace(folder)
    if take and take_back:
        raise typer.BadParameter("Give --take or --take-back, not both.")
    if take_back:
        workspace.take_back_tuning(by=by)
        voice.say(
            as_json,
            {"history": workspace.tuning_history()},
            Text("Taken back: the matcher learns from the list alone."),
        )
        return
    found = workspace.take_tuning(by=by) if take else workspace.tuning()
    changes = found.changes.assign(now=found.changes["before"].map(times), then=found.changes["after"].map(times))
    history = workspace.tuning_history()
    document: dict[str, Any] = {
        "enough": found.enough, "said": found.said, "taken": take, "answers": len(found.answers), "scores": found.scores,
        "changes": found.changes, "history": history,
    }  # fmt: skip
    parts: list[RenderableType] = [Text(found.said)]
    if found.enough:
        parts += [
            voice.table("By cross-validation", _percent(found.scores), _SCORES),
            voice.table("Weights", changes, _CHANGES),
        ]
    if not history.empty:
        parts.append(voice.table("Taken so far", history, _HISTORY))
    if found.enough:
        parts.append(Text("Taken: duplicates are looked for anew." if take else "Nothing was changed; --take uses it."))
    voice.say(as_json, document, *parts)


def _percent(scores: pd.DataFrame) -> pd.DataFrame:
    return scores.assign(before=scores["before"].map(percent), after=scores["after"].map(percent))
