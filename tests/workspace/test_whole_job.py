"""The whole job on the demo practice, over real HTTP: snapshots, links, decisions, plan, apply, and then nothing left to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconcile.apps import Connections
from reconcile.errors import NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run
from reconcile.plans.watch import Watch
from reconcile.sandbox.faults import Faults
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import Workspace, open_workspace

APPS = (App.XPM, App.IGNITION, App.GUSTO)
SIZE = 60


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path / "sandbox", clients=SIZE, seed=7) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, sandbox: Sandbox) -> Workspace:
    opened = open_workspace(tmp_path / "practice")
    Connections.from_dict(sandbox.connections).save(opened.folder / "connections.json")
    return opened


def take_all(workspace: Workspace) -> None:
    for app in APPS:
        workspace.take_snapshot(app)


def quick() -> Watch:
    return Watch(pause=lambda _seconds: None)


def apply_all(workspace: Workspace, plan: Plan) -> Run:
    return workspace.apply(plan, list(plan.changes["change_id"]), by="ann", release=len(plan.changes), watch=quick())


def test_rel_2_rel_6_rel_10_set_6_set_10_the_whole_job(workspace: Workspace, sandbox: Sandbox) -> None:
    """One effective write an operation, none to Gusto, and after it three plans from fresh snapshots are empty."""
    take_all(workspace)
    plan = workspace.build_plan()
    assert plan.summary()["creates"] > 10
    run = apply_all(workspace, plan)
    assert set(run.outcomes["outcome"]) == {"applied"}
    assert sum(entry["effect"] for entry in sandbox.requests()) == plan.summary()["operations"]
    for _ in range(3):
        take_all(workspace)
        again = workspace.build_plan()
        assert again.is_empty, again.changes[["app", "client_name", "kind", "field", "before", "after"]].to_string()
    seen = [entry for entry in sandbox.requests() if entry["app"] == "gusto"]
    assert seen
    assert not [entry for entry in seen if entry["mutating"] or entry["method"] != "GET"]


def test_dup_4_deciding_everything_settles_everything(workspace: Workspace) -> None:
    """Every flagged pair decided, everything applied: nothing is held for a decision any more."""
    take_all(workspace)
    pairs = workspace.duplicates()
    workspace.decide(list(pairs["pair_id"]), "different", by="ann")
    assert set(workspace.duplicates()["decision"]) == {"different"}
    plan = workspace.build_plan()
    assert not set(plan.held["reason"]) & {"near duplicate not decided", "equal name not decided"}
    apply_all(workspace, plan)
    take_all(workspace)
    assert workspace.build_plan().is_empty


def test_rel_1_with_faults_every_change_ends_and_nothing_is_made_twice(workspace: Workspace, sandbox: Sandbox) -> None:
    take_all(workspace)
    plan = workspace.build_plan()
    before = Counter(doc["Name"] for doc in sandbox.state.xpm_clients())
    sandbox.set_faults(Faults.parse("429=0.01,500=0.01,500-after-commit=0.02,dropped=0.02"))
    run = apply_all(workspace, plan)
    sandbox.set_faults(Faults())
    assert set(run.outcomes["change_id"]) == set(plan.changes["change_id"])
    created = Counter(
        row["after"]
        for row in plan.changes.to_dict("records")
        if (row["app"], row["kind"], row["entity"], row["field"]) == ("xpm", "create", "client", "name")
    )
    after = Counter(doc["Name"] for doc in sandbox.state.xpm_clients())
    assert sum(after.values()) <= sum(before.values()) + sum(created.values())
    for name, count in created.items():
        assert after[name] <= before[name] + count, name
    take_all(workspace)
    rest = workspace.build_plan()
    apply_all(workspace, rest)
    take_all(workspace)
    assert workspace.build_plan().is_empty


def test_rel_7_undo_over_the_wire(workspace: Workspace, sandbox: Sandbox) -> None:
    take_all(workspace)
    plan = workspace.build_plan()
    updates = plan.changes[(plan.changes["kind"] == "update") & (plan.changes["depends_on"] == "")]
    before = {doc["UUID"]: doc.get("Phone") or "" for doc in sandbox.state.xpm_clients()}
    run = workspace.apply(plan, list(updates["change_id"]), by="ann", watch=quick())
    assert {doc["UUID"]: doc.get("Phone") or "" for doc in sandbox.state.xpm_clients()} != before
    undo = workspace.undo(run)
    back = apply_all(workspace, undo)
    assert set(back.outcomes["outcome"]) == {"applied"}
    assert {doc["UUID"]: doc.get("Phone") or "" for doc in sandbox.state.xpm_clients()} == before


def test_rel_13_a_background_apply_tells_how_far_it_is(workspace: Workspace) -> None:
    take_all(workspace)
    plan = workspace.build_plan()
    progress = workspace.start_apply(plan, by="ann", release=plan.summary()["ticked"])
    assert workspace.start_apply(plan, by="bob", release=plan.summary()["ticked"]) is progress
    assert progress.finished.wait(60)
    assert (progress.state, progress.done) == ("done", progress.total)
    run = workspace.run(plan.plan_id)
    assert run is not None
    assert run.by == "ann"
    assert list(workspace.runs()["state"]) == ["done"]


@pytest.mark.parametrize("app", APPS)
def test_a_wrong_token_leaves_the_workspace_as_it_was(workspace: Workspace, sandbox: Sandbox, app: App) -> None:
    data = sandbox.connections
    wrong = {**data[app.value], **({"tokens": ["wrong"]} if app is App.GUSTO else {"token": "wrong"})}
    Connections.from_dict({**data, app.value: wrong}).save(workspace.folder / "connections.json")
    with pytest.raises(NotAllowed) as refused:
        workspace.take_snapshot(app)
    assert refused.value.title
    assert refused.value.hint
    assert "wrong" not in str(refused.value)
    assert workspace.snapshots().empty
    assert not list((workspace.folder / "snapshots").glob("*"))


@pytest.mark.parametrize("app", APPS)
def test_an_app_that_is_down_leaves_the_workspace_as_it_was(workspace: Workspace, sandbox: Sandbox, app: App) -> None:
    workspace.take_snapshot(app)
    data = sandbox.connections
    down = {
        key: value.replace(sandbox.url, "http://127.0.0.1:9") if isinstance(value, str) else value
        for key, value in data[app.value].items()
    }
    Connections.from_dict({**data, app.value: down}).save(workspace.folder / "connections.json")
    with pytest.raises(TryAgain) as away:
        workspace.take_snapshot(app)
    assert away.value.title
    assert away.value.hint
    assert len(workspace.snapshots()) == 1


def test_an_empty_app_is_refused_and_said(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "empty", clients=SIZE, seed=7) as running:
        for doc in list(running.state.xpm_clients()):
            running.state.remove("xpm", doc["UUID"])
        opened = open_workspace(tmp_path / "practice")
        Connections.from_dict(running.connections).save(opened.folder / "connections.json")
        with pytest.raises(NeedsUser, match="no clients at all"):
            opened.take_snapshot(App.XPM)
        assert opened.snapshots().empty


def test_why_goes_through_its_checks_in_order(workspace: Workspace) -> None:
    take_all(workspace)
    plan = workspace.build_plan()
    lead = next(row for row in plan.held.to_dict("records") if row["reason"] == "lead")
    found = workspace.why(lead["record_id"])
    assert [check.rule for check in found.checks] == ["WHY-1", "WHY-3", "WHY-4", "WHY-5", "WHY-6"]
    assert found.todo
    duplicate = workspace.duplicates().iloc[0]
    assert workspace.why(f"{duplicate['app_a']}:{duplicate['id_a']}").cause is not None
    with pytest.raises(ReconcileError, match="No client"):
        workspace.why("nobody of this name")
