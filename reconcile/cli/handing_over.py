"""``hand-over``, ``checklist`` and ``waiting``: applying where there is no interface, by file or by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from reconcile.cli import voice
from reconcile.cli.arguments import By, Folder, Json, existing_workspace
from reconcile.errors import NeedsUser
from reconcile.plans.ways import BY_FILE, BY_HAND

if TYPE_CHECKING:
    from reconcile.plans.bulk_file import BulkFiles
    from reconcile.plans.run import Run
    from reconcile.workspace import Workspace
    from reconcile.workspace.handing_over import HandedOver

_WAITING = {
    "app": "App",
    "client_name": "Client",
    "field_label": "Field",
    "before": "Before",
    "after": "After",
    "way": "How",
    "ticked_by": "Ticked by",
    "outcome": "Outcome",
    "reason": "Reason",
    "run_id": "Run",
}
_ITEM = {
    "done": "Done",
    "app": "App",
    "client_name": "Client",
    "task": "What to do",
    "field_label": "Field",
    "before": "Before",
    "after": "After",
    "outcome": "Outcome",
    "change_id": "Item",
}
_PREVIEW = {
    "what": "What",
    "client_number": "Client Id",
    "client_name": "Client",
    "contact": "Contact",
    "column": "Column",
    "before": "Before",
    "after": "After",
}

_Run = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, as `apply` or `hand-over` printed it.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("hand-over")(hand_over)
    app.command()(checklist)
    app.command()(waiting)


def hand_over(  # noqa: PLR0913 - one parameter for each option
    folder: Folder,
    plan_id: Annotated[str, typer.Option("--plan", help="The plan's id; the newest unused one where left out.")] = "",
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Everything onto the checklist, without files.")] = False,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="A fresh client export of Ignition to start from; a snapshot is taken of it."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The folder for the files and the checklist.")] = None,
    release: Annotated[
        int | None, typer.Option("--release", help="The number of changes, to go past a brake that stopped them.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this change, by its id. Repeatable.")] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what the upload would do; uses nothing up.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = voice.SHOWN,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Hand a plan over to a person, into files for Ignition's bulk edit and onto a checklist. No app is written to."""
    workspace = existing_workspace(folder)
    newest = None if plan_id else workspace.newest_plan()
    wanted = newest.plan_id if newest is not None else plan_id
    chosen = workspace.approved_plan(wanted) if wanted else None
    if chosen is None:
        raise NeedsUser("There is no plan that was not used yet.", title="No plan", hint="Build one with `plan`.")
    if preview:
        bulk = workspace.bulk_preview(chosen, only or None)
        voice.say(as_json, {"plan_id": chosen.plan_id, **_document(bulk)}, *_bulk_parts(bulk, limit))
        return
    way = BY_HAND if by_hand else BY_FILE
    run = workspace.hand_over(chosen, only or None, way=way, export=export, by=by, release=release)
    found = workspace.handed_over(run)
    written = found.save(out or workspace.folder / "handed-over" / run.run_id)
    document = {**run.summary(), "by": run.by, "files": written, **_document(found.bulk), "items": found.items}
    voice.say(as_json, document, *handed_parts(run, found, written, limit))


def checklist(  # noqa: PLR0913 - one parameter for each option
    folder: Folder,
    run_id: _Run,
    out: Annotated[Path | None, typer.Option("--out", help="Write it: .xlsx to tick off, .html to print.")] = None,
    read: Annotated[Path | None, typer.Option("--read", help="Take the ticks of an edited .xlsx.")] = None,
    tick: Annotated[list[str] | None, typer.Option("--tick", help="Tick this item off. Repeatable.")] = None,
    untick: Annotated[
        list[str] | None, typer.Option("--untick", help="Take this item's tick back. Repeatable.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = voice.SHOWN,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Show what a run left to do by hand, tick it off, write it to a file or read the ticks of one."""
    if out is not None and out.suffix.lower() not in (".xlsx", ".html"):
        raise typer.BadParameter("the name must end in .xlsx or .html", param_hint="--out")
    workspace = existing_workspace(folder)
    ignored: tuple[str, ...] = ()
    if read is not None:
        ignored = workspace.read_checklist(run_id, read, by=by).ignored
        for sentence in ignored:
            voice.note(sentence)
    workspace.tick(run_id, tick or (), by=by)
    workspace.tick(run_id, untick or (), done=False, by=by)
    found = workspace.handed_over(run_id)
    if out is not None:
        _write(workspace, found, out)
        voice.note(f"Checklist written to {out}")
    items = found.by_hand
    done = int(items["done"].astype(bool).sum())
    head = Text(f"Run {run_id}: {done:,} of {len(items):,} items done")
    shown = items.assign(done=["✓" if one else "" for one in items["done"]])
    parts: list[RenderableType] = [head, *([voice.table("Checklist", shown, _ITEM, shown=limit)] if len(items) else [])]
    voice.say(as_json, {"run_id": run_id, "done": done, "items": items, "ignored": ignored, "out": out}, *parts)


def waiting(
    folder: Folder,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = voice.SHOWN,
    as_json: Json = False,
) -> None:
    """List what was handed over and no snapshot has shown yet."""
    found = existing_workspace(folder).waiting()
    parts = [voice.table("Waiting", found, _WAITING, shown=limit)] if len(found) else [Text("Nothing is waiting.")]
    voice.say(as_json, {"waiting": found}, *parts)


def handed_parts(run: Run, found: HandedOver, written: list[Path], limit: int) -> list[RenderableType]:
    """What was handed over, for people."""
    endings = ", ".join(f"{count:,} {ending}" for ending, count in run.summary()["outcomes"].items())
    parts: list[RenderableType] = [Text(f"Run {run.run_id} by {voice.safe(run.by)}: {endings or 'nothing to do'}")]
    parts += _bulk_parts(found.bulk, limit)
    parts += [Text(f"Written: {path}") for path in written]
    if found.bulk.files:
        parts.append(Text("Upload in Ignition under Clients, Bulk edit; then take a snapshot of the new export."))
    if len(found.by_hand):
        parts.append(Text(f"{len(found.by_hand):,} items are on the checklist: reconcile checklist … {run.run_id}"))
    return parts


def _bulk_parts(bulk: BulkFiles, limit: int) -> list[RenderableType]:
    if bulk.preview.empty:
        return []
    counts = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in bulk.counts().items() if number)
    parts: list[RenderableType] = [Text(f"Uploading will do this: {counts}")]
    parts += [Text(f"Mind: {sentence}", style="yellow") for sentence in bulk.warnings]
    return [*parts, voice.table("Bulk edit", bulk.preview, _PREVIEW, shown=limit)]


def _document(bulk: BulkFiles) -> dict[str, Any]:
    return {"counts": bulk.counts(), "warnings": bulk.warnings, "preview": bulk.preview}


def _write(workspace: Workspace, found: HandedOver, out: Path) -> None:
    from reconcile.show.checklist import printable

    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix.lower() == ".xlsx":
        out.write_bytes(found.excel())
    else:
        out.write_text(printable(found.by_hand, f"{workspace.name}: checklist of run {found.run_id}"), encoding="utf-8")
