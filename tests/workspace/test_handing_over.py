"""Applying where there is no interface, over the sandbox: files uploaded for real, checklists done by hand, seen in snapshots."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from reconcile.apps import Connections
from reconcile.apps.files.bulk_edit import csv_bytes, parsed
from reconcile.errors import NeedsUser, NotAllowed
from reconcile.model import App
from reconcile.plans.bulk_file import CREATES, UPDATES
from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import Workspace, open_workspace
from tests.workspace.by_hand import Person

QUICK = Watch(pause=lambda _seconds: None)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox, a practice that has files alone and one that is connected, each with its first plan: copied by every test."""
    folder = tmp_path_factory.mktemp("begun")
    with Sandbox(folder / "sandbox", clients=16, seed=7) as running:
        by_files, connected = open_workspace(folder / "by files"), open_workspace(folder / "connected")
        Person(running, folder).take_all(by_files)
        Connections.from_dict(running.connections).save(connected.folder / "connections.json")
        for app in App:
            connected.take_snapshot(app)
        by_files.build_plan()
        connected.build_plan()
    return folder


@pytest.fixture
def sandbox(tmp_path: Path, begun: Path) -> Iterator[Sandbox]:
    shutil.copytree(begun / "sandbox", tmp_path / "sandbox")
    with Sandbox(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture
def person(sandbox: Sandbox, tmp_path: Path) -> Person:
    return Person(sandbox, tmp_path)


@pytest.fixture
def ws(tmp_path: Path, begun: Path) -> Workspace:
    """A practice that has files alone."""
    shutil.copytree(begun / "by files", tmp_path / "practice")
    return open_workspace(tmp_path / "practice")


@pytest.fixture
def connected(tmp_path: Path, begun: Path, sandbox: Sandbox) -> Workspace:
    shutil.copytree(begun / "connected", tmp_path / "connected")
    opened = open_workspace(tmp_path / "connected")
    Connections.from_dict(sandbox.connections).save(opened.folder / "connections.json")
    return opened


def outcomes_of(workspace: Workspace, run_id: str) -> pd.DataFrame:
    """A run's outcomes as its journal has them now."""
    run = workspace.run(run_id)
    assert run is not None
    return run.outcomes


def first_plan(workspace: Workspace) -> Plan:
    plan = workspace.newest_plan()
    assert plan is not None
    return plan


def test_rel_6_files_only_from_plan_over_upload_and_checklist_to_an_empty_plan(ws: Workspace, person: Person) -> None:
    """The whole way without an interface; REL-1: each change has one ending throughout."""
    plan = first_plan(ws)
    everything = list(plan.changes["change_id"])
    ways = ws.ways(plan, everything)
    assert set(ways["way"]) == {"by file", "by hand"}
    assert set(ways["change_id"]) == set(everything)
    run = ws.apply(plan, everything, by="ann", release=len(everything))
    assert run.summary()["outcomes"] == {"waiting": len(everything)}
    assert not [row for row in person.sandbox.requests() if row["effect"]]

    found = ws.handed_over(run)
    said = [person.upload(data) for data in found.bulk.files.values()]
    assert [answer["errors"] for answer in said] == [[], []]
    counts = found.bulk.counts()
    assert sum(answer["created"] for answer in said) == counts["clients_created"] > 1
    assert sum(answer["contacts_added"] for answer in said) == counts["contacts_added"]
    person.do(plan, set(found.by_hand["change_id"]))

    person.take_all(ws)
    again = ws.run(run.run_id)
    assert again is not None
    left = again.outcomes[again.outcomes["outcome"] != "applied"]
    assert left.empty, left[["app", "client_name", "kind", "field", "after", "outcome", "reason", "now"]].to_string()
    assert ws.waiting().empty
    nothing = ws.build_plan()
    assert nothing.is_empty, nothing.changes[["app", "client_name", "kind", "field", "before", "after"]].to_string()
    assert "created" in set(ws.links()["origin"])


def test_rel_5_what_waits_is_held_and_the_plan_is_used(ws: Workspace) -> None:
    plan = first_plan(ws)
    run = ws.hand_over(plan, by="ann", release=int(plan.changes["ticked"].sum()))
    with pytest.raises(NotAllowed, match="applied already"):
        ws.hand_over(plan, release=run.total)
    with pytest.raises(NotAllowed, match="applied already"):
        ws.apply(plan, release=run.total)
    second = ws.build_plan()
    handed = set(run.outcomes["change_id"])
    assert not handed & set(second.changes["change_id"])
    assert int(second.changes["ticked"].sum()) == 0
    assert "waiting" in set(second.held["reason"])
    stopped = ws.brakes(plan, sorted(handed))
    assert any("are waiting" in sentence for sentence in stopped)


def test_only_a_part_was_uploaded_the_rest_is_not_seen_yet(ws: Workspace, person: Person) -> None:
    plan = first_plan(ws)
    ticked = int(plan.changes["ticked"].sum())
    run = ws.hand_over(plan, release=ticked)
    rows = parsed(ws.handed_over(run).bulk.files[UPDATES])
    first = rows[0]["Client Id"]
    assert not person.upload(csv_bytes([row for row in rows if row["Client Id"] == first]))["errors"]
    person.take_ignition(ws)
    outcomes = outcomes_of(ws, run.run_id)
    mine = outcomes[(outcomes["record_id"] == first) & (outcomes["app"] == "ignition")]
    assert set(mine["outcome"]) == {"applied"}
    others = outcomes[(outcomes["way"] == "by file") & (outcomes["record_id"] != first)]
    assert set(others["outcome"]) == {"not seen yet"}
    assert others["reason"].str.contains("snapshot|client").all()
    assert set(outcomes.loc[outcomes["app"] == "xpm", "outcome"]) == {"waiting"}, "XPM was not looked at again"
    seen = set(outcomes.loc[outcomes["app"] == "ignition", "change_id"])
    assert not any("are waiting" in sentence for sentence in ws.brakes(plan, sorted(seen))), (
        "so a new plan proposes it again"
    )


def test_a_later_snapshot_shows_what_the_next_one_did_not(ws: Workspace, person: Person) -> None:
    plan = first_plan(ws)
    run = ws.hand_over(plan, release=int(plan.changes["ticked"].sum()))
    files = ws.handed_over(run).bulk.files
    person.take_ignition(ws)
    assert "not seen yet" in set(outcomes_of(ws, run.run_id)["outcome"])
    for data in files.values():
        person.upload(data)
    person.take_ignition(ws)
    outcomes = outcomes_of(ws, run.run_id)
    assert set(outcomes.loc[outcomes["way"] == "by file", "outcome"]) == {"applied"}


def test_rel_7_a_seen_hand_over_is_undone_like_any_other(ws: Workspace, person: Person) -> None:
    plan = first_plan(ws)
    update = plan.changes[(plan.changes["app"] == "ignition") & (plan.changes["kind"] == "update")].iloc[0]
    run = ws.hand_over(plan, [update["change_id"]])
    person.upload(ws.handed_over(run).bulk.files[UPDATES])
    person.take_ignition(ws)
    back = ws.undo(run.run_id)
    assert list(back.changes["after"]) == [update["before"] or ""]
    again = ws.hand_over(back, list(back.changes["change_id"]))
    person.upload(ws.handed_over(again).bulk.files[UPDATES])
    person.take_ignition(ws)
    assert set(outcomes_of(ws, again.run_id)["outcome"]) == {"applied"}


def test_rel_3_a_fresh_export_sets_aside_what_has_moved(ws: Workspace, person: Person) -> None:
    plan = first_plan(ws)
    updates = plan.changes[(plan.changes["app"] == "ignition") & (plan.changes["kind"] == "update")]
    row = updates[updates["field"].isin(["phone", "city", "address", "region", "postal_city"])].iloc[0]
    wire = {"postcode": "post_code"}.get(row["field"], row["field"])
    person.sandbox.edit("ignition", row["record_id"], {wire: "Edited Since"})
    run = ws.hand_over(plan, list(updates["change_id"]), export=person.export())
    outcome = run.outcomes[run.outcomes["change_id"] == row["change_id"]].iloc[0]
    assert (outcome["outcome"], outcome["now"]) == ("stale", "Edited Since")
    files = ws.handed_over(run).bulk.files
    kept = [r for r in parsed(files.get(UPDATES, csv_bytes([]))) if r["Client Id"] == row["record_id"]]
    assert all("Edited Since" in r.values() for r in kept)
    for data in files.values():
        person.upload(data)
    client = person.sandbox.state.ignition_client(row["record_id"])
    assert client is not None
    assert client[wire] == "Edited Since"


def test_two_new_clients_of_one_name_are_told_and_not_linked(ws: Workspace, person: Person) -> None:
    plan = first_plan(ws)
    run = ws.hand_over(plan, release=int(plan.changes["ticked"].sum()))
    data = ws.handed_over(run).bulk.files[CREATES]
    rows = [{**row, "XPM Id": ""} for row in parsed(data)]
    assert not person.upload(csv_bytes(rows))["errors"]
    assert not person.upload(csv_bytes(rows))["errors"], "a blank id makes a new record with every upload"
    person.take_ignition(ws)
    outcomes = outcomes_of(ws, run.run_id)
    made = outcomes[(outcomes["kind"] == "create") & (outcomes["app"] == "ignition") & (outcomes["way"] == "by file")]
    assert set(made["outcome"]) == {"not seen yet"}
    assert made["reason"].str.contains("Several new clients of this name").all()
    assert "created" not in set(ws.links()["origin"])


def test_a_column_that_uploads_leave_alone_goes_by_hand_from_then_on(ws: Workspace, person: Person) -> None:
    person.sandbox.hide("XPM Id")
    plan = first_plan(ws)
    run = ws.hand_over(plan, release=int(plan.changes["ticked"].sum()))
    for data in ws.handed_over(run).bulk.files.values():
        person.upload(data)
    person.take_ignition(ws)
    links = plan.changes[(plan.changes["kind"] == "link") & (plan.changes["after"] != "")]
    assert len(links)
    ways = ws.ways(plan, list(links["change_id"]))
    assert set(ways["way"]) == {"by hand"}
    assert ways["reason"].str.contains("XPM Id").all()


def test_mcp_without_a_tool_falls_back_before_the_first_write(connected: Workspace, person: Person) -> None:
    """What a hidden tool or argument would have carried goes by file; the rest is written, and nothing ends refused."""
    plan = first_plan(connected)
    assert set(connected.ways(plan)["way"]) == {"directly"}
    person.sandbox.hide("update_contact", "update_client.phone", "create_client")
    ticked = int(plan.changes["ticked"].sum())
    run = connected.apply(plan, release=ticked, watch=QUICK)
    outcomes = run.outcomes
    assert not set(outcomes["outcome"]) & {"refused", "failed", "uncertain"}
    ignition = outcomes[outcomes["app"] == "ignition"]
    contacts = ignition[ignition["kind"] == "contact-update"]
    assert len(contacts)
    assert set(contacts["way"]) == {"by file"}
    phones = ignition[(ignition["kind"] == "update") & (ignition["field"] == "phone")]
    assert set(phones["way"]) <= {"by file"}
    assert set(ignition.loc[ignition["kind"] == "create", "way"]) <= {"by file", "by hand"}
    assert set(outcomes.loc[outcomes["way"] == "directly", "outcome"]) == {"applied"}
    assert set(outcomes.loc[outcomes["way"] == "later", "outcome"]) <= {"stale"}
    called = {row["tool"] for row in person.sandbox.requests() if row["effect"]}
    assert not called & {"update_contact", "create_client"}
    assert any("update_contact" in reason for reason in contacts["reason"])


def test_the_tools_are_read_with_each_snapshot_and_kept_with_the_time(connected: Workspace, person: Person) -> None:
    known = connected.abilities()
    assert known is not None
    assert "update_client" in known.tools
    person.sandbox.hide("update_client")
    connected.take_snapshot(App.IGNITION)
    later = connected.abilities()
    assert later is not None
    assert later.read_at > known.read_at
    assert "update_client" not in later.tools
    ways = connected.ways(first_plan(connected))
    assert "by file" in set(ways["way"])


def test_a_connection_for_reading_alone_sends_ignition_by_file_and_xpm_directly(
    connected: Workspace, person: Person
) -> None:
    data = {**person.sandbox.connections}
    data["ignition"] = {**data["ignition"], "mcp_url": ""}
    Connections.from_dict(data).save(connected.folder / "connections.json")
    ways = connected.ways(first_plan(connected))
    assert set(ways.loc[ways["app"] == "ignition", "way"]) <= {"by file", "by hand"}
    assert "Ignition is connected for reading only." in " ".join(ways["reason"])
    assert set(ways.loc[ways["app"] == "xpm", "way"]) <= {"directly", "later"}


def test_ticks_are_kept_with_who_and_when_and_read_back_from_excel(ws: Workspace) -> None:
    plan = first_plan(ws)
    run = ws.hand_over(plan, way="by hand", release=int(plan.changes["ticked"].sum()))
    items = ws.handed_over(run).by_hand
    assert len(items) == run.total
    first, second = items["change_id"][:2]
    assert ws.tick(run, [first], by="ann") == 1
    assert ws.tick(run, [first], by="bob") == 0, "it is ticked already"
    found = ws.handed_over(run)
    row = found.items[found.items["change_id"] == first].iloc[0]
    assert (row["done"], row["ticked_by"]) == (True, "ann")
    assert ws.read_checklist(run, found.excel(), by="eve").ticked == (first,)
    assert ws.tick(run, [first], done=False, by="ann") == 1
    assert not ws.handed_over(run).items["done"].any()
    waiting = ws.waiting()
    assert set(waiting["outcome"]) == {"waiting"}, "a tick is a person's word, not what the app shows"
    with pytest.raises(NeedsUser):
        ws.tick(run, [second, "nothing"])


def test_a_second_look_and_a_repeated_one_change_nothing(ws: Workspace, person: Person) -> None:
    plan = first_plan(ws)
    run = ws.hand_over(plan, release=int(plan.changes["ticked"].sum()))
    person.upload(ws.handed_over(run).bulk.files[UPDATES])
    person.take_ignition(ws)
    path = ws.folder / "runs" / f"{run.run_id}.jsonl"
    before = path.read_bytes()
    assert ws.look() == 0
    assert path.read_bytes() == before, "the journal only grows, and only by news"


def test_a_look_that_broke_off_is_repeated(ws: Workspace, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between settling and noting: the next look finds and notes the same."""
    plan = first_plan(ws)
    run = ws.hand_over(plan, release=int(plan.changes["ticked"].sum()))
    for data in ws.handed_over(run).bulk.files.values():
        person.upload(data)

    class Crash(BaseException):
        pass

    def crash(*_: object, **__: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr("reconcile.plans.journal.Journal.adding", crash)
        with pytest.raises(Crash):
            person.take_ignition(ws)
    assert set(outcomes_of(ws, run.run_id)["outcome"]) == {"waiting"}
    links = len(ws.links())
    assert ws.look() > 0
    assert "applied" in set(outcomes_of(ws, run.run_id)["outcome"])
    assert len(ws.links()) == links


def test_a_plan_of_an_export_that_is_not_there_is_told(ws: Workspace, tmp_path: Path) -> None:
    plan = first_plan(ws)
    with pytest.raises(NeedsUser):
        ws.hand_over(plan, export=tmp_path / "nothing.csv", release=int(plan.changes["ticked"].sum()))
    with pytest.raises(NeedsUser, match="no way"):
        ws.hand_over(plan, way="by pigeon")
    assert ws.runs().empty, "nothing was used up"
