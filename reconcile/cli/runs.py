"""``retry`` and ``run-report``: what follows a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from reconcile import frames
from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace

CAUSE = {
    "outcome": "Outcome",
    "app": "App",
    "cause": "Cause",
    "changes": "Changes",
    "clients": "Clients",
    "todo": "What to do",
}
_CHANGE = {
    "ticked": "Ticked",
    "app": "App",
    "client_name": "Client",
    "kind": "Kind",
    "field_label": "Field",
    "before": "Before",
    "after": "After",
}
_HELD = {"app": "App", "client_name": "Client", "field": "Field", "why": "Not tried again because"}

_Run = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, as `apply` printed it.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(retry)
    app.command("run-report")(run_report)


def retry(
    folder: Folder,
    run_id: _Run,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only what ended so: failed, refused or uncertain. Repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Build the plan that tries again what a run could not do, and nothing else. Look at it, then `apply` it."""
    from reconcile.plans.causes import TRIED_AGAIN

    workspace = existing_workspace(folder)
    built = workspace.retry(run_id, only or TRIED_AGAIN)
    ticked = int(built.changes["ticked"].astype(bool).sum())
    head = f"Plan {built.plan_id}: {len(built.changes):,} changes ({ticked:,} ticked) of run {run_id} to try again"
    parts: list[RenderableType] = [Text(head)]
    if len(built.changes):
        parts.append(voice.table("Changes", built.changes, _CHANGE))
    if len(built.held):
        parts.append(voice.table("Held back", built.held, _HELD))
    if len(built.changes):
        parts.append(Text(f"Apply it with: reconcile apply {folder} --plan {built.plan_id}"))
    document = {"plan_id": built.plan_id, "retry_of": built.retry_of, "changes": built.changes, "held": built.held}
    voice.say(as_json, document, *parts)


def run_report(
    folder: Folder,
    run_id: _Run,
    out: Annotated[Path | None, typer.Option("--out", help="Write it: .html to print and file, or .xlsx.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = voice.SHOWN,
    as_json: Json = False,
) -> None:
    """Report a run: who approved it, when and on what evidence, what was not put in place and what to do, and its calls."""
    if out is not None and out.suffix.lower() not in (".html", ".xlsx"):
        raise typer.BadParameter("the name must end in .html or .xlsx", param_hint="--out")
    workspace = existing_workspace(folder)
    report = workspace.run_report(run_id)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix.lower() == ".xlsx":
            out.write_bytes(report.excel())
        else:
            from reconcile.show.run_document import run_document

            out.write_text(run_document(report), encoding="utf-8")
        voice.note(f"Report written to {out}")
    parts: list[RenderableType] = [
        voice.facts(f"Run {run_id}", [(row["what"], row["value"]) for row in frames.rows_of(report.facts)])
    ]
    if len(report.causes):
        parts.append(voice.table("Not in place, by cause", report.causes, CAUSE, shown=limit))
    if len(report.causes) and report.causes["again"].any():
        parts.append(Text(f"Try the failures again with: reconcile retry {folder} {run_id}"))
    document = {
        **report.run.summary(),
        "by": report.run.by,
        "facts": report.facts,
        "causes": report.causes,
        "changes": report.changes,
        "out": out,
    }
    voice.say(as_json, document, *parts)
