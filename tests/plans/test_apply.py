"""What one-click apply promises, on apps in memory: every crash point, every lost request and answer."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reconcile.errors import Brake, NotAllowed, TryAgain
from reconcile.model import App, State
from reconcile.plans import job
from reconcile.plans.journal import journal_path, read_story
from reconcile.plans.plan import Plan
from reconcile.plans.run import INTERRUPTED, Run, read_run
from reconcile.plans.watch import Watch
from reconcile.policy import Limits, Settings, load_policy
from reconcile.workspace import Workspace
from tests.practice import MemoryApp, Records, contact, gusto, ignition, xpm


class Crash(BaseException):
    """The program dies here."""


class Rig:
    """A practice whose apps live in memory; ``workspace()`` is a new object each time, as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.gusto = [gusto("g1", "Kea LLC", phone="555 0100")]
        self.xpm = MemoryApp(
            App.XPM,
            [
                xpm(
                    "x1",
                    "Kea LLC",
                    number="1",
                    phone="555 0199",
                    contacts=(contact("a1", "Ann", email="ann@example.com", phone="1"),),
                ),
                xpm("x2", "Tui Bakery", number="2", city="Perth"),
            ],
        )
        people = (
            contact("b1", "Ann", email="ann@example.com", phone="2"),
            contact("b2", "New One", email="new@example.com"),
        )
        self.ignition = MemoryApp(
            App.IGNITION,
            [
                ignition("i1", "Kea LLC", xpm_id="1", phone="555 0199", contacts=people),
                ignition(
                    "i2", "Moa Motors", phone="09 555 0001", contacts=(contact("b3", "Moa", email="moa@example.com"),)
                ),
            ],
        )

    def workspace(self) -> Workspace:
        rig = self

        class Wired(Workspace):
            def _targets(self, _plan: Plan) -> Mapping[App, Any]:
                return {App.XPM: rig.xpm, App.IGNITION: rig.ignition}

        return Wired(self.folder)

    def snapshots(self, workspace: Workspace) -> None:
        workspace.take_snapshot(Records(App.GUSTO, self.gusto))
        workspace.take_snapshot(Records(App.XPM, self.xpm.snapshot()))
        workspace.take_snapshot(Records(App.IGNITION, self.ignition.snapshot()))

    def plan(self) -> Plan:
        workspace = self.workspace()
        self.snapshots(workspace)
        return workspace.build_plan()

    @property
    def writes(self) -> list[tuple[str, str, str]]:
        return [(app.app.value, what, on) for app in (self.xpm, self.ignition) for what, on in app.writes]


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def first_plan(rig: Rig) -> Plan:
    """The plan that the practice has."""
    plan = rig.workspace().newest_plan()
    assert plan is not None
    return plan


def patient(probe: Any = None) -> Watch:
    return Watch(pause=lambda _seconds: None, **({"probe": probe} if probe else {}))


def crashing(after: int) -> Watch:
    counter = itertools.count(1)

    def probe(step: str, operation: Any) -> None:
        if next(counter) == after:
            raise Crash(step)

    return patient(probe)


def assert_every_change_ended(run: Run, plan: Plan) -> None:
    approved = set(plan.changes.loc[plan.changes["ticked"].astype(bool), "change_id"])
    assert set(run.outcomes["change_id"]) == approved
    assert run.finished_at is not None


def test_rel_1_rel_4_a_full_apply_ends_applied_and_is_read_back(rig: Rig) -> None:
    plan = rig.plan()
    run = rig.workspace().apply(plan, by="ann", watch=patient())
    assert_every_change_ended(run, plan)
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert rig.ignition.clients["i1"].phone == "555 0100"
    assert rig.xpm.clients["x1"].phone == "555 0100"
    assert run.by == "ann"


def test_rel_6_plans_from_fresh_snapshots_after_a_full_apply_are_empty(rig: Rig) -> None:
    plan = rig.plan()
    rig.workspace().apply(plan, list(plan.changes["change_id"]), watch=patient())
    for _ in range(3):
        again = rig.plan()
        assert again.is_empty, again.changes[["app", "client_name", "kind", "field", "before", "after"]].to_string()


def test_new_1_the_created_xpm_client_is_linked_back(rig: Rig) -> None:
    rig.workspace().apply(rig.plan(), watch=patient())
    made = next(client for client in rig.xpm.clients.values() if client.name == "Moa Motors")
    assert rig.ignition.clients["i2"].xpm_id == made.other_ids["number"]
    links = rig.workspace().links()
    assert ("i2", made.client_id, "created") in set(zip(links["id_b"], links["id_a"], links["origin"], strict=True))


def test_rel_2_one_call_carries_all_changes_of_a_record(rig: Rig) -> None:
    plan = rig.plan()
    rig.workspace().apply(plan, watch=patient())
    assert len(rig.writes) == len(set(rig.writes)) == plan.summary()["operations"]


def test_rel_3_an_edit_after_the_plan_is_shown_and_not_overwritten(rig: Rig) -> None:
    plan = rig.plan()
    rig.ignition.edit("i1", phone="edited since")
    run = rig.workspace().apply(plan, watch=patient())
    assert rig.ignition.clients["i1"].phone == "edited since"
    stale = run.outcomes[
        (run.outcomes["app"] == "ignition") & (run.outcomes["field"] == "phone") & (run.outcomes["entity"] == "client")
    ]
    assert list(stale["outcome"]) == ["stale"]
    assert list(stale["now"]) == ["edited since"]
    assert "Planned on “555 0199”, is now “edited since”" in stale["reason"].iloc[0]


def test_set_10_what_follows_from_a_stale_change_is_not_applied(rig: Rig) -> None:
    plan = rig.plan()
    rig.ignition.edit("i1", phone="edited since")
    run = rig.workspace().apply(plan, watch=patient())
    assert rig.xpm.clients["x1"].phone == "555 0199"
    row = run.outcomes[
        (run.outcomes["app"] == "xpm") & (run.outcomes["field"] == "phone") & (run.outcomes["record_id"] == "x1")
    ]
    assert "stale" in set(row["outcome"])


def test_a_value_that_arrived_by_itself_is_already_there(rig: Rig) -> None:
    plan = rig.plan()
    rig.ignition.edit("i1", phone="555 0100")
    run = rig.workspace().apply(plan, watch=patient())
    assert "already there" in set(run.outcomes["outcome"])
    assert ("ignition", "update", "i1") not in rig.writes


def test_a_record_that_is_gone_is_stale(rig: Rig) -> None:
    plan = rig.plan()
    del rig.ignition.clients["i1"]
    run = rig.workspace().apply(plan, watch=patient())
    gone = run.outcomes[(run.outcomes["record_id"] == "i1")]
    assert set(gone["outcome"]) == {"stale"}


def test_rel_5_a_plan_is_used_once(rig: Rig) -> None:
    plan = rig.plan()
    rig.workspace().apply(plan, watch=patient())
    writes = list(rig.writes)
    with pytest.raises(NotAllowed, match="applied already"):
        rig.workspace().apply(plan, watch=patient())
    (rig.folder / "workspace.duckdb").unlink()
    with pytest.raises(NotAllowed, match="applied already"):
        rig.workspace().apply(plan, watch=patient())
    assert rig.writes == writes


def test_rel_5_a_plan_restored_without_its_journal_sends_nothing(rig: Rig) -> None:
    plan = rig.plan()
    rig.workspace().apply(plan, watch=patient())
    writes = list(rig.writes)
    journal_path(rig.folder / "runs", plan.plan_id).unlink()
    run = rig.workspace().apply(plan, watch=patient())
    assert rig.writes == writes
    assert set(run.outcomes["outcome"]) <= {"already there", "stale"}


def test_rel_8_only_approved_changes_are_written(rig: Rig) -> None:
    plan = rig.plan()
    chosen = plan.changes[
        (plan.changes["app"] == "ignition") & (plan.changes["field"] == "phone") & (plan.changes["entity"] == "client")
    ]
    before = dict(rig.xpm.clients)
    run = rig.workspace().apply(plan, list(chosen["change_id"]), watch=patient())
    assert rig.writes == [("ignition", "update", "i1")]
    assert rig.xpm.clients == before
    assert len(run.outcomes) == 1


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(changes=1), "changes; the limit is 1"),
        (Limits(creates=0), "new clients"),
        (Limits(shrink=1.0), "had 3 clients"),
    ],
)
def test_rel_9_a_brake_trips_before_the_first_write(rig: Rig, limits: Limits, words: str) -> None:
    workspace = rig.workspace()
    workspace.save_settings(Settings(limits=limits))
    if limits.shrink == 1.0:
        workspace.take_snapshot(Records(App.XPM, [*rig.xpm.snapshot(), xpm("x9", "Vanished Soon")]))
    plan = rig.plan()
    with pytest.raises(Brake, match=words) as stopped:
        workspace.apply(plan, watch=patient())
    ticked = int(plan.changes["ticked"].astype(bool).sum())
    assert str(ticked) in stopped.value.hint
    with pytest.raises(Brake):
        workspace.apply(plan, watch=patient(), release=ticked + 1)
    assert rig.writes == []
    workspace.apply(plan, watch=patient(), release=ticked)
    assert rig.writes


def test_rel_9_settings_changed_since_the_plan(rig: Rig) -> None:
    plan = rig.plan()
    rig.workspace().save_settings(Settings(conflict="newest"))
    with pytest.raises(Brake, match="settings have changed"):
        rig.workspace().apply(plan, watch=patient())
    assert rig.writes == []


def test_rel_11_a_create_whose_answer_was_lost_is_uncertain_and_never_repeated(rig: Rig) -> None:
    plan = rig.plan()
    rig.xpm.lose_answer = True
    only = plan.changes[(plan.changes["app"] == "xpm") & (plan.changes["kind"] == "create")]
    run = rig.workspace().apply(plan, list(only["change_id"]), watch=patient())
    assert set(run.outcomes["outcome"]) == {"uncertain"}
    assert "there now" in run.outcomes["reason"].iloc[0]
    assert [what for _, what, _ in rig.writes] == ["create"]


def test_rel_11_a_create_whose_request_was_lost_is_uncertain_too(rig: Rig) -> None:
    plan = rig.plan()
    rig.xpm.lose_request = True
    only = plan.changes[(plan.changes["app"] == "xpm") & (plan.changes["kind"] == "create")]
    run = rig.workspace().apply(plan, list(only["change_id"]), watch=patient())
    assert set(run.outcomes["outcome"]) == {"uncertain"}
    assert "no client of this name is there yet" in run.outcomes["reason"].iloc[0]
    assert rig.writes == []


def test_rel_11_in_ignition_the_mapping_is_the_key_that_finds_it(rig: Rig) -> None:
    plan = rig.plan()
    rig.ignition.lose_answer = True
    only = plan.changes[(plan.changes["app"] == "ignition") & (plan.changes["kind"] == "create")]
    run = rig.workspace().apply(plan, list(only["change_id"]), watch=patient())
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert sum(client.name == "Tui Bakery" for client in rig.ignition.clients.values()) == 1


def test_a_client_of_that_very_name_created_meanwhile_is_not_doubled(rig: Rig) -> None:
    plan = rig.plan()
    rig.ignition.clients["i9"] = ignition("i9", "Tui Bakery", state=State.LEAD)
    run = rig.workspace().apply(plan, watch=patient())
    made = run.outcomes[(run.outcomes["client_name"] == "Tui Bakery")]
    assert set(made["outcome"]) == {"stale"}
    assert sum(client.name == "Tui Bakery" for client in rig.ignition.clients.values()) == 1


FAULTS = ("none", "xpm request", "xpm answer", "ignition request", "ignition answer")
"""Every crash with every fault and every edit is gone through in ``tests/proofs``; here it is one plan of three apps."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The rig's plan, built once: its ids are the same in every rig."""
    return Rig(tmp_path_factory.mktemp("planned")).plan()


def carry_out(rig: Rig, plan: Plan, watch: Watch) -> None:
    """Applies without a workspace around it, so that thousands of schedules fit into a minute."""
    targets: Any = {App.XPM: rig.xpm, App.IGNITION: rig.ignition}
    approved = frozenset(plan.changes.loc[plan.changes["ticked"].astype(bool), "change_id"])
    job.carry_out(
        job.Order(plan, approved, "ann", rig.folder / "runs", lambda: targets, load_policy(), lambda _run_id: None),
        watch,
    )


def outcome_of(rig: Rig, plan: Plan) -> Run:
    run = read_run(rig.folder / "runs", plan, alive=False)
    assert run is not None
    return run


def set_fault(rig: Rig, fault: str) -> None:
    if fault != "none":
        app, what = fault.split()
        setattr({"xpm": rig.xpm, "ignition": rig.ignition}[app], f"lose_{what}", True)


def set_edit(rig: Rig, edit: str) -> None:
    if edit == "phone":
        rig.ignition.edit("i1", phone="edited")
    elif edit == "gone":
        rig.ignition.clients.pop("i1", None)


@pytest.mark.parametrize(("fault", "edit"), list(zip(FAULTS, ("phone", "none", "phone", "none", "gone"), strict=True)))
def test_rel_12_a_crash_at_every_step(tmp_path: Path, planned: Plan, fault: str, edit: str) -> None:
    """After the restart every change has an ending, no record was created twice, no edit was overwritten."""
    for step in itertools.count(1):
        rig = Rig(tmp_path / f"{step}")
        set_fault(rig, fault)
        set_edit(rig, edit)
        try:
            carry_out(rig, planned, crashing(step))
        except Crash:
            assert outcome_of(rig, planned).state == INTERRUPTED
            carry_out(rig, planned, patient())
            assert_promises(rig, planned, edit)
        else:
            assert_promises(rig, planned, edit)
            break
    assert step > 15


@pytest.mark.parametrize("fault", ["none", "ignition answer"])
def test_rel_12_a_second_crash_while_resuming(tmp_path: Path, planned: Plan, fault: str) -> None:
    for first, second in itertools.product(range(1, 20, 3), range(1, 12, 2)):
        rig = Rig(tmp_path / f"{first}-{second}")
        set_fault(rig, fault)
        for step in (first, second):
            with contextlib.suppress(Crash, NotAllowed):
                carry_out(rig, planned, crashing(step))
        if outcome_of(rig, planned).finished_at is None:
            carry_out(rig, planned, patient())
        assert_promises(rig, planned, "none")


def assert_promises(rig: Rig, plan: Plan, edit: str) -> None:
    """REL-1 to REL-4 after whatever happened."""
    run = outcome_of(rig, plan)
    assert_every_change_ended(run, plan)
    for app in (rig.xpm, rig.ignition):
        names = [client.name for client in app.clients.values()]
        assert len(names) == len(set(names))
        for client in app.clients.values():
            emails = [person.email for person in client.contacts]
            assert len(emails) == len(set(emails))
    effective = [write for write in rig.writes if write[1] in ("create", "contact")]
    assert len(effective) == len(set(effective))
    if edit == "phone":
        assert rig.ignition.clients["i1"].phone == "edited"
    applied = run.outcomes[run.outcomes["outcome"] == "applied"]
    for row in applied.to_dict("records"):
        app = {"xpm": rig.xpm, "ignition": rig.ignition}[row["app"]]
        assert row["record_id"] in app.clients
        if row["entity"] == "client":
            assert getattr(app.clients[row["record_id"]], row["field"]) == row["after"]


def test_rel_12_a_journal_torn_anywhere_is_resumed(tmp_path: Path, planned: Plan) -> None:
    """Whatever part of the journal reached the disk, the rest of the run ends and nothing is written twice."""
    rig = Rig(tmp_path)
    carry_out(rig, planned, patient())
    path = journal_path(rig.folder / "runs", planned.plan_id)
    whole = path.read_bytes()
    writes = list(rig.writes)
    for cut in range(whole.index(b"\n") + 1, len(whole), 31):
        path.write_bytes(whole[:cut])
        story = read_story(path)
        assert story is not None
        if story.ended_at is None:
            carry_out(rig, planned, patient())
            assert_every_change_ended(outcome_of(rig, planned), planned)
    assert rig.writes == writes


def test_rel_13_two_cannot_apply_at_once(rig: Rig) -> None:
    plan = rig.plan()
    second = rig.plan()
    refused: list[str] = []

    def probe(step: str, operation: Any) -> None:
        if not refused:
            with pytest.raises(TryAgain) as error:
                rig.workspace().apply(second, watch=patient())
            refused.append(error.value.title)

    rig.workspace().apply(plan, watch=patient(probe))
    assert refused == ["Somebody is applying already"]


def test_rel_13_a_background_run_goes_on_by_itself(rig: Rig) -> None:
    plan = rig.plan()
    workspace = rig.workspace()
    progress = workspace.start_apply(plan, by="ann")
    progress.finished.wait(20)
    assert progress.state == "done"
    run = rig.workspace().run(plan.plan_id)
    assert run is not None
    assert set(run.outcomes["outcome"]) == {"applied"}


def test_a_refused_token_ends_every_change_of_that_app_as_failed(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = rig.plan()
    calls = []

    def refuse(client_id: str) -> None:
        calls.append(client_id)
        raise NotAllowed("The token was refused.", title="XPM refused the token")

    monkeypatch.setattr(rig.xpm, "read_client", refuse)
    run = rig.workspace().apply(plan, watch=patient())
    assert_every_change_ended(run, plan)
    assert "failed" in set(run.outcomes[run.outcomes["app"] == "xpm"]["outcome"])
    assert len(calls) == 1


def test_cancel_ends_the_rest_as_refused(rig: Rig) -> None:
    plan = rig.plan()
    watch = patient()

    def probe(step: str, operation: Any) -> None:
        watch.cancel.set()

    run = rig.workspace().apply(plan, watch=Watch(cancel=watch.cancel, pause=watch.pause, probe=probe))
    assert_every_change_ended(run, plan)
    assert {"applied", "refused"} <= set(run.outcomes["outcome"])


def test_rel_7_undo_restores_what_was_written_and_names_what_it_cannot(rig: Rig) -> None:
    before = {client_id: client.phone for client_id, client in rig.xpm.clients.items()}
    plan = rig.plan()
    run = rig.workspace().apply(plan, watch=patient())
    rig.ignition.edit("i1", phone="edited since")
    undo = rig.workspace().undo(run)
    assert undo.undo_of == run.run_id
    assert {row["client_name"] for row in undo.held.to_dict("records")} >= {"Tui Bakery", "Moa Motors"}
    back = rig.workspace().apply(undo, list(undo.changes["change_id"]), watch=patient())
    assert {client_id: rig.xpm.clients[client_id].phone for client_id in before} == before
    stale = back.outcomes[back.outcomes["outcome"] == "stale"]
    assert list(stale["now"]) == ["edited since"]
    assert rig.ignition.clients["i1"].phone == "edited since"


def test_rel_12_an_interrupted_run_is_resumed_in_the_background(rig: Rig) -> None:
    plan = rig.plan()
    with pytest.raises(Crash):
        rig.workspace().apply(plan, by="ann", watch=crashing(9))
    workspace = rig.workspace()
    assert list(workspace.runs()["state"]) == [INTERRUPTED]
    progress = workspace.start_apply(plan, by="bob")
    assert progress.finished.wait(30)
    run = workspace.run(plan.plan_id)
    assert run is not None
    assert_every_change_ended(run, plan)
    assert run.by == "ann"


def test_a_run_whose_plan_is_gone_is_still_listed(rig: Rig) -> None:
    plan = rig.plan()
    rig.workspace().apply(plan, watch=patient())
    (rig.folder / "plans" / f"{plan.plan_id}.json").unlink()
    assert list(rig.workspace().runs()["run_id"]) == [plan.plan_id]


def test_rel_1_a_fault_in_one_operation_ends_it_and_the_others_go_on(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = rig.plan()
    read = rig.ignition.read_client

    def broken(client_id: str) -> Any:
        if client_id == "i1":
            raise KeyError(client_id)
        return read(client_id)

    monkeypatch.setattr(rig.ignition, "read_client", broken)
    run = rig.workspace().apply(plan, watch=patient())
    assert_every_change_ended(run, plan)
    stopped = run.outcomes[run.outcomes["record_id"] == "i1"]
    assert set(stopped["outcome"]) == {"failed"}
    assert "i1" not in stopped["reason"].iloc[0]
    assert "applied" in set(run.outcomes["outcome"])


def test_rel_4_what_cannot_be_read_back_is_uncertain_and_not_failed(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = rig.plan()
    read = rig.xpm.read_client

    def away_after_the_write(client_id: str) -> Any:
        if rig.xpm.writes:
            raise TryAgain("away", sent=True)
        return read(client_id)

    monkeypatch.setattr(rig.xpm, "read_client", away_after_the_write)
    chosen = plan.changes[(plan.changes["record_id"] == "x1") & (plan.changes["kind"] == "update")]
    upstream = plan.changes[plan.changes["change_id"].isin(list(chosen["depends_on"]))]
    run = rig.workspace().apply(plan, [*upstream["change_id"], *chosen["change_id"]], watch=patient())
    assert set(run.outcomes.loc[run.outcomes["app"] == "xpm", "outcome"]) == {"uncertain"}
    assert rig.xpm.clients["x1"].phone == "555 0100"


def test_rel_4_a_new_client_that_cannot_be_read_back_is_linked_all_the_same(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = rig.plan()
    read = rig.xpm.read_client

    def away(client_id: str) -> Any:
        if client_id.startswith("xpm-new"):
            raise TryAgain("away", sent=True)
        return read(client_id)

    monkeypatch.setattr(rig.xpm, "read_client", away)
    run = rig.workspace().apply(plan, watch=patient())
    made = run.outcomes[(run.outcomes["app"] == "xpm") & (run.outcomes["kind"] == "create")]
    assert set(made["outcome"]) == {"uncertain"}
    assert rig.ignition.clients["i2"].xpm_id == rig.xpm.find_by_name("Moa Motors")[0].other_ids["number"]


def test_an_app_that_cannot_be_reached_does_not_use_the_plan_up(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = rig.plan()
    workspace = rig.workspace()

    def away(_plan: Plan) -> Any:
        raise TryAgain("Ignition is not reachable.", sent=False)

    monkeypatch.setattr(workspace, "_targets", away)
    with pytest.raises(TryAgain):
        workspace.apply(plan, watch=patient())
    assert workspace.runs().empty
    assert set(rig.workspace().apply(plan, watch=patient()).outcomes["outcome"]) == {"applied"}


def test_rel_12_a_run_that_broke_off_before_it_was_settled_is_settled_when_resumed(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = rig.plan()
    workspace = rig.workspace()

    def crash(_run_id: str, _by: str) -> None:
        raise Crash

    monkeypatch.setattr(workspace, "_settle", crash)
    with pytest.raises(Crash):
        workspace.apply(plan, watch=patient())
    writes = list(rig.writes)
    again = rig.workspace()
    run = again.apply(plan, watch=patient())
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert rig.writes == writes
    assert "created" in set(again.links()["origin"])
