"""``snapshot`` takes snapshots of the apps or of files, ``status`` says where a practice stands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich.console import RenderableType
from rich.text import Text

from reconcile import frames
from reconcile.cli import lists, voice
from reconcile.cli.arguments import Folder, Json, existing_workspace
from reconcile.cli.sources import elsewhere
from reconcile.errors import NeedsUser, ReconcileError
from reconcile.model import App

if TYPE_CHECKING:
    from reconcile.apps import Source
    from reconcile.workspace import Workspace

_COLUMNS = {
    "app": "App",
    "taken_at": "Taken",
    "clients": "Clients",
    "current": "Current",
    "contacts": "Contacts",
    "staff": "Staff",
    "origin_place": "From",
}


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(snapshot)
    app.command()(status)


def snapshot(  # noqa: PLR0913 - one parameter for each option
    folder: Folder,
    app: Annotated[App | None, typer.Option("--app", help="Which app; all connected ones where left out.")] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", help="A list in a file: CSV, Excel, or an app's saved answer (its pages, repeated)."),
    ] = None,
    url: Annotated[str, typer.Option("--url", help="Another address of the app; its token is RECONCILE_TOKEN.")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", "--columns", help="What a file's columns are, e.g. name=Business,id=Code. Repeatable."
        ),
    ] = None,
    row_ids: Annotated[bool, typer.Option("--row-ids", help="The file has no ids; let its line numbers do.")] = False,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="Which sheet of a workbook; the first where left out.")
    ] = None,
    recipe: Annotated[str, typer.Option("--recipe", help="Read the file by this recipe (see `recipes`).")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show how the file would be read; store nothing.")] = False,
    good_rows: Annotated[
        bool, typer.Option("--good-rows", help="Take the rows that can be taken, and save the others to a file.")
    ] = False,
    rest: Annotated[Path | None, typer.Option("--rest", help="Where to save the rows that are not taken.")] = None,
    as_is: Annotated[bool, typer.Option("--as-is", help="Leave numbers as Excel made them.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take columns as they are recognised, sure or not.")] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="Take a list without any client too.")] = False,
    over_the_day: Annotated[
        bool, typer.Option("--over-the-day", help="Begin although the app's calls of today will not be enough.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take a snapshot: of one app, of a file, or of every connected app."""
    from reconcile.workspace import open_workspace

    if url and app is None:
        raise typer.BadParameter("say which app it is, e.g. --app xpm", param_hint="--app")
    if file and url:
        raise typer.BadParameter("give either a file or an address", param_hint="--url")
    of_files: dict[str, object] = {
        "--columns": column,
        "--row-ids": row_ids,
        "--sheet": sheet,
        "--recipe": recipe,
        "--dry-run": dry_run,
    }
    of_files |= {"--good-rows": good_rows, "--rest": rest, "--as-is": as_is, "--yes": yes}
    if not file and (idle := [name for name, value in of_files.items() if value]):
        raise typer.BadParameter("it says how to read a --file", param_hint=idle[0])
    asked = lists.Asked(
        tuple(file or ()),
        app,
        tuple(column or ()),
        row_ids,
        sheet,
        recipe,
        good_rows or rest is not None,
        rest,
        as_is,
        yes,
    )
    if dry_run:
        known = open_workspace(folder) if (folder.expanduser() / "workspace.duckdb").is_file() else None
        lists.show(lists.opened(asked, known), as_json=as_json)
        return
    workspace = open_workspace(folder) if file or url else existing_workspace(folder)
    further: list[RenderableType] = []
    if file:
        taken = [_take_list(workspace, asked, allow_empty, further)]
    else:
        taken = [_take(workspace, source, allow_empty, over_the_day) for source in _sources(workspace, app, url)]
    _say(taken, further, as_json=as_json)


def _say(taken: list[dict[str, Any]], further: list[RenderableType], *, as_json: bool) -> None:
    """What was taken and what was not; ends with 1 where something was not."""
    failed = [answer for answer in taken if "error" in answer]
    done = frames.frame_of_dicts(list(_COLUMNS), [answer for answer in taken if "error" not in answer])
    parts = [voice.table("Snapshots taken", done, _COLUMNS)] if len(done) else []
    reasons = [
        Text(voice.safe(f"{_who(one['app'])}: {one['title']}. {one['message']} {one['hint']}")) for one in failed
    ]
    document = {"snapshots": [one for one in taken if "error" not in one], "failed": failed}
    voice.say(as_json, document, *parts, *further, *reasons)
    if failed:
        raise typer.Exit(1)


def _who(app: App | None) -> str:
    return App(app).label if app is not None else "The file"


def _sources(workspace: Workspace, app: App | None, url: str) -> list[Source]:
    if app is None:
        return _connected(workspace)
    if url:
        token, tenant = os.environ.get("RECONCILE_TOKEN", ""), os.environ.get("RECONCILE_TENANT", "")
        return [elsewhere(workspace.connections, app, url, token=token, tenant=tenant)]
    return [workspace.connections.source(app)]


def _take_list(
    workspace: Workspace, asked: lists.Asked, allow_empty: bool, further: list[RenderableType]
) -> dict[str, Any]:
    """The snapshot's facts, or why there is none; what there is to say beside goes to ``further``."""
    try:
        document, said = lists.take(workspace, asked, allow_empty=allow_empty)
    except ReconcileError as error:
        return {"app": asked.app, **error.to_dict()}
    further.extend(said)
    return document


def _connected(workspace: Workspace) -> list[Source]:
    connections = workspace.connections
    if not connections.apps:
        raise NeedsUser(
            "This workspace is not connected to any app.",
            title="No app is connected",
            hint="Give a list with --app and --file, or connect the apps in the app's settings.",
        )
    return [connections.source(app) for app in connections.apps]


def _take(workspace: Workspace, source: Source, allow_empty: bool, over_the_day: bool) -> dict[str, Any]:
    """The snapshot's facts, or why there is none: one app's failure must not hide the other's snapshot."""
    try:
        estimate = workspace.estimate_snapshot(source)
        if estimate is not None:
            voice.note(estimate.sentence)
            if estimate.is_over_the_day and not over_the_day:
                raise NeedsUser(
                    estimate.sentence,
                    title="More than today's calls",
                    hint="Wait until tomorrow, or begin with --over-the-day.",
                )
        with voice.progress(f"Reading {source.app.label}") as tell:
            taken = workspace.take_snapshot(source, progress=lambda done: tell(done, ""), allow_empty=allow_empty)
    except ReconcileError as error:
        return {"app": source.app, **error.to_dict()}
    for note in taken.notes:
        voice.note(f"{source.app.label}: {note}")
    facts = ("snapshot_id", "app", "taken_at", "origin_kind", "origin_place", "clients", "current", "archived")
    document = {name: getattr(taken, name) for name in (*facts, "contacts", "staff", "seconds", "notes", "unread")}
    return {**document, "estimate": estimate.to_dict() if estimate is not None else None}


def status(folder: Folder, as_json: Json = False) -> None:
    """Say where a practice stands: snapshots, links, pairs, the plan and the runs."""
    workspace = existing_workspace(folder)
    newest = [{name: getattr(one, name) for name in _COLUMNS} for one in workspace.newest().values()]
    taken = frames.frame_of_dicts(list(_COLUMNS), newest)
    links, pairs = workspace.links(), workspace.duplicates()
    runs, plan = workspace.runs(), workspace.newest_plan()
    interrupted = [row["run_id"] for row in frames.rows_of(runs) if row["state"] == "interrupted"]
    document: dict[str, Any] = {
        "workspace": workspace.name,
        "folder": workspace.folder,
        "connected": list(workspace.connections.apps),
        "snapshots": taken,
        "links": {"total": len(links), **_counts(links["app_a"])},
        "pairs": {"total": len(pairs), "undecided": int(pairs["decision"].isna().sum()), **_counts(pairs["band"])},
        "plan": plan.summary() if plan else None,
        "runs": len(runs),
        "interrupted": interrupted,
        "waiting": _counts(workspace.waiting()["outcome"]),
        "nights": _nights(workspace),
    }
    voice.say(as_json, document, *_status_parts(document, taken))


def _status_parts(document: dict[str, Any], taken: pd.DataFrame) -> list[RenderableType]:
    pairs, plan, interrupted = document["pairs"], document["plan"], document["interrupted"]
    bands = ", ".join(f"{pairs.get(band, 0):,} {band}" for band in ("certain", "likely", "possible"))
    facts = [
        ("Connected", ", ".join(app.label for app in document["connected"]) or "nothing: snapshots come from files"),
        ("Links", f"{document['links']['total']:,}"),
        ("Flagged pairs", f"{pairs['total']:,} ({bands}), {pairs['undecided']:,} undecided"),
        ("Plan", f"{plan['plan_id']}: {plan['changes']:,} changes, {plan['held']:,} held" if plan else "none waiting"),
        ("Runs", f"{document['runs']:,}"),
        ("Nights", _night_text(document["nights"])),
    ]
    if document["waiting"]:
        told = ", ".join(f"{number:,} {outcome}" for outcome, number in document["waiting"].items())
        facts.append(("Handed over", f"{told}: `waiting` lists it"))
    if interrupted:
        facts.append(("Interrupted", f"{', '.join(interrupted)}: `apply` goes on with it"))
    return [voice.facts(document["workspace"], facts), voice.table("Newest snapshots", taken, _COLUMNS)]


def _nights(workspace: Workspace) -> dict[str, Any]:
    """Whether a schedule runs, and how the last night went (SYN-10, SYN-12)."""
    found = frames.rows_of(workspace.nights().head(1))
    return {"scheduled": workspace.schedule_runs(), "next": workspace.next_night(), "last": found[0] if found else None}


def _night_text(nights: dict[str, Any]) -> str:
    following = f"next {voice.safe(nights['next'])}" if nights["scheduled"] else "no schedule runs"
    last = nights["last"]
    if last is None:
        return f"none yet, {following}"
    health = "" if last["health"] == "normal" else f" ({last['health']}: it took longer than a sync should)"
    reason = f" {last['reason']}" if last["reason"] else ""
    return (
        f"{voice.safe(last['started_at'])} {last['state']}{health}, {last['applied']:,} applied, {following}.{reason}"
    )


def _counts(column: pd.Series[Any]) -> dict[str, int]:
    return {str(value): int(count) for value, count in column.value_counts().items()}
