"""``plan``, ``apply`` and ``undo`` from end to end against the sandbox."""

from __future__ import annotations

import json
import threading

import jsonschema
import openpyxl
import pandas as pd
import pytest

from reconcile.plans.plan import Plan
from reconcile.plans.watch import Watch


def build(run, folder) -> dict:
    answer = run("plan", folder, "--json")
    assert answer.code == 0
    return answer.document


def test_plan_is_shown_counted_and_written(run, served_practice, tmp_path):
    folder = served_practice.workspace.folder
    whole, changes = tmp_path / "plan.json", tmp_path / "plan.csv"
    answer = run("plan", folder, "--out", whole, "--json")
    document = answer.document
    assert len(document["changes"]) == document["summary"]["changes"] > 0
    assert len(document["held"]) == document["summary"]["held"]
    assert Plan.from_json(whole.read_text(encoding="utf-8")).plan_id == document["plan_id"]
    assert run("plan", folder, "--out", changes).code == 0
    assert len(pd.read_csv(changes)) == len(document["changes"])
    assert run("plan", folder, "--out", tmp_path / "plan.docx", "--json").code == 2


def test_apply_writes_then_undo_takes_back(run, own_practice):
    folder, sandbox = own_practice.workspace.folder, own_practice.sandbox
    plan = build(run, folder)
    chosen = [change["change_id"] for change in plan["changes"] if change["kind"] == "link"][:3]
    assert chosen
    only = [part for change_id in chosen for part in ("--only", change_id)]
    applied = run("apply", folder, "--plan", plan["plan_id"], *only, "--by", "Ngaire", "--json")
    assert (applied.code, applied.document["by"], applied.document["total"]) == (0, "Ngaire", len(chosen))
    assert applied.document["outcomes"] == {"applied": len(chosen)}
    writes = [row for row in sandbox.requests() if row["effect"]]
    assert len(writes) == len(chosen)

    again = run("apply", folder, "--plan", plan["plan_id"], "--json")
    assert (again.code, again.document["error"]) == (1, "NotAllowed")
    assert [row for row in sandbox.requests() if row["effect"]] == writes, "REL-5: a used plan sends nothing"

    back = run("undo", folder, applied.document["run_id"], "--json").document
    assert (back["undo_of"], len(back["changes"])) == (applied.document["run_id"], len(chosen))
    assert run("apply", folder, "--plan", back["plan_id"], "--json").code == 0


def test_what_moved_since_is_set_aside_and_exits_1(run, own_practice):
    """REL-3: an edit made in the app after the plan was built is never overwritten, and a script notices."""
    folder, sandbox = own_practice.workspace.folder, own_practice.sandbox
    plan = build(run, folder)
    target = next(change for change in plan["changes"] if (change["app"], change["kind"]) == ("ignition", "link"))
    sandbox.edit("ignition", target["record_id"], {"xpm_id": "38299999"})
    answer = run("apply", folder, "--plan", plan["plan_id"], "--only", target["change_id"], "--json")
    assert answer.code == 1
    assert set(answer.document["outcomes"]) & {"stale", "conflict"}
    assert sandbox.state.ignition_client(target["record_id"])["xpm_id"] == "38299999"


def test_rel_9_a_brake_names_the_number_that_releases_it(run, own_practice):
    folder = own_practice.workspace.folder
    run("settings", folder, "--set", "limits.changes=1")
    plan = build(run, folder)
    assert plan["brakes"]
    two = [part for change in plan["changes"] if change["kind"] == "link" for part in ("--only", change["change_id"])][
        :4
    ]
    refused = run("apply", folder, *two, "--json")
    assert (refused.code, refused.document["error"]) == (1, "Brake")
    assert not any(row["effect"] for row in own_practice.sandbox.requests())
    assert run("apply", folder, *two, "--release", "7", "--json").document["error"] == "Brake"
    assert run("apply", folder, *two, "--release", "2", "--json").code == 0


def test_apply_goes_on_with_an_interrupted_run(run, own_practice):
    """REL-12: what Ctrl-C stopped is found without its id and brought to its end."""
    from reconcile.plans.watch import Watch

    workspace = own_practice.workspace
    plan = workspace.build_plan()
    links = list(plan.changes.loc[plan.changes["kind"] == "link", "change_id"][:4])

    def stop(_operation, _outcomes):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workspace.apply(plan, links, watch=Watch(progress=stop))
    assert run("status", workspace.folder, "--json").document["interrupted"] == [plan.plan_id]
    answer = run("apply", workspace.folder, "--json")
    assert (answer.code, answer.document["state"], answer.document["done"]) == (0, "done", len(links))
    assert "interrupted" in answer.err
    writes = [row for row in own_practice.sandbox.requests() if row["effect"]]
    assert len(writes) == len(links), "REL-2: nothing is written twice"


def test_apply_without_a_plan_says_how_to_get_one(run, own_practice):
    answer = run("apply", own_practice.workspace.folder, "--json")
    assert (answer.code, answer.document["title"]) == (1, "No plan")
    assert run("undo", own_practice.workspace.folder, "nosuchrun", "--json").code == 1


def test_syn_9_a_plan_of_one_client(run, served_practice):
    folder = served_practice.workspace.folder
    whole = build(run, folder)["changes"]
    name = next(change["client_name"] for change in whole if change["kind"] == "link")
    target = next(change["record_id"] for change in whole if change["client_name"] == name and change["kind"] == "link")
    answer = run("plan", folder, "--client", f"ignition:{target}", "--json")
    assert answer.code == 0, answer.out
    assert {change["client_name"] for change in answer.document["changes"]} == {name}
    assert len(answer.document["changes"]) < len(whole)


def test_a_plan_is_handed_on_and_loaded_back_and_an_edited_one_is_refused(run, own_practice, tmp_path):
    folder = own_practice.workspace.folder
    files = {ending: tmp_path / f"plan.{ending}" for ending in ("json", "xlsx", "html")}
    first = run("plan", folder, "--export", files["json"], "--json").document
    for ending in ("xlsx", "html"):
        assert run("plan", folder, "--plan", first["plan_id"], "--export", files[ending]).code == 0
    assert openpyxl.load_workbook(files["xlsx"]).sheetnames == ["Changes", "Held", "Summary"]
    assert first["plan_id"] in files["html"].read_text(encoding="utf-8")
    schema = run("plan-schema").document
    jsonschema.validate(json.loads(files["json"].read_bytes()), schema)
    (folder / "plans" / f"{first['plan_id']}.json").unlink()
    loaded = run("load-plan", folder, files["json"], "--json")
    assert (loaded.code, loaded.document["plan_id"], loaded.document["used"]) == (0, first["plan_id"], False)
    assert run("plan", folder, "--plan", first["plan_id"], "--json").document["changes"] == first["changes"]
    files["json"].write_bytes(files["json"].read_bytes().replace(b'"ticked":true', b'"ticked":false', 1))
    refused = run("load-plan", folder, files["json"], "--json")
    assert (refused.code, refused.document["title"]) == (1, "An edited plan")
    assert run("load-plan", folder, tmp_path / "no.json", "--json").code == 1
    assert run("plan", folder, "--plan", first["plan_id"], "--app", "xpm").code == 2
    assert run("plan-schema", "--out", tmp_path / "s" / "plan.schema.json").code == 0


def test_the_failures_of_a_run_are_tried_again_alone_and_the_run_is_filed(run, own_practice, tmp_path):
    """REL-2: what was applied is not among them."""
    folder, sandbox = own_practice.workspace.folder, own_practice.sandbox
    plan = build(run, folder)
    links = [change for change in plan["changes"] if change["kind"] == "link"][:3]
    cancelled = threading.Event()
    cancelled.set()
    workspace = own_practice.workspace
    workspace.apply(
        workspace.plan(plan["plan_id"]), [change["change_id"] for change in links], by="Ngaire", watch=Watch(cancelled)
    )
    again = run("retry", folder, plan["plan_id"], "--json")
    assert again.code == 0, again.out
    assert {change["change_id"] for change in again.document["changes"]} == {change["change_id"] for change in links}
    people = run("run-report", folder, plan["plan_id"])
    assert "reconcile retry" in people.out
    assert "Ngaire" in people.out
    assert run("apply", folder, "--plan", again.document["plan_id"], "--json").code == 0
    effects = [row for row in sandbox.requests() if row["effect"]]
    assert len(effects) == len(links)
    assert run("retry", folder, again.document["plan_id"], "--json").document["title"] == "Nothing to try again"
    assert run("retry", folder, plan["plan_id"], "--only", "stale", "--json").code == 1
    for ending in ("html", "xlsx"):
        assert run("run-report", folder, plan["plan_id"], "--out", tmp_path / f"run.{ending}").code == 0
    assert "Ngaire" in (tmp_path / "run.html").read_text(encoding="utf-8")
    assert run("run-report", folder, plan["plan_id"], "--out", tmp_path / "run.pdf").code == 2
    report = run("run-report", folder, again.document["plan_id"], "--json").document
    assert report["calls"]["ignition"]["least"] <= report["calls"]["ignition"]["used"]
