"""``links``, ``duplicates`` and ``decide``: which records are one client, which may be, and what a person says."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import RenderableType
from rich.text import Text

from reconcile.cli import voice
from reconcile.cli.arguments import By, Folder, Json, existing_workspace
from reconcile.cli.sheets import write_sheet
from reconcile.show.words import percent


class Verdict(enum.StrEnum):
    """A person's answer on a pair."""

    SAME = "same"
    DIFFERENT = "different"
    LATER = "later"


class Band(enum.StrEnum):
    """How sure the tool is that a pair is one client (DUP-7)."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


_PAIR = {
    "pair_id": "Pair",
    "name_a": "Name",
    "app_a": "App",
    "name_b": "Other name",
    "app_b": "App",
    "percent": "Same",
    "band": "Band",
    "kinds": "Kinds",
    "decision": "Decision",
}
_LINK = {"app_a": "App", "name_a": "Name", "name_b": "In Ignition", "origin": "By", "rule": "Rule"}
_LEFT = {"app": "App", "name": "Name", "reason": "Why it was left", "rule": "Rule"}


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(links)
    app.command()(duplicates)
    app.command()(decide)


def links(folder: Folder, by: By = "", as_json: Json = False) -> None:
    """Link what is mapped or exactly equal, and list the links that hold."""
    workspace = existing_workspace(folder)
    report = workspace.link_exact_names(by=by)
    held = workspace.links()
    document = {"linked": report.linked, "left": report.left, "links": held}
    newly = Text(f"{len(report.linked):,} newly linked, {len(held):,} links in all")
    parts: list[RenderableType] = [
        newly,
        voice.table("Links", held, _LINK),
        voice.table("Left for a person", report.left, _LEFT),
    ]
    voice.say(as_json, document, *parts)


def duplicates(
    folder: Folder,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write all pairs to this file.")] = None,
    band: Annotated[Band | None, typer.Option("--band", help="Only the pairs of one band.")] = None,
    undecided: Annotated[bool, typer.Option("--undecided", help="Only the pairs that nobody decided.")] = False,
    related: Annotated[bool, typer.Option("--related", help="Also the pairs of one family or group.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = voice.SHOWN,
    as_json: Json = False,
) -> None:
    """List the pairs that may be one client under two spellings, likeliest first."""
    workspace = existing_workspace(folder)
    pairs = workspace.duplicates(related=related)
    if band is not None:
        pairs = pairs[pairs["band"] == band.value]
    if undecided:
        pairs = pairs[pairs["decision"].isna()]
    if csv is not None:
        write_sheet(pairs, csv)
        voice.note(f"{len(pairs):,} pairs written to {csv}")
    shown = pairs.assign(percent=[percent(float(value)) for value in pairs["probability"]])
    document: dict[str, Any] = {"pairs": pairs, "csv": csv}
    voice.say(as_json, document, voice.table("Flagged pairs", shown, _PAIR, shown=limit))


def decide(
    folder: Folder,
    pair: Annotated[str, typer.Argument(metavar="PAIR", help="The pair's id, as `duplicates` lists it.")],
    verdict: Annotated[Verdict, typer.Argument(help="What you say.")],
    by: By = "",
    note: Annotated[str, typer.Option("--note", help="Why, for whoever looks at it later.")] = "",
    as_json: Json = False,
) -> None:
    """Keep your answer on a pair: same, different or later."""
    workspace = existing_workspace(folder)
    workspace.decide(pair, verdict.value, by=by, note=note)
    kept = _decision(workspace.decisions(), pair)
    voice.say(as_json, kept, Text(f"Kept: {pair} is {verdict.value} (by {voice.safe(kept['decided_by'])})"))


def _decision(decisions: pd.DataFrame, pair: str) -> dict[str, Any]:
    row = decisions[decisions["pair_id"] == pair].iloc[0]
    return {name: row[name] for name in ("pair_id", "decision", "decided_by", "decided_at", "note")}
