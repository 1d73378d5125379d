"""The nightly sync of a practice: snapshots of every connected app, a plan, and what the settings let it apply (SYN-10)."""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import filelock
import pandas as pd

from reconcile import frames
from reconcile.errors import Brake, NeedsUser, ReconcileError, TryAgain
from reconcile.plans import job
from reconcile.plans.change import CONTACT_CREATE, CONTACT_UPDATE, LINK, UPDATE
from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch
from reconcile.policy import Nightly
from reconcile.policy.schedule import last_nightly_sync, next_nightly_sync
from reconcile.workspace.after_run import AfterRun
from reconcile.workspace.nights import DONE, FAILED, Night, note_night, read_nights
from reconcile.workspace.people import Role, needs

if TYPE_CHECKING:
    from reconcile.apps import Source

NIGHT_COLUMNS = (
    "due", "started_at", "finished_at", "state", "health", "snapshots", "failed", "plan_id", "planned", "held", "applied",
    "set_aside", "reason",
)  # fmt: skip

BY = "nightly sync"
"""Who applied what a night applied, in the History."""

PATIENCE = 30 * 60.0
"""Seconds that a night waits for an apply that is at work when it begins."""

_RISKS = {"nothing": (), "fill": ("low",), "update": ("low", "medium")}
_log = logging.getLogger(__name__)


def now_utc() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Nights(AfterRun):
    """A practice that syncs every night."""

    def nights(self, *, now: datetime | None = None) -> pd.DataFrame:
        """The nightly syncs, newest first: columns ``NIGHT_COLUMNS``; ``health`` is normal, slow or fault (SYN-12)."""
        rows = [
            {
                **{name: getattr(night, name) for name in NIGHT_COLUMNS if name != "health"},
                "health": night.health(now or now_utc()),
            }
            for night in reversed(self._nights())
        ]
        return frames.frame_of_dicts(NIGHT_COLUMNS, rows)

    def next_night(self, now: datetime | None = None) -> datetime:
        """The next midnight of the practice's time zone, in UTC."""
        return next_nightly_sync(self.settings.timezone, now or now_utc())

    def missed_night(self, now: datetime) -> datetime | None:
        """The midnight that began this day, where nights were run before and that one was not; None where nothing is due."""
        nights = self._nights()
        due = last_nightly_sync(self.settings.timezone, now)
        return due if nights and all(night.due < due for night in nights) else None

    @contextlib.contextmanager
    def keeping_schedule(self) -> Iterator[None]:
        """Held for as long as a schedule runs, so that there is one in a practice. Raises ``TryAgain`` where there is another."""
        with self._alone("schedule.lock", "A schedule is running already in this practice."):
            yield

    def schedule_runs(self) -> bool:
        """Whether some program keeps the schedule of this practice now."""
        return _held(self._lock_of("schedule.lock"))

    @needs(Role.APPROVER)
    def run_night(
        self,
        *,
        due: datetime | None = None,
        clock: Callable[[], datetime] = now_utc,
        patience: float = PATIENCE,
        watch: Watch | None = None,
    ) -> Night:
        """Syncs once: takes snapshots of every connected app, builds a plan, and applies what the settings let a night apply.

        ``due`` is the midnight that it is of, which is not run twice; without one it is a sync of this moment (SYN-11). What goes
        wrong is kept in the night's record and not raised.
        Raises ``TryAgain`` while another night is at work, and ``NeedsUser`` where no app is connected.
        """
        if not self._sources():
            raise NeedsUser(
                "This workspace is not connected to any app, so a night has nothing to read.",
                title="No app is connected",
                hint="Connect the apps first; lists in files are read with `snapshot --file`.",
            )
        due = due or clock()
        with self._alone("night.lock", "A nightly sync is at work already in this practice."):
            before = next((night for night in self._nights() if night.due == due and night.state == DONE), None)
            if before is not None:
                return before
            night = Night(due=due, started_at=clock())
            self._note(night)
            try:
                night = self._work(night, patience, watch)
            except ReconcileError as error:
                night = replace(night, state=FAILED, reason=f"{error.title}.")
            except (
                Exception
            ) as error:  # a night has nobody above it to tell: its record does, and the next night has its turn
                night = replace(night, state=FAILED, reason=f"A fault in the toolkit ({type(error).__name__}).")
            night = replace(night, finished_at=clock())
            self._note(night)
        _log.info(
            "Night of %s: %s, %d planned, %d held, %d applied. %s",
            f"{night.due:%Y-%m-%d %H:%M} UTC", night.state, night.planned, night.held, night.applied, night.reason,
        )  # fmt: skip
        return night

    def _work(self, night: Night, patience: float, watch: Watch | None) -> Night:
        self._wait_for_an_apply(patience)
        taken, failed = self._read_all()
        night = replace(night, snapshots=tuple(taken), failed=failed)
        if failed and not taken:
            return replace(night, state=FAILED, reason="No app could be read.")
        plan = self.build_plan()
        night = replace(night, state=DONE, plan_id=plan.plan_id, planned=len(plan.changes), held=len(plan.held))
        return self._apply_alone(night, plan, watch)

    def _apply_alone(self, night: Night, plan: Plan, watch: Watch | None) -> Night:
        """Applies what a night may, or says why it does not."""
        rules = self.settings.nightly
        if rules.apply == "nothing":
            return replace(night, reason="The settings let a night apply nothing by itself.")
        chosen = complete(plan, self.directly(plan, allowed(plan, rules)))  # nobody is there to hand anything over to
        reason = _held_back(night, rules, len(chosen))
        if reason:
            return replace(night, reason=reason)
        try:
            run = self.apply(plan, chosen, by=BY, watch=watch)
        except Brake:
            return replace(night, reason="A brake is on; a person has to look.")
        except TryAgain as error:
            return replace(night, reason=f"{error.title}, so nothing was applied.")
        done = int(run.outcomes["outcome"].isin(["applied", "already there"]).sum())
        return replace(night, applied=done, set_aside=len(run.outcomes) - done)

    def _read_all(self) -> tuple[list[str], dict[str, str]]:
        taken, failed = [], {}
        for app, source in self._sources().items():
            try:
                self.take_snapshot(source())
                taken.append(app)
            except ReconcileError as error:
                failed[app] = error.title
                _log.warning("%s could not be read: %s", app, error.title)
        return taken, failed

    def _sources(self) -> dict[str, Callable[[], Source]]:
        connections = self.connections
        return {app.value: functools.partial(connections.source, app) for app in connections.apps}

    def _wait_for_an_apply(self, patience: float) -> None:
        lock = job.apply_lock(self.folder / "runs", timeout=patience)
        try:
            with lock:
                return
        except filelock.Timeout as error:
            raise TryAgain("An apply was at work all the while.", title="Somebody was applying", sent=False) from error

    def _nights(self) -> list[Night]:
        return read_nights(self.folder / "nights.jsonl", alive=_held(self._lock_of("night.lock")))

    def _note(self, night: Night) -> None:
        note_night(self.folder / "nights.jsonl", night)

    def _lock_of(self, name: str) -> filelock.FileLock:
        return filelock.FileLock(self.folder / name, timeout=0, thread_local=False)

    @contextlib.contextmanager
    def _alone(self, name: str, sentence: str) -> Iterator[None]:
        lock = self._lock_of(name)
        try:
            lock.acquire(timeout=1.0)  # a page that only looks whether somebody has it holds it for a moment
        except filelock.Timeout as error:
            hint = "Wait until it has ended, or stop the other program."
            raise TryAgain(sentence, title="It is running already", hint=hint, sent=False) from error
        try:
            yield
        finally:
            lock.release()


def _held_back(night: Night, rules: Nightly, count: int) -> str:
    """Why a night applies nothing of what it might, or nothing to say."""
    if not count:
        return "Nothing in the plan may be applied without a person."
    if night.failed:
        return "Not every app could be read, so nothing was applied."
    if count > rules.limit:
        return f"{count:,} changes are more than a night may apply ({rules.limit:,}); a person has to look."
    return ""


def allowed(plan: Plan, rules: Nightly) -> list[str]:
    """The ids of the changes that a night may apply by itself: ticked, of the settings' risk, no create, no clear (SYN-10).

    A contact that is added to a client is neither a new client nor a replaced value, so it counts as filling in.
    """
    changes = plan.changes
    keep = (
        changes["ticked"].astype(bool)
        & changes["risk"].isin(_RISKS[rules.apply])
        & changes["kind"].isin([UPDATE, LINK, CONTACT_CREATE, CONTACT_UPDATE])
        & ((changes["after"] != "") & (changes["after_from"] == ""))
        & (changes["rule"] != "SYN-14")
    )
    return complete(plan, list(changes.loc[keep, "change_id"]))


def complete(plan: Plan, chosen: Collection[str]) -> list[str]:
    """Those of the chosen changes that follow from none that is left out, in the plan's order (SET-10)."""
    found: dict[str, None] = {}
    for row in frames.rows_of(plan.changes[plan.changes["change_id"].isin(list(chosen))]):
        if not row["depends_on"] or row["depends_on"] in found:
            found[row["change_id"]] = None
    return list(found)


def _held(lock: filelock.FileLock) -> bool:
    try:
        with lock:
            return False
    except filelock.Timeout:
        return True
