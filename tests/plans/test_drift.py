"""What one list of changed clients saves an apply, and what it may not decide (REL-3, REL-4), on an app in memory that has one."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reconcile.errors import NeedsUser, TryAgain
from reconcile.model import App, Client
from reconcile.plans import job
from reconcile.plans.change import CONTACT_CREATE, CONTACT_UPDATE, UPDATE, Change, changes_frame, held_frame
from reconcile.plans.drift import BATCH, OLDEST, WORTH
from reconcile.plans.effort import BEFORE, calls_of
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run, read_run
from reconcile.plans.watch import Watch
from reconcile.policy import load_policy
from tests.plans.test_apply import Crash, patient
from tests.practice import MemoryApp, contact, ignition, xpm

BEGUN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Listing(MemoryApp):
    """An app that lists what has changed, by any way, and counts its calls."""

    def __init__(self, app: App, clients: list[Client]) -> None:
        super().__init__(app, clients)
        self.made: Counter[str] = Counter()
        self.changed: dict[str, Client] = {}
        self.asked: list[datetime] = []
        self.list_fails: Exception | None = None
        self.lags = False

    @property
    def calls(self) -> int:
        return sum(self.made.values())

    def read_client(self, client_id: str) -> Client | None:
        self.made["read"] += 1
        return super().read_client(client_id)

    def read_changed_since(self, when: datetime) -> list[Client]:
        self.made["list"] += 1
        self.asked.append(when)
        if self.list_fails is not None:
            raise self.list_fails
        return list(self.changed.values())

    def edit(self, client_id: str, **fields: Any) -> None:
        super().edit(client_id, **fields)
        self._moved(client_id)

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        self.made["write"] += 1
        super().update_client(client_id, values)
        self._moved(client_id)

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        self.made["write"] += 1
        made = super().create_contact(client_id, values)
        self._moved(client_id)
        return made

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        self.made["write"] += 1
        super().update_contact(client_id, contact_id, values)
        self._moved(client_id)

    def _moved(self, client_id: str) -> None:
        if not self.lags:
            self.changed[client_id] = self.clients[client_id]


def change(record_id: str, field: str = "phone", **further: Any) -> Change:
    facts: dict[str, Any] = {
        "kind": UPDATE,
        "entity": "client",
        "entity_id": "",
        "before": "1",
        "after": "2",
        "app": App.XPM,
    }
    facts |= {"source_app": App.IGNITION, "source_id": "i", "rule": "SYN-13", "why": "", "client_name": record_id}
    return Change(record_id=record_id, field=field, field_label=field, **(facts | further))


def plan_of(*changes: Change) -> Plan:
    return Plan("p1", datetime.now(UTC), {"xpm": "s"}, "", "", changes_frame(list(changes)), held_frame([]))


def app_of(number: int) -> Listing:
    people = (contact("a1", "Ann", email="ann@example.com", phone="1"),)
    return Listing(App.XPM, [xpm(f"x{n}", f"Client {n}", phone="1", fax="1", contacts=people) for n in range(number)])


def phones(number: int) -> Plan:
    return plan_of(*(change(f"x{n}") for n in range(number)))


def carry_out(
    folder: Path, plan: Plan, app: Listing, *, begun: datetime = BEGUN, watch: Watch | None = None, **others: Any
) -> Run:
    targets: Any = {App.XPM: app, **others.get("targets", {})}
    order = job.Order(
        plan,
        frozenset(plan.changes["change_id"]),
        "ann",
        folder / "runs",
        lambda: targets,
        load_policy(),
        lambda _run_id: None,
        since=lambda: {App.XPM: begun},
    )
    job.carry_out(order, watch or patient())
    run = read_run(folder / "runs", plan, alive=False)
    assert run is not None
    assert set(run.outcomes["change_id"]) == set(plan.changes["change_id"]), "REL-1"
    return run


def recent() -> datetime:
    return datetime.now(UTC) - timedelta(hours=2)


@pytest.mark.parametrize("number", [1, 2, WORTH - 1, WORTH, 2 * BATCH + 3])
def test_rel_14_two_calls_a_change_and_one_list_for_twenty(tmp_path: Path, number: int) -> None:
    app, plan = app_of(number), phones(number)
    run = carry_out(tmp_path, plan, app, begun=recent())
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert app.made["write"] == number
    assert app.made["read"] == (2 if number == 1 else number)
    assert run.calls == {"xpm": app.calls}
    assert app.calls == calls_of(plan.changes)[App.XPM] - BEFORE[App.XPM], "what was told before"
    assert run.least["xpm"] <= app.calls + BEFORE[App.XPM] <= run.least["xpm"] + 1 + -(-number // BATCH)
    assert all(client.phone == "2" for client in app.clients.values())


def test_what_the_list_shows_to_have_moved_costs_no_call_of_its_own(tmp_path: Path) -> None:
    app, plan = app_of(WORTH), phones(WORTH)
    app.edit("x0", phone="edited")
    app.edit("x1", phone="2")
    app.edit("x2", fax="9")
    run = carry_out(tmp_path, plan, app, begun=recent())
    by_record = {row["record_id"]: row for row in run.outcomes.to_dict("records")}
    assert (by_record["x0"]["outcome"], by_record["x0"]["now"]) == ("stale", "edited")
    assert by_record["x1"]["outcome"] == "already there"
    assert by_record["x2"]["outcome"] == "applied", "moved elsewhere, so it is read and written"
    assert app.made == {"list": 2, "read": WORTH - 2, "write": WORTH - 2}
    assert app.clients["x0"].phone == "edited"


def test_rel_3_an_edit_behind_the_list_is_not_overwritten(tmp_path: Path) -> None:
    """The list was asked at the start and is silent about it: what counts is the comparison just before the write."""
    app, plan = app_of(WORTH), phones(WORTH)
    steps = itertools.count()

    def probe(step: str, _operation: Any) -> None:
        if step == "answered" and next(steps) == 0:
            for n in range(5, WORTH):
                app.edit(f"x{n}", phone="edited since")

    run = carry_out(tmp_path, plan, app, begun=recent(), watch=patient(probe))
    assert Counter(run.outcomes["outcome"]) == {"applied": 5, "stale": WORTH - 5}
    assert {app.clients[f"x{n}"].phone for n in range(5, WORTH)} == {"edited since"}


@pytest.mark.parametrize("begun", [BEGUN - OLDEST * 2, datetime.now(UTC) - OLDEST - timedelta(hours=1)])
def test_behind_an_old_snapshot_nobody_asks_what_has_moved(tmp_path: Path, begun: datetime) -> None:
    app = app_of(WORTH)
    carry_out(tmp_path, phones(WORTH), app, begun=begun)
    assert begun not in app.asked


@pytest.mark.parametrize("error", [NeedsUser("no such list"), TryAgain("away"), TryAgain("busy", sent=False)])
def test_without_the_list_every_client_is_read_by_itself(tmp_path: Path, error: Exception) -> None:
    app = app_of(WORTH)
    app.list_fails = error
    run = carry_out(tmp_path, phones(WORTH), app, begun=recent())
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert app.made["read"] == 2 * WORTH


def test_rel_4_a_list_that_is_late_proves_nothing_so_the_client_itself_is_read(tmp_path: Path) -> None:
    app = app_of(4)
    app.changed = dict(app.clients)  # as they were before the writes
    app.lags = True
    run = carry_out(tmp_path, phones(4), app)
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert app.made == {"list": 1, "read": 8, "write": 4}


def test_rel_4_what_the_app_made_another_value_of_has_failed(tmp_path: Path) -> None:
    app = app_of(3)
    write = MemoryApp.update_client

    def shortened(client_id: str, values: Mapping[str, str]) -> None:
        write(app, client_id, {name: "0" if client_id == "x1" else value for name, value in values.items()})
        app._moved(client_id)

    app.update_client = shortened  # type: ignore[method-assign]
    run = carry_out(tmp_path, phones(3), app)
    failed = run.outcomes[run.outcomes["outcome"] == "failed"]
    assert list(failed["record_id"]) == ["x1"]
    assert list(failed["now"]) == ["0"]


def test_contacts_are_read_back_with_their_clients(tmp_path: Path) -> None:
    app = app_of(2)
    person = {"entity": "contact", "entity_id": "a1", "kind": CONTACT_UPDATE}
    new = {"entity": "contact", "entity_id": "new", "kind": CONTACT_CREATE, "before": None}
    plan = plan_of(
        change("x0"),
        change("x0", **person),
        change("x1", "name", after="Bob", **new),
        change("x1", "email", after="bob@example.com", **new),
    )
    run = carry_out(tmp_path, plan, app)
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert app.made == {"list": 1, "read": 3, "write": 3}
    assert [one.name for one in app.clients["x1"].contacts] == ["Ann", "Bob"]


def test_set_10_what_follows_from_a_change_waits_for_its_reading_back(tmp_path: Path) -> None:
    app = app_of(3)
    other = MemoryApp(App.IGNITION, [ignition("i1", "Client 1", phone="1")])
    first, second = change("x0"), change("x1")
    follows = change("i1", app=App.IGNITION, source_app=App.XPM, depends_on=second.change_id)
    run = carry_out(tmp_path, plan_of(first, second, follows, change("x2")), app, targets={App.IGNITION: other})
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert other.clients["i1"].phone == "2"


def test_rel_12_a_crash_at_every_step_before_and_after_the_reading_back(tmp_path: Path) -> None:
    number = 5
    for after in itertools.count(1):
        app, plan, steps = app_of(number), phones(number), itertools.count(1)

        def probe(step: str, _operation: Any, steps: Any = steps, after: int = after) -> None:
            if next(steps) == after:
                raise Crash(step)

        folder = tmp_path / str(after)
        try:
            carry_out(folder, plan, app, watch=patient(probe))
        except Crash:
            run = carry_out(folder, plan, app)
            assert set(run.outcomes["outcome"]) == {"applied"}
            assert Counter(app.writes).most_common(1)[0][1] == 1, "REL-2"
        else:
            break
    assert after > 4 * number


def test_rel_12_a_crash_while_reading_back(tmp_path: Path) -> None:
    app, plan = app_of(4), phones(4)
    app.list_fails = Crash("list")  # type: ignore[assignment]
    with pytest.raises(Crash):
        carry_out(tmp_path, plan, app)
    app.list_fails = None
    run = carry_out(tmp_path, plan, app)
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert len(app.writes) == 4


class Counted(Listing):
    """The same with a budget of the day and of the minute, in which every call counts."""

    def __init__(self, number: int, day: int) -> None:
        super().__init__(App.XPM, list(app_of(number).clients.values()))
        self.day = day
        self.pauses: list[tuple[int, int]] = []

    @property
    def budget(self) -> Any:
        return self

    label = "XPM"

    def left(self, name: str) -> int | None:
        return self.day - self.calls if name == "day" else None

    def short_of(self, calls: int) -> int | None:
        left = self.day - self.calls
        return left if left < calls else None

    def make_room(self, calls: int, _sleep: Callable[[float], None]) -> None:
        self.pauses.append((calls, self.calls))


def test_rel_14_the_day_ends_between_changes_and_nothing_is_left_unread(tmp_path: Path) -> None:
    for day in range(12):
        app = Counted(5, day)
        run = carry_out(tmp_path / str(day), phones(5), app)
        assert set(run.outcomes["outcome"]) <= {"applied", "failed"}, day
        assert app.calls <= day
        assert {client.phone for client in app.clients.values() if client.client_id in _applied(run)} <= {"2"}


def _applied(run: Run) -> set[str]:
    return set(run.outcomes.loc[run.outcomes["outcome"] == "applied", "record_id"])


def test_rel_3_room_for_both_calls_is_made_before_the_comparison(tmp_path: Path) -> None:
    app = Counted(3, 1000)
    carry_out(tmp_path, phones(3), app)
    assert app.pauses == [(2, 0), (2, 2), (2, 4)], "never between a read and its write"
