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
from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace
from reconcile.cli.sources import elsewhere, file_source
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


def snapshot(
    folder: Folder,
    app: Annotated[App | None, typer.Option("--app", help="Which app; all connected ones where left out.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A list in a file (CSV, Excel, Parquet, XML).")] = None,
    url: Annotated[str, typer.Option("--url", help="Another address of the app; its token is RECONCILE_TOKEN.")] = "",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="What a file's column is, e.g. name=Business. May be repeated.")
    ] = None,
    row_ids: Annotated[bool, typer.Option("--row-ids", help="The file has no ids; let its line numbers do.")] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="Take a list without any client too.")] = False,
    as_json: Json = False,
) -> None:
    """Take a snapshot: of one app, of a file, or of every connected app."""
    from reconcile.workspace import open_workspace

    if (file or url or column or row_ids) and app is None:
        raise typer.BadParameter("say which app the list is of, e.g. --app xpm", param_hint="--app")
    if file and url:
        raise typer.BadParameter("give either a file or an address", param_hint="--url")
    if (column or row_ids) and not file:
        raise typer.BadParameter("it says how to read a --file", param_hint="--column" if column else "--row-ids")
    workspace = open_workspace(folder) if file or url else existing_workspace(folder)
    sources = _sources(workspace, app, file, url, column or [], row_ids)
    taken = [_take(workspace, source, allow_empty) for source in sources]
    failed = [answer for answer in taken if "error" in answer]
    done = frames.frame_of_dicts(list(_COLUMNS), [answer for answer in taken if "error" not in answer])
    parts = [voice.table("Snapshots taken", done, _COLUMNS)] if len(done) else []
    reasons = [Text(voice.safe(f"{App(one['app']).label}: {one['message']} {one['hint']}")) for one in failed]
    voice.say(as_json, {"snapshots": [one for one in taken if "error" not in one], "failed": failed}, *parts, *reasons)
    if failed:
        raise typer.Exit(1)


def _sources(
    workspace: Workspace, app: App | None, file: Path | None, url: str, columns: list[str], row_ids: bool
) -> list[Source]:
    if app is None:
        return _connected(workspace)
    if file is not None:
        return [file_source(app, file, columns, row_ids=row_ids)]
    if url:
        token, tenant = os.environ.get("RECONCILE_TOKEN", ""), os.environ.get("RECONCILE_TENANT", "")
        return [elsewhere(workspace.connections, app, url, token=token, tenant=tenant)]
    return [workspace.connections.source(app)]


def _connected(workspace: Workspace) -> list[Source]:
    connections = workspace.connections
    if not connections.apps:
        raise NeedsUser(
            "This workspace is not connected to any app.",
            title="No app is connected",
            hint="Give a list with --app and --file, or connect the apps in the app's settings.",
        )
    return [connections.source(app) for app in connections.apps]


def _take(workspace: Workspace, source: Source, allow_empty: bool) -> dict[str, Any]:
    """The snapshot's facts, or why there is none: one app's failure must not hide the other's snapshot."""
    try:
        with voice.progress(f"Reading {source.app.label}") as tell:
            taken = workspace.take_snapshot(source, progress=lambda done: tell(done, ""), allow_empty=allow_empty)
    except ReconcileError as error:
        return {"app": source.app, **error.to_dict()}
    facts = ("snapshot_id", "app", "taken_at", "origin_kind", "origin_place", "clients", "current", "archived")
    return {name: getattr(taken, name) for name in (*facts, "contacts", "staff", "seconds", "notes")}


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
    ]
    if interrupted:
        facts.append(("Interrupted", f"{', '.join(interrupted)}: `apply` goes on with it"))
    return [voice.facts(document["workspace"], facts), voice.table("Newest snapshots", taken, _COLUMNS)]


def _counts(column: pd.Series[Any]) -> dict[str, int]:
    return {str(value): int(count) for value, count in column.value_counts().items()}
