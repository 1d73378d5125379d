"""``load-plan`` and ``plan-schema``: plans as files that are handed on, and the schema that they follow."""

from __future__ import annotations

import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace
from reconcile.cli.sheets import write_sheet

if TYPE_CHECKING:
    from reconcile.plans.plan import Plan
    from reconcile.workspace import Workspace

ENDINGS = (".json", ".xlsx", ".html", ".csv")
"""What a plan can be written as; only JSON can be loaded back."""


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("load-plan")(load_plan)
    app.command("plan-schema")(plan_schema)


def load_plan(
    folder: Folder,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The .json that `plan --export` or the Plan page wrote.")
    ],
    as_json: Json = False,
) -> None:
    """Take back a plan that was handed on as a file. One that was edited, or is another practice's, is refused."""
    workspace = existing_workspace(folder)
    loaded = workspace.load_plan(file)
    run = workspace.run(loaded.plan_id)
    counts = loaded.summary()
    head = f"Plan {loaded.plan_id}: {counts['changes']:,} changes ({counts['ticked']:,} ticked), {counts['held']:,} held back"
    todo = f"Apply it with: reconcile apply {folder} --plan {loaded.plan_id}"
    if run is not None:
        todo = f"It was used already, by {voice.safe(run.by)}; a plan is used once (run {run.run_id}, {run.state})."
    used = run is not None
    brakes = () if used else workspace.brakes(loaded)
    told = [Text(f"Brake: {sentence}", style="bold red") for sentence in brakes]
    document = {
        "plan_id": loaded.plan_id,
        "built_at": loaded.built_at,
        "used": used,
        "brakes": brakes,
        "summary": counts,
    }
    voice.say(as_json, document, Text(head), *told, Text(todo))


def plan_schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this file instead of printing it.")] = None,
    as_json: Json = False,
) -> None:
    """Print the JSON Schema of a plan's file; its $id carries the version of the format."""
    from reconcile.plans.plan_schema import plan_schema as schema

    if out is None:
        voice.print_json(schema())
        return
    import json

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    voice.say(as_json, {"written": str(out)}, Text(f"Written to {out}."))


def check_name(out: Path | None) -> None:
    """Refuses a name that does not say what to write, before any work is done."""
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"the name must end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}", param_hint="--out")


def write_plan(workspace: Workspace, plan: Plan, out: Path) -> None:
    """Writes a plan as what its name says."""
    out.parent.mkdir(parents=True, exist_ok=True)
    match out.suffix.lower():
        case ".csv":
            write_sheet(plan.changes, out)
        case ".xlsx":
            from reconcile.plans.plan_sheet import plan_workbook

            out.write_bytes(plan_workbook(plan))
        case ".html":
            from reconcile.show.plan_document import plan_document

            zone = zoneinfo.ZoneInfo(workspace.settings.timezone)
            out.write_text(plan_document(plan, workspace.name, zone), encoding="utf-8")
        case _:
            out.write_bytes(workspace.plan_file(plan))
