"""Handing over on apps in memory: one ending each, crash-safe, and a new plan that waits for what is under way."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reconcile.errors import NotAllowed
from reconcile.model import App
from reconcile.plans.journal import Journal, journal_path, read_events, read_story
from reconcile.plans.outcome import Ending
from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch
from reconcile.workspace import Workspace
from tests.plans.test_apply import Crash, Rig, assert_every_change_ended, crashing, patient
from tests.practice import MemoryApp, Records, ignition


class Half(Rig):
    """A rig with an interface to one app alone, or with one that lacks something."""

    def __init__(self, folder: Path, direct: tuple[App, ...] = (), lacking: frozenset[str] = frozenset()) -> None:
        super().__init__(folder)
        self.direct = direct
        self.lacking = lacking

    def workspace(self) -> Workspace:
        rig = self

        class Wired(Workspace):
            def _targets(self, _plan: Plan) -> Mapping[App, Any]:
                found = {App.XPM: Lacking(rig.xpm, rig.lacking), App.IGNITION: Lacking(rig.ignition, rig.lacking)}
                return {app: target for app, target in found.items() if app in rig.direct}

        return Wired(self.folder)


class Lacking:
    """An app in memory whose interface lacks some (verb, field), spelt ``update fax``."""

    def __init__(self, app: MemoryApp, lacking: frozenset[str]) -> None:
        self._app, self._lacking = app, lacking

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)

    def lacks(self, verb: str, _entity: str, field: str) -> str:
        return f"There is no way to {verb} {field}." if f"{verb} {field}" in self._lacking else ""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with its first plan, copied by every test: the plan of these apps is the same in all of them."""
    folder = tmp_path_factory.mktemp("begun")
    Rig(folder).plan()
    return folder


Start = Callable[..., tuple[Half, Plan]]


@pytest.fixture
def start(tmp_path: Path, begun: Path) -> Start:
    """A rig with its first plan, in the test's folder or in one below it."""

    def started(below: str = "", **how: Any) -> tuple[Half, Plan]:
        folder = tmp_path / below if below else tmp_path
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        rig = Half(folder, **how)
        plan = rig.workspace().newest_plan()
        assert plan is not None
        return rig, plan

    return started


def outcomes_of(workspace: Workspace, run_id: str) -> pd.DataFrame:
    """A run's outcomes as its journal has them now."""
    run = workspace.run(run_id)
    assert run is not None
    return run.outcomes


def waiting(rig: Rig, plan: Plan) -> set[str]:
    story = read_story(journal_path(rig.folder / "runs", plan.plan_id))
    assert story is not None
    return {one for one, event in story.outcomes.items() if event["ending"] == Ending.WAITING}


def test_rel_1_without_any_interface_everything_waits_and_nothing_is_written(start: Start) -> None:
    rig, plan = start()
    run = rig.workspace().apply(plan, by="ann", watch=patient())
    assert_every_change_ended(run, plan)
    assert set(run.outcomes["outcome"]) == {"waiting"}
    assert set(run.outcomes["way"]) == {"by hand"}, "there is no client export to make a file from"
    assert run.waiting == run.total
    assert rig.writes == []


def test_direct_and_handed_over_parts_are_one_run_with_one_journal(tmp_path: Path, start: Start) -> None:
    """REL-5: Ignition goes directly, XPM by hand, under one plan that is used once."""
    rig, plan = start(direct=(App.IGNITION,))
    run = rig.workspace().apply(plan, watch=patient())
    assert_every_change_ended(run, plan)
    by_way = run.outcomes.groupby("way")["outcome"].agg(set).to_dict()
    assert by_way["directly"] == {"applied"}
    assert by_way["by hand"] == {"waiting"}
    assert {app for app, _, _ in rig.writes} == {"ignition"}
    assert len(list((tmp_path / "runs").glob("*.jsonl"))) == 1
    with pytest.raises(NotAllowed, match="applied already"):
        rig.workspace().apply(plan, watch=patient())
    with pytest.raises(NotAllowed, match="applied already"):
        rig.workspace().hand_over(plan)


def test_set_10_what_follows_from_a_handed_over_change_is_applied_later(start: Start) -> None:
    """XPM could be written, but its new phone number comes from Ignition, where a person has to enter it first."""
    rig, plan = start(direct=(App.XPM,))
    run = rig.workspace().apply(plan, watch=patient())
    assert_every_change_ended(run, plan)
    phone = run.outcomes[
        (run.outcomes["app"] == "xpm") & (run.outcomes["field"] == "phone") & (run.outcomes["record_id"] == "x1")
    ]
    client = phone[phone["entity"] == "client"].iloc[0]
    assert (client["way"], client["outcome"]) == ("later", "stale")
    assert "handed over" in client["reason"]
    assert rig.xpm.clients["x1"].phone == "555 0199"


def test_what_an_interface_lacks_is_handed_over_and_the_rest_applied(start: Start) -> None:
    rig, plan = start(direct=(App.XPM, App.IGNITION), lacking=frozenset({"contact-update phone", "create city"}))
    run = rig.workspace().apply(plan, watch=patient())
    assert_every_change_ended(run, plan)
    assert not set(run.outcomes["outcome"]) & {"refused", "failed"}
    handed = run.outcomes[run.outcomes["way"] == "by hand"]
    assert set(handed["field"]) >= {"city"}
    assert set(handed["outcome"]) == {"waiting"}
    made = next(client for client in rig.ignition.clients.values() if client.name == "Tui Bakery")
    city = handed[(handed["field"] == "city") & (handed["app"] == "ignition")].iloc[0]
    assert city["record_id"] == made.client_id, "the checklist leads to the record that was created"
    assert made.city != "Perth"


@pytest.mark.parametrize("direct", [(), (App.IGNITION,)])
def test_rel_12_a_crash_at_every_step_of_a_hand_over(start: Start, direct: tuple[App, ...]) -> None:
    """Wherever it breaks off, resuming ends every change once; what was noted as handed over stays so."""
    for step in itertools.count(1, 5):
        rig, plan = start(f"{step}", direct=direct)
        try:
            rig.workspace().apply(plan, watch=crashing(step))
        except Crash:
            before = waiting(rig, plan)
            run = rig.workspace().apply(plan, watch=patient())
            assert before <= waiting(rig, plan)
        else:
            assert set(outcomes_of(rig.workspace(), plan.plan_id)["change_id"])
            assert step > 10
            break
        assert_every_change_ended(run, plan)
        events = list(read_events(journal_path(rig.folder / "runs", plan.plan_id)))
        ended = [event["change_id"] for event in events if event["event"] == "outcome"]
        assert len(ended) == len(set(ended)), "one ending each, written once"


def test_a_crash_between_the_journal_and_the_files_loses_nothing(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is on the disk before a file is offered; resuming offers the same."""
    rig, plan = start()
    workspace = rig.workspace()

    def crash(run_id: str) -> None:
        assert waiting(rig, plan), "everything that will be in the files is in the journal"
        raise Crash(run_id)

    monkeypatch.setattr(workspace, "_offer", crash)
    with pytest.raises(Crash):
        workspace.apply(plan, watch=patient())
    offered = tmp_path / "handed-over" / plan.plan_id
    assert not offered.exists()
    before = waiting(rig, plan)
    run = rig.workspace().apply(plan, watch=patient())
    assert waiting(rig, plan) == before
    assert_every_change_ended(run, plan)
    assert (offered / "checklist.xlsx").exists()


def test_rel_3_what_moved_since_the_plan_is_set_aside_by_a_newer_snapshot(start: Start) -> None:
    rig, plan = start()
    rig.ignition.edit("i1", phone="edited since")
    rig.xpm.edit("x1", phone="555 0100")
    rig.snapshots(rig.workspace())
    run = rig.workspace().apply(plan, watch=patient())
    phones = run.outcomes[(run.outcomes["field"] == "phone") & (run.outcomes["entity"] == "client")]
    by_record = {(row["app"], row["record_id"]): row for row in phones.to_dict("records")}
    stale = by_record[("ignition", "i1")]
    assert (stale["outcome"], stale["now"]) == ("stale", "edited since")
    assert by_record[("xpm", "x1")]["outcome"] == "stale", "it follows from the one that was set aside"


def test_cancel_before_the_hand_over_ends_the_rest_as_refused(start: Start) -> None:
    rig, plan = start()
    watch = patient()
    watch.cancel.set()
    run = rig.workspace().apply(plan, watch=Watch(cancel=watch.cancel, pause=watch.pause))
    assert_every_change_ended(run, plan)
    assert set(run.outcomes["outcome"]) == {"refused"}
    assert rig.workspace().waiting().empty


def test_rel_5_a_new_plan_holds_what_waits_and_proposes_it_again_when_it_was_not_seen(start: Start) -> None:
    rig, plan = start()
    ws = rig.workspace()
    run = ws.apply(plan, watch=patient())
    handed = set(run.outcomes["change_id"])
    held = ws.build_plan()
    assert not handed & set(held.changes["change_id"])
    waits = held.held[held.held["reason"] == "waiting"]
    assert {"Kea LLC", "Tui Bakery", "Moa Motors"} <= set(waits["client_name"])
    assert waits["why"].str.contains(run.run_id).all()
    again = rig.plan()
    assert handed <= set(again.changes["change_id"]), "fresh snapshots do not show it, so it is planned again"
    assert set(outcomes_of(ws, run.run_id)["outcome"]) == {"not seen yet"}


def test_what_was_handed_over_again_is_the_newer_runs(start: Start) -> None:
    rig, plan = start()
    first = rig.workspace().apply(plan, watch=patient())
    second = rig.workspace().apply(rig.plan(), watch=patient())
    rig.ignition.edit("i1", phone="555 0100")
    rig.snapshots(rig.workspace())
    phone = "(entity == 'client') & (field == 'phone') & (record_id == 'i1')"
    ws = rig.workspace()
    assert list(outcomes_of(ws, first.run_id).query(phone)["outcome"]) == ["not seen yet"]
    assert list(outcomes_of(ws, second.run_id).query(phone)["outcome"]) == ["applied"]


def test_a_seen_create_is_linked_and_agreed(start: Start) -> None:
    """REL-6: what a person did is as good as what the toolkit wrote; the next plan is empty."""
    rig, plan = start()
    ws = rig.workspace()
    run = ws.apply(plan, watch=patient())
    by_hands(rig, plan)
    rig.snapshots(ws)
    outcomes = outcomes_of(ws, run.run_id)
    assert set(outcomes["outcome"]) == {"applied"}, outcomes[outcomes["outcome"] != "applied"].to_string()
    made = next(client for client in rig.xpm.clients.values() if client.name == "Moa Motors")
    links = ws.links()
    assert ("i2", made.client_id, "created") in set(zip(links["id_b"], links["id_a"], links["origin"], strict=True))
    assert ws.build_plan().changes.query("ticked").empty


def by_hands(rig: Rig, plan: Plan) -> None:
    """Does a plan in the apps as a person would, by way of another practice that has interfaces."""
    other = Rig(rig.folder / "hands")
    other.xpm, other.ignition = rig.xpm, rig.ignition
    (other.folder / "plans").mkdir(parents=True)
    (other.folder / "plans" / f"{plan.plan_id}.json").write_text(plan.to_json(), encoding="utf-8")
    workspace = other.workspace()
    other.snapshots(workspace)
    run = workspace.apply(plan, watch=patient(), release=int(plan.changes["ticked"].sum()))
    assert set(run.outcomes["outcome"]) == {"applied"}


def test_a_create_of_which_another_appeared_meanwhile_is_stale(start: Start) -> None:
    rig, plan = start()
    rig.ignition.clients["i9"] = ignition("i9", "Tui Bakery")
    rig.workspace().take_snapshot(Records(App.IGNITION, rig.ignition.snapshot()))
    run = rig.workspace().apply(plan, watch=patient())
    made = run.outcomes[(run.outcomes["client_name"] == "Tui Bakery") & (run.outcomes["app"] == "ignition")]
    assert set(made["outcome"]) == {"stale"}


def test_the_journal_only_grows(tmp_path: Path, start: Start) -> None:
    rig, plan = start()
    ws = rig.workspace()
    run = ws.apply(plan, watch=patient())
    path = journal_path(tmp_path / "runs", run.run_id)
    before = path.read_bytes()
    ws.tick(run, list(run.outcomes["change_id"][:2]), by="ann")
    rig.ignition.edit("i1", phone="555 0100")
    rig.snapshots(ws)
    after = path.read_bytes()
    assert after.startswith(before)
    with Journal.adding(path) as journal:
        journal.write("note")
    assert path.read_bytes().startswith(after)
