"""What a snapshot and an apply cost, held against what they then took; and who is only away (REL-14, SYN-8)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconcile.apps import Connections
from reconcile.errors import Brake
from reconcile.model import App
from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch
from reconcile.sandbox.limits import Limits, Window
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import Workspace, open_workspace
from reconcile.workspace.effort import KEPT
from tests.apps.small_world import TOKENS, small_world


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path / "sandbox", world=small_world()) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, sandbox: Sandbox) -> Workspace:
    opened = open_workspace(tmp_path / "practice")
    Connections.from_dict(sandbox.connections).save(opened.folder / "connections.json")
    return opened


def calls(sandbox: Sandbox, *, users: bool = True) -> Counter[str]:
    """Requests by app; without those that ask Ignition's other interface for its users where ``users`` is False."""
    return Counter(row["app"] for row in sandbox.requests() if users or not row["path"].endswith("/mcp"))


def apply_all(workspace: Workspace, plan: Plan) -> None:
    every = list(plan.changes["change_id"])
    workspace.apply(plan, every, by="ann", release=len(every), watch=Watch(pause=lambda _: None))


def test_rel_14_a_snapshot_takes_the_calls_that_were_told(workspace: Workspace, sandbox: Sandbox) -> None:
    for app in App:
        workspace.take_snapshot(app)
    for app in App:
        estimate = workspace.estimate_snapshot(app)
        assert estimate is not None
        assert estimate.sure
        before = calls(sandbox, users=False)
        workspace.take_snapshot(app)
        assert (calls(sandbox, users=False) - before)[app] == estimate.calls


def test_rel_14_an_apply_takes_the_calls_that_were_told(workspace: Workspace, sandbox: Sandbox) -> None:
    for app in App:
        workspace.take_snapshot(app)
    plan = workspace.build_plan()
    told = {estimate.app: estimate for estimate in workspace.estimate_apply(plan, plan.changes["change_id"])}
    assert set(told) == {App.XPM, App.IGNITION}
    before = calls(sandbox)
    apply_all(workspace, plan)
    took = calls(sandbox) - before
    for app, estimate in told.items():
        assert 0.9 * estimate.calls <= took[app.value] <= estimate.calls, app


def test_rel_14_what_is_left_of_the_day_is_kept_for_the_next_program(workspace: Workspace) -> None:
    workspace.take_snapshot(App.XPM)
    kept = json.loads((workspace.folder / KEPT).read_text(encoding="utf-8"))
    assert kept["xpm"]["left"] > 400_000, "the sandbox tells generous limits"
    assert "gusto" not in kept


@pytest.mark.parametrize("content", ["", "[]", '{"xpm": 7}', '{"xpm": {"left": "many", "at": "yesterday"}}'])
def test_a_spoilt_note_of_the_day_is_none(content: str, workspace: Workspace) -> None:
    (workspace.folder / KEPT).write_text(content, encoding="utf-8")
    estimate = workspace.estimate_snapshot(App.XPM)
    assert estimate is not None
    assert estimate.day_left == 5_000


def test_rel_9_rel_14_more_than_today_allows_is_a_brake(workspace: Workspace, tmp_path: Path) -> None:
    for app in App:
        workspace.take_snapshot(app)
    plan = workspace.build_plan()
    connection = json.loads((workspace.folder / "connections.json").read_text(encoding="utf-8"))
    connection["xpm"]["tenant_id"] = "a tenant that nobody has asked yet"
    (workspace.folder / "connections.json").write_text(json.dumps(connection), encoding="utf-8")
    kept = json.loads((workspace.folder / KEPT).read_text(encoding="utf-8"))
    (workspace.folder / KEPT).write_text(json.dumps({"xpm": {**kept["xpm"], "left": 3}}), encoding="utf-8")
    every = list(plan.changes["change_id"])
    assert any("3 of 5,000 a day are left today: 2 days." in sentence for sentence in workspace.brakes(plan, every))
    with pytest.raises(Brake, match="2 days"):
        workspace.apply(plan, every, by="ann")


def test_rel_9_what_is_only_handed_over_takes_no_call_of_the_day(workspace: Workspace) -> None:
    for app in App:
        workspace.take_snapshot(app)
    plan = workspace.build_plan()
    every = list(plan.changes["change_id"])
    connection = json.loads((workspace.folder / "connections.json").read_text(encoding="utf-8"))
    connection["xpm"]["tenant_id"] = "a tenant that nobody has asked so far"
    (workspace.folder / "connections.json").write_text(json.dumps(connection), encoding="utf-8")
    kept = json.loads((workspace.folder / KEPT).read_text(encoding="utf-8"))
    (workspace.folder / KEPT).write_text(json.dumps({"xpm": {**kept["xpm"], "left": 3}}), encoding="utf-8")
    assert any("left today" in sentence for sentence in workspace.brakes(plan, every))
    assert not any("left today" in sentence for sentence in workspace.brakes(plan, every, handed="by hand"))
    run = workspace.hand_over(plan, every, way="by hand", release=None)
    assert set(run.outcomes["outcome"]) == {"waiting"}


def test_rel_14_a_run_tells_its_calls_and_the_least_possible(workspace: Workspace, sandbox: Sandbox) -> None:
    for app in App:
        workspace.take_snapshot(app)
    plan = workspace.build_plan()
    before = calls(sandbox)
    apply_all(workspace, plan)
    took = calls(sandbox) - before
    run = workspace.run(plan.plan_id)
    assert run is not None
    told = run.summary()["calls"]
    for app in ("xpm", "ignition"):
        assert 0 <= told[app]["used"] - took[app] <= 1, "what opening the connection takes is counted at its most"
        assert told[app]["least"] <= told[app]["used"]


def test_rel_14_when_the_day_is_used_up_an_apply_ends_without_asking_on(tmp_path: Path) -> None:
    snapshot, greeting, each = 5, 1, 3
    windows = Limits().windows
    day = Window("day", snapshot + greeting + each, 86_400)
    few = Limits({**windows, "xpm": (windows["xpm"][0], day, windows["xpm"][2])})
    with Sandbox(tmp_path / "sandbox", world=small_world(), limits=few) as sandbox:
        workspace = open_workspace(tmp_path / "practice")
        Connections.from_dict(sandbox.connections).save(workspace.folder / "connections.json")
        for app in App:
            workspace.take_snapshot(app)
        plan = workspace.build_plan()
        xpm = plan.changes[plan.changes["app"] == "xpm"]
        assert xpm["op_id"].nunique() > 2
        assert any("days" in sentence for sentence in workspace.brakes(plan, xpm["change_id"]))
        chosen = list(plan.changes["change_id"])
        run = workspace.apply(plan, chosen, by="ann", release=len(chosen), watch=Watch(pause=lambda _: None))
        log = [row for row in sandbox.requests() if row["app"] == "xpm"]
    outcomes = run.outcomes[run.outcomes["app"] == "xpm"]
    assert {"applied", "failed"} <= set(outcomes["outcome"])
    assert "calls are used up" in " ".join(outcomes["reason"])
    assert len(log) == day.calls
    assert {row["status"] for row in log} == {200}


def test_without_connections_nothing_is_told(tmp_path: Path, workspace: Workspace) -> None:
    for app in App:
        workspace.take_snapshot(app)
    plan = workspace.build_plan()
    (workspace.folder / "connections.json").unlink()
    assert workspace.estimate_apply(plan) == ()


def test_syn_8_a_company_behind_a_revoked_grant_has_not_vanished(workspace: Workspace) -> None:
    for app in App:
        workspace.take_snapshot(app)
    workspace.link_exact_names()
    links = workspace.links()
    (company,) = links.loc[links["app_a"] == "gusto", "id_a"]
    assert company in set(workspace.build_plan().changes["source_id"])
    path = workspace.folder / "connections.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    known["gusto"]["tokens"] = ["revoked", *TOKENS[1:]]
    path.write_text(json.dumps(known), encoding="utf-8")

    taken = workspace.take_snapshot(App.GUSTO)
    assert (taken.clients, taken.unread) == (2, 1)
    assert list(workspace.unread(App.GUSTO)["client_id"]) == [company]
    plan = workspace.build_plan()
    assert list(plan.held.loc[plan.held["record_id"] == company, "reason"]) == ["not read this time"]
    assert "vanished" not in set(plan.held["reason"])
    assert company not in set(plan.changes["source_id"]), "nothing is planned from what was not read"

    known["gusto"]["tokens"] = TOKENS[1:]
    path.write_text(json.dumps(known), encoding="utf-8")
    assert workspace.take_snapshot(App.GUSTO).unread == 0
    held = workspace.build_plan().held
    assert list(held.loc[held["record_id"] == company, "reason"]) == ["vanished"], (
        "a grant that was ended is another matter"
    )
