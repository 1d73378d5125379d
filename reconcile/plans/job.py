"""Applying as a job of the process: one at a time per practice, alive when the tab that started it is closed (REL-13)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from reconcile import frames
from reconcile.errors import NeedsUser, TryAgain
from reconcile.model import App
from reconcile.plans.apply import Engine
from reconcile.plans.calls import least_calls
from reconcile.plans.handing import HandOver, directly_part, handed_part, makers_of
from reconcile.plans.journal import Journal, Story, journal_path, read_story
from reconcile.plans.operation import Operation, operations
from reconcile.plans.outcome import Ending, Outcome
from reconcile.plans.plan import Plan
from reconcile.plans.register import Register
from reconcile.plans.sight import Sight
from reconcile.plans.watch import Watch
from reconcile.plans.ways import DIRECTLY, Way
from reconcile.policy import Policy

if TYPE_CHECKING:
    from reconcile.apps.protocols import Target
    from reconcile.apps.waits import Wait


@dataclass
class Progress:
    """How far a run has come: operations done of ``total``, the client at work, and the endings so far.

    ``wait`` is the last wait for an app's limit, over or not.
    """

    run_id: str
    total: int = 0
    done: int = 0
    current: str = ""
    state: str = "running"
    problem: str = ""
    endings: Counter[str] = field(default_factory=Counter)
    cancel: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)
    wait: Wait | None = None

    def _repr_html_(self) -> str:
        told = {"state": self.state, "at": self.current, "endings": self.endings, "problem": self.problem}
        return frames.in_html(f"Run {self.run_id}: {self.done:,} of {self.total:,}", told)

    def note(self, operation: Operation, outcomes: list[Outcome]) -> None:
        """Counts one operation."""
        self.done += 1
        self.current = f"{operation.app.label}: {operation.client_name}"
        self.endings.update(outcome.ending.value for outcome in outcomes)


def _all_directly(todo: Sequence[Operation], _targets: Mapping[App, Target]) -> dict[str, Way]:
    return {row["change_id"]: Way(DIRECTLY) for operation in todo for row in operation.changes}


@dataclass(frozen=True)
class Order:
    """Everything that one apply needs. ``settle`` is called when it has ended, and again after a resume.

    ``ways`` says which way each change takes, given what the targets really take; it is asked before the plan is used up, and so
    before the first write. ``sights`` are the newest snapshots, with which what is handed over is compared, and ``offer`` makes the
    files of what was handed over, once that is on the disk. ``since`` tells when the plan's snapshots were begun.
    ``register`` has the notes of what was handed over before. ``released`` are the brakes that a person has gone past.
    """

    plan: Plan
    approved: frozenset[str]
    by: str
    runs: Path
    targets: Callable[[], Mapping[App, Target]]
    policy: Policy
    settle: Callable[[str], None]
    ways: Callable[[Sequence[Operation], Mapping[App, Target]], dict[str, Way]] = _all_directly
    sights: Callable[[], Mapping[App, Sight]] = dict
    offer: Callable[[str], None] = lambda _run_id: None
    since: Callable[[], Mapping[App, datetime]] = dict
    released: Sequence[str] = ()
    register: Register = field(default_factory=lambda: Register(Path(), ()))


_lock = threading.Lock()
_running: dict[Path, Progress] = {}


def apply_lock(runs: Path, *, timeout: float = 0) -> filelock.FileLock:
    """The lock that lets one program at a time apply anything in a practice; the system frees it when that program ends.

    ``timeout`` is how many seconds to wait for it.
    """
    runs.mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(runs / "apply.lock", timeout=timeout, thread_local=False)


def someone_applies(runs: Path) -> bool:
    """Whether any program holds the apply lock now."""
    lock = apply_lock(runs)
    try:
        with lock:
            return False
    except filelock.Timeout:
        return True


def progress_of(runs: Path, run_id: str) -> Progress | None:
    """The progress of a run that this process works on, or worked on last."""
    return _running.get(runs / run_id)


def carry_out(order: Order, watch: Watch | None = None, *, progress: Progress | None = None) -> None:
    """Applies a plan to its end in the calling thread.

    Raises ``NotAllowed`` where the plan was used, ``TryAgain`` where somebody else is applying. Nothing is sent before either.
    """
    lock = apply_lock(order.runs, timeout=1.0)  # a page that only looks whether somebody applies holds it for a moment
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise TryAgain(
            "Another apply is at work in this practice.",
            title="Somebody is applying already",
            hint="Wait until it has ended; the History page shows its progress.",
            sent=False,
        ) from error
    try:
        progress = progress or Progress(order.plan.plan_id)
        _work(order, watch or Watch(cancel=progress.cancel), progress)
    finally:
        lock.release()


def _work(order: Order, watch: Watch, progress: Progress) -> None:
    targets = order.targets()  # first, so that an app that cannot be reached does not use the plan up
    path = journal_path(order.runs, order.plan.plan_id)
    story = read_story(path) if path.exists() else None
    if story is not None and story.ended_at is None:
        order = replace(order, approved=frozenset(story.header["approved"]))
        todo = operations(order.plan, set(order.approved))
        ways = _ways_of(todo, story)
        opened = Journal.resume(path)
    else:
        todo = operations(order.plan, set(order.approved))
        ways = order.ways(todo, targets)  # what a tool does not take is known before the first write
        kept = {change_id: (way.name, way.reason) for change_id, way in ways.items() if way.name != DIRECTLY}
        header = {"by": order.by, "approved": sorted(order.approved), "ways": kept, "released": list(order.released)}
        opened = Journal.begin(order.runs, order.plan.plan_id, **header)
    parts = Parts(directly_part(todo, ways), handed_part(todo, ways))
    progress.total = len(parts.directly) + len(parts.handed)

    def compare_of(entity: str, name: str) -> str:
        return order.policy.rule(entity, name).compare

    def note(operation: Operation, outcomes: list[Outcome]) -> None:
        progress.note(operation, outcomes)
        watch.progress(operation, outcomes)

    def waits(wait: Wait) -> None:
        progress.wait = wait
        journal.write("waits", until=wait.until.isoformat(), why=wait.why)  # for those who look from another program
        watch.waits(wait)

    from reconcile.apps.waits import telling_waits  # here: a plan is looked at without the ways to the apps

    with opened as journal, telling_waits(waits):
        shared = Watch(cancel=watch.cancel, progress=note, pause=watch.pause, probe=watch.probe)
        engine = Engine(
            journal, targets, compare_of, order.plan.known_names, story=story, watch=shared, since=order.since()
        )
        engine.run(parts.directly)
        if parts.handed:
            _hand_over(order, parts.handed, makers_of(todo), ways, engine, journal, story, shared)
        order.settle(order.plan.plan_id)  # before the end: a run that broke off in between is resumed and settled then
        journal.write("end", durable=True, **_cost(engine, parts.directly, path))


def _hand_over(
    order: Order,
    handed: list[Operation],
    makers: Mapping[str, str],
    ways: Mapping[str, Way],
    engine: Engine,
    journal: Journal,
    story: Story | None,
    watch: Watch,
) -> None:
    run_id = order.plan.plan_id
    rest = HandOver(
        ways=ways,
        sights=order.sights(),
        known_names=order.plan.known_names,
        endings=engine.endings,
        created=engine.created,
        makers=makers,
        watch=watch,
        before=order.register.handed_by(run_id),
    )
    outcomes = rest.run(handed, journal, story)
    apps = {row["change_id"]: operation.app.value for operation in handed for row in operation.changes}
    waiting = {one.change_id: apps[one.change_id] for one in outcomes if one.ending is Ending.WAITING}
    order.register.note(run_id, waiting)  # before anything is offered
    order.offer(run_id)


def _cost(engine: Engine, directly: list[Operation], path: Path) -> dict[str, dict[str, int]]:
    """The calls that no line of the journal has so far, and the least that the run could have done with."""
    last = engine.calls
    story = read_story(path)
    if story is None:
        return last
    made = dict.fromkeys([*story.calls, *last.get("calls", {})], 0)
    return {**last, "least": made | {app.value: number for app, number in least_calls(directly, story).items()}}


@dataclass(frozen=True)
class Parts:
    """A run's operations: those that are sent to the apps, and those that are handed over afterwards."""

    directly: list[Operation]
    handed: list[Operation]


def _ways_of(todo: Sequence[Operation], story: Story) -> dict[str, Way]:
    """The ways that an interrupted run began with: it goes on as it was begun."""
    kept = story.header.get("ways", {})
    return {
        row["change_id"]: Way(*kept.get(row["change_id"], (DIRECTLY,)))
        for operation in todo
        for row in operation.changes
    }


def start(order: Order) -> Progress:
    """Applies a plan in the background and returns at once; the same run asked for twice is one run."""
    key = order.runs / order.plan.plan_id
    with _lock:
        found = _running.get(key)
        if found is not None and found.state == "running":
            return found
        if someone_applies(order.runs):
            raise TryAgain(
                "Another apply is at work in this practice.", title="Somebody is applying already", sent=False
            )
        progress = Progress(order.plan.plan_id)
        _running[key] = progress
    thread = threading.Thread(target=_guarded, args=(order, progress), name=f"apply-{order.plan.plan_id}", daemon=False)
    thread.start()
    return progress


def _guarded(order: Order, progress: Progress) -> None:
    try:
        carry_out(order, progress=progress)
        progress.state = "done"
    except Exception as error:
        # a thread has nobody above it to tell: the page shows this, and the journal lets the run be resumed
        progress.problem = (
            str(error) if isinstance(error, NeedsUser | TryAgain) else f"{type(error).__name__} stopped the run"
        )
        progress.state = "interrupted"
    finally:
        progress.finished.set()


def created_records(plan: Plan, created: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The links that creating records made: rows of ``links.exact.PROPOSED``, Ignition always as ``b``."""
    rows = []
    for row in frames.rows_of(plan.changes):
        made = created.get(row["record_id"])
        if made is None or (row["kind"], row["entity"], row["field"]) != ("create", "client", "name"):
            continue
        new, old = (row["app"], made["client_id"]), (row["source_app"], row["source_id"])
        (app_a, id_a), (app_b, id_b) = (old, new) if row["app"] == App.IGNITION.value else (new, old)
        name = row["client_name"]
        rows.append({"app_a": app_a, "id_a": id_a, "name_a": name, "app_b": app_b, "id_b": id_b, "name_b": name,
                     "origin": "created", "rule": row["rule"]})  # fmt: skip
    return rows
