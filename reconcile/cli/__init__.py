"""The command line: a command per step of the way, each for people (tables) and for programs (``--json``).

Every command ends 0 when it did what it was asked, 1 when it was refused or failed (and says why), 2 when it was not understood.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from reconcile.cli import (
    connecting,
    failures,
    handing_over,
    lists,
    matching,
    people,
    plan_files,
    plans,
    runs,
    schedule,
    serving,
    settings,
    snapshots,
    teaching,
    why,
)

app = typer.Typer(
    name="reconcile",
    help="Client reconciliation between Ignition, Xero Practice Manager (XPM) and Gusto.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
)
for _commands in (
    serving,
    connecting,
    snapshots,
    lists,
    matching,
    teaching,
    plans,
    plan_files,
    runs,
    handing_over,
    schedule,
    why,
    settings,
    people,
):
    _commands.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and exits with 0 (done), 1 (refused or failed, with the reason) or 2 (bad usage)."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(failures.run(app, asked))


__all__ = ["app", "main"]
