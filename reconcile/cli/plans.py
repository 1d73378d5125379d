"""``plan``, ``apply`` and ``undo``: what would change, doing it, and taking it back."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich.console import RenderableType
from rich.text import Text

from reconcile import frames
from reconcile.cli import voice
from reconcile.cli.arguments import By, Folder, Json, existing_workspace
from reconcile.cli.handing_over import handed_parts
from reconcile.cli.plan_files import check_name, write_plan
from reconcile.cli.runs import CAUSE
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.show.changes import ways_in_words
from reconcile.show.outcomes import calls_sentences, waits_sentence

if TYPE_CHECKING:
    from reconcile.apps.waits import Wait
    from reconcile.plans.operation import Operation
    from reconcile.plans.outcome import Outcome
    from reconcile.plans.plan import Plan
    from reconcile.plans.run import Run
    from reconcile.workspace import Workspace


class Kind(enum.StrEnum):
    """The kinds of change that a plan knows (``plans.change.KINDS``)."""

    CREATE = "create"
    UPDATE = "update"
    CLEAR = "clear"
    LINK = "link"
    CONTACT_CREATE = "contact-create"
    CONTACT_UPDATE = "contact-update"


_CHANGE = {
    "app": "App",
    "client_name": "Client",
    "kind": "Kind",
    "field_label": "Field",
    "before": "Before",
    "after": "After",
    "rule": "Rule",
    "risk": "Risk",
    "ticked": "Ticked",
}
_HELD = {"app": "App", "client_name": "Client", "reason": "Held because", "rule": "Rule", "why": "What to do"}
_OUTCOME = {
    "app": "App",
    "client_name": "Client",
    "field_label": "Field",
    "after": "Planned",
    "now": "Now",
    "outcome": "Outcome",
    "reason": "Reason",
}
_IN_PLACE = ("applied", "already there")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(plan)
    app.command()(apply)
    app.command()(undo)


def plan(
    folder: Folder,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "--export",
            help="Also write it: .json to hand on and load back, .xlsx and .html to look at and print, .csv its changes.",
        ),
    ] = None,
    plan_id: Annotated[
        str, typer.Option("--plan", help="Show or write this plan, by its id, instead of building one.")
    ] = "",
    client: Annotated[
        str | None, typer.Option("--client", help="Of one client only: its id in any app, app:id, or exact name.")
    ] = None,
    app: Annotated[App | None, typer.Option("--app", help="Only what is written to this app or comes from it.")] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only this kind of change.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = voice.SHOWN,
    as_json: Json = False,
) -> None:
    """Build a plan: what would change where and why. Nothing is written to any app."""
    check_name(out)
    if plan_id and (client or app or kind):
        raise typer.BadParameter("a plan that was built is shown as it is", param_hint="--plan")
    workspace = existing_workspace(folder)
    built = (
        workspace.approved_plan(plan_id)
        if plan_id
        else workspace.build_plan(client=client, app=app, kind=kind.value if kind else None)
    )
    if out is not None:
        write_plan(workspace, built, out)
        voice.note(f"Plan {built.plan_id} written to {out}")
    brakes, estimates = workspace.brakes(built), workspace.estimate_apply(built, workspace.directly(built))
    ways = workspace.ways(built, list(built.changes["change_id"]))
    for estimate in estimates:
        voice.note(f"To apply it: {estimate.sentence}")
    document = {
        **_document(built),
        "ways": ways,
        "brakes": brakes,
        "estimates": [one.to_dict() for one in estimates],
        "out": out,
    }
    told = [Text(f"Not through an interface: {sentence}") for sentence in ways_in_words(ways)]
    voice.say(as_json, document, *told, *_parts(built, brakes, limit, ways))


def apply(
    folder: Folder,
    plan_id: Annotated[str, typer.Option("--plan", help="The plan's id; the newest unused one where left out.")] = "",
    release: Annotated[
        int | None, typer.Option("--release", help="The number of changes, to go past a brake that stopped them.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this change, by its id. Repeatable.")] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Apply a plan's ticked changes, or go on with a run that was interrupted.

    What no interface takes is handed over: into files for Ignition's bulk edit and onto a checklist. Ends 0 where every change is
    in place or handed over, and 1 where any was set aside, refused or failed: each is listed with its reason.
    """
    from reconcile.plans.causes import causes_of
    from reconcile.plans.watch import Watch

    workspace = existing_workspace(folder)
    chosen = workspace.approved_plan(plan_id) if plan_id else _next(workspace)
    total, done = int(chosen.changes["op_id"].nunique()), 0
    estimates = workspace.estimate_apply(chosen, workspace.directly(chosen, only or None))
    for estimate in estimates:
        voice.note(estimate.sentence)

    with voice.progress(f"Applying plan {chosen.plan_id}", total) as tell:

        def seen(operation: Operation, _outcomes: list[Outcome]) -> None:
            nonlocal done
            done += 1
            tell(done, f"{operation.app.label}: {operation.client_name}")

        def waits(wait: Wait) -> None:
            sentence = waits_sentence(wait.why, wait.until)
            voice.note(sentence)
            tell(done, sentence)

        run = workspace.apply(chosen, only or None, by=by, release=release, watch=Watch(progress=seen, waits=waits))
    aside = run.outcomes[~run.outcomes["outcome"].isin((*_IN_PLACE, "waiting"))]
    parts: list[RenderableType] = [
        _headline(run),
        *(Text(sentence) for sentence in calls_sentences(run.calls, run.least)),
    ]
    if run.waiting:
        found = workspace.handed_over(run)
        parts += handed_parts(run, found, found.save(workspace.folder / "handed-over" / run.run_id), voice.SHOWN)[1:]
    if len(aside):
        parts.append(voice.table("Not in place", aside, _OUTCOME))
        causes = causes_of(run.outcomes)
        parts.append(voice.table("By cause", causes, CAUSE))
        if causes["again"].any():
            parts.append(Text(f"Try the failures alone again with: reconcile retry {folder} {run.run_id}"))
    told = {"estimates": [one.to_dict() for one in estimates], "changes": run.outcomes}
    voice.say(as_json, {**run.summary(), "by": run.by, **told}, *parts)
    if len(aside):
        raise typer.Exit(1)


def undo(
    folder: Folder,
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="The run's id, as `apply` printed it.")],
    as_json: Json = False,
) -> None:
    """Build the plan that takes a run back. Look at it, then `apply` it like any other."""
    workspace = existing_workspace(folder)
    built = workspace.undo(run_id)
    hint = Text(f"Apply it with: reconcile apply {folder} --plan {built.plan_id}")
    voice.say(as_json, _document(built), *_parts(built, (), voice.SHOWN), hint)


def _next(workspace: Workspace) -> Plan:
    """The interrupted run's plan, or the newest one that was not used."""
    for row in frames.rows_of(workspace.runs()):
        if row["state"] == "interrupted":
            voice.note(f"Going on with run {row['run_id']}, which was interrupted.")
            return workspace.plan(row["run_id"])
    found = workspace.newest_plan()
    if found is None:
        raise NeedsUser("There is no plan that was not applied yet.", title="No plan", hint="Build one with `plan`.")
    return workspace.approved_plan(found.plan_id)


def _document(built: Plan) -> dict[str, Any]:
    counts = built.summary()
    return {
        "plan_id": counts.pop("plan_id"),
        "built_at": built.built_at,
        "undo_of": built.undo_of or None,
        "retry_of": built.retry_of or None,
        "summary": counts,
        "changes": built.changes,
        "held": built.held,
    }


def _parts(built: Plan, brakes: tuple[str, ...], limit: int, ways: pd.DataFrame | None = None) -> list[RenderableType]:
    counts = built.summary()
    head = f"Plan {built.plan_id}: {counts['changes']:,} changes ({counts['ticked']:,} ticked) in"
    parts: list[RenderableType] = [Text(f"{head} {counts['operations']:,} operations, {counts['held']:,} held back")]
    parts += [Text(f"Brake: {sentence}", style="bold red") for sentence in brakes]
    if counts["changes"]:
        changes = built.changes if ways is None else built.changes.assign(way=list(ways["way"]))
        columns = _CHANGE if ways is None else {**_CHANGE, "way": "How"}
        parts.append(voice.table("Changes", changes, columns, shown=limit))
    if counts["held"]:
        parts.append(voice.table("Held back", built.held, _HELD, shown=limit))
    return parts


def _headline(run: Run) -> Text:
    endings = ", ".join(f"{count:,} {ending}" for ending, count in run.summary()["outcomes"].items())
    return Text(f"Run {run.run_id} by {voice.safe(run.by)}: {endings or 'nothing to do'}")
