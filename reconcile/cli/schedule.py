"""``schedule``: syncs every night at the practice's midnight, for as long as it runs (SYN-10)."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace
from reconcile.errors import TryAgain

if TYPE_CHECKING:
    from apscheduler.schedulers.base import BaseScheduler  # type: ignore[import-untyped] # it ships no types

    from reconcile.workspace import Workspace
    from reconcile.workspace.nights import Night

PULSE = 5
"""Minutes between two looks at the clock: a machine that slept through midnight syncs this soon after it has woken."""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(schedule)


def schedule(
    folder: Folder,
    once: Annotated[bool, typer.Option("--once", help="Sync once, now, and end.")] = False,
    as_json: Json = False,
) -> None:
    """Sync every night at the practice's midnight: snapshots, a plan, and what the settings let a night apply by itself.

    That is nothing unless `settings --set nightly.apply=fill` (or update) says otherwise; nothing is ever created or cleared. It
    runs until Ctrl-C; `status` tells how the nights went.
    """
    workspace = existing_workspace(folder)
    if once:
        _say(as_json, workspace.run_night())
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    with workspace.keeping_schedule():
        zone = workspace.settings.timezone
        following = f"{workspace.next_night().astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        facts = [("Next", f"{following} in {zone}"), ("Applies", workspace.settings.nightly.apply), ("Stop", "Ctrl-C")]
        document = {"next": workspace.next_night(), "timezone": zone, "applies": workspace.settings.nightly.apply}
        voice.say(as_json, document, voice.facts(f"Syncing {workspace.name} every night", facts))
        late = workspace.missed_night(datetime.now(UTC))
        if late is not None:
            voice.note("The last midnight was missed, so it is made up for now.")
            run_due(workspace, late)
        try:
            scheduler_of(workspace).start()
        except KeyboardInterrupt:
            voice.note("Stopped. The nights so far are kept.")


def scheduler_of(workspace: Workspace, scheduler: BaseScheduler | None = None) -> BaseScheduler:
    """A scheduler that runs a night at each midnight; missed ones (a machine asleep) become one, run on waking."""
    from apscheduler.schedulers.blocking import BlockingScheduler  # type: ignore[import-untyped] # it ships no types

    found = scheduler or BlockingScheduler(timezone=UTC)
    trigger = _midnight(lambda: workspace.settings.timezone)
    always = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    found.add_job(lambda: run_due(workspace), trigger, id="night", **always)
    found.add_job(lambda: None, "interval", minutes=PULSE, id="pulse", **always)
    return found


def run_due(workspace: Workspace, due: datetime | None = None) -> None:
    """Runs the night of the midnight that began this day; another one at work is no error here."""
    from reconcile.policy.schedule import last_nightly_sync
    from reconcile.workspace.nightly import now_utc

    try:
        workspace.run_night(due=due or last_nightly_sync(workspace.settings.timezone, now_utc()))
    except TryAgain as error:
        logging.getLogger(__name__).warning("%s: %s", error.title, error.message)


def _midnight(zone: Callable[[], str]) -> Any:
    """A trigger of the scheduler's own kind; the zone is asked for each time, because settings change."""
    from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped] # it ships no types

    from reconcile.policy.schedule import next_nightly_sync

    class Midnight(BaseTrigger):  # type: ignore[misc] # the library ships no types
        """Midnight of the practice, through daylight saving."""

        __slots__ = ()

        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
            return next_nightly_sync(zone(), previous or now)

    return Midnight()


def _say(as_json: bool, night: Night) -> None:
    facts = [
        ("Snapshots", ", ".join(night.snapshots) or "none"),
        ("Planned", f"{night.planned:,}, {night.held:,} held back"),
        ("Applied", f"{night.applied:,}, {night.set_aside:,} set aside"),
        *(((app, reason)) for app, reason in night.failed.items()),
    ]
    voice.say(as_json, asdict(night), voice.facts(f"Sync {night.state}", facts), Text(night.reason))
    if night.state != "done" or night.failed:
        raise typer.Exit(1)
