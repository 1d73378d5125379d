"""``snapshot`` from apps, files and other addresses, and ``status``."""

from __future__ import annotations

import json

import pytest

from reconcile.apps import Connections
from reconcile.cli.sources import elsewhere
from reconcile.errors import NotAllowed
from reconcile.model import App

CSV = "Code;Business name;E-mail\n7;Kōwhai Café;hello@kowhai.example\n8;Rimu & Sons;\n"


def test_snapshot_of_one_app_and_of_all(run, own_practice):
    folder = own_practice.workspace.folder
    one = run("snapshot", folder, "--app", "xpm", "--json")
    assert (one.code, [taken["app"] for taken in one.document["snapshots"]]) == (0, ["xpm"])
    every = run("snapshot", folder, "--json").document
    assert [taken["app"] for taken in every["snapshots"]] == [app.value for app in App]
    assert every["snapshots"][0]["clients"] == own_practice.sandbox.state.count("xpm")


def test_rel_14_how_many_calls_it_takes_is_said_before_it_begins(run, own_practice):
    answer = run("snapshot", own_practice.workspace.folder, "--app", "xpm", "--json")
    (taken,) = answer.document["snapshots"]
    assert (taken["estimate"]["calls"], taken["estimate"]["over_the_day"], taken["unread"]) == (5, False, 0)
    assert "XPM: 5 calls" in answer.err


def test_rel_14_more_than_today_allows_is_refused_unless_told_otherwise(run, own_practice):
    folder = own_practice.workspace.folder
    run("snapshot", folder, "--app", "xpm")
    budget = own_practice.workspace.connections.target("xpm").budget
    budget.take()
    budget.answered({"X-MinLimit-Remaining": "60", "X-DayLimit-Remaining": "4"})
    refused = run("snapshot", folder, "--app", "xpm", "--json")
    assert (refused.code, refused.document["failed"][0]["title"]) == (1, "More than today's calls")
    assert "--over-the-day" in refused.document["failed"][0]["hint"]
    assert run("snapshot", folder, "--app", "xpm", "--over-the-day").code == 0


def test_one_app_that_fails_does_not_hide_the_others(run, own_practice):
    path = own_practice.workspace.folder / "connections.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**known, "xpm": {**known["xpm"], "token": "revoked"}}), encoding="utf-8")
    answer = run("snapshot", own_practice.workspace.folder, "--json")
    assert answer.code == 1
    assert [taken["app"] for taken in answer.document["snapshots"]] == ["ignition", "gusto"]
    (failed,) = answer.document["failed"]
    assert failed["app"] == "xpm"
    assert failed["title"]
    assert failed["hint"]
    assert "revoked" not in answer.out + answer.err


def test_snapshot_of_a_file_makes_the_workspace(run, tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text(CSV, encoding="utf-8")
    answer = run("snapshot", tmp_path / "practice", "--app", "xpm", "--file", path, "--json")
    assert (answer.code, answer.document["snapshots"][0]["clients"]) == (0, 2), answer.out
    status = run("status", tmp_path / "practice", "--json").document
    assert [taken["app"] for taken in status["snapshots"]] == ["xpm"]
    assert status["connected"] == []


def test_columns_can_be_named_and_ids_counted(run, tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("Ding,Dong\nKōwhai Café,x\nRimu & Sons,y\n", encoding="utf-8")
    command = ("snapshot", tmp_path / "practice", "--app", "gusto", "--file", path)
    refused = run(*command, "--json")
    assert (refused.code, refused.document["failed"][0]["error"]) == (1, "BadInput")
    taken = run(*command, "--column", "name=Ding", "--row-ids", "--json")
    assert (taken.code, taken.document["snapshots"][0]["clients"]) == (0, 2)


def test_ignition_s_export_is_recognised(run, own_practice, tmp_path):
    import requests

    connection = own_practice.sandbox.connections["ignition"]
    headers = {"Authorization": f"Bearer {connection['token']}"}
    export = requests.get(connection["export_url"], headers=headers, timeout=10)
    path = tmp_path / "clients.csv"
    path.write_bytes(export.content)
    taken = run("snapshot", own_practice.workspace.folder, "--app", "ignition", "--file", path, "--json").document
    assert taken["snapshots"][0]["clients"] == own_practice.sandbox.state.count("ignition")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--good-rows",),
        ("--file", "x.csv", "--column", "shoe_size=Size"),
        ("--app", "xpm", "--file", "x", "--url", "http://127.0.0.1:1"),
        ("--row-ids",),
        ("--app", "sage"),
    ],
)
def test_what_does_not_go_together_is_bad_usage(run, own_practice, arguments):
    assert run("snapshot", own_practice.workspace.folder, *arguments, "--json").code == 2


def test_an_app_at_another_address_of_this_machine(run, own_practice):
    url = own_practice.sandbox.connections["xpm"]["base_url"].replace("127.0.0.1", "localhost")
    answer = run("snapshot", own_practice.workspace.folder, "--app", "xpm", "--url", url, "--json")
    assert answer.code == 0, answer.out
    assert answer.document["snapshots"][0]["origin_place"].startswith("http://localhost")


def test_a_kept_token_goes_to_no_other_host():
    kept = {"base_url": "https://api.xero.example", "token": "secret", "tenant_id": "t"}
    connections = Connections.from_dict({"xpm": kept})
    with pytest.raises(NotAllowed, match="no token"):
        elsewhere(connections, App.XPM, "https://api.elsewhere.example")
    with pytest.raises(NotAllowed):
        elsewhere(connections, App.XPM, "http://127.0.0.1:9")
    assert elsewhere(connections, App.XPM, "https://api.elsewhere.example", token="given").app is App.XPM
    assert elsewhere(connections, App.XPM, "https://api.xero.example/v2").app is App.XPM


def test_status_counts_what_is_there(run, served_practice):
    workspace = served_practice.workspace
    status = run("status", workspace.folder, "--json").document
    assert {taken["app"]: taken["clients"] for taken in status["snapshots"]} == {
        app.value: served_practice.sandbox.state.count(app.value) for app in App
    }
    assert status["pairs"]["total"] == len(workspace.duplicates())
    words = run("status", workspace.folder).out
    assert "Flagged pairs" in words
    assert "XPM, Ignition, Gusto" in words
