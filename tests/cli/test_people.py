"""``people``: named, changed and taken off the list, all of it or nothing."""

from __future__ import annotations

from reconcile.workspace import open_workspace


def test_people_are_named_changed_and_taken_off(run, tmp_path):
    open_workspace(tmp_path)
    named = run(
        "people", tmp_path, "--set", "Kim@Practice.example=approver", "--set", "lee@practice.example=viewer", "--json"
    )
    assert named.document == {"people": {"kim@practice.example": "approver", "lee@practice.example": "viewer"}}
    changed = run(
        "people", tmp_path, "--set", "lee@practice.example=reviewer", "--remove", "KIM@practice.example", "--json"
    )
    assert changed.document == {"people": {"lee@practice.example": "reviewer"}}
    assert "takes snapshots, links, decides pairs" in " ".join(run("people", tmp_path).out.split())


def test_one_bad_change_keeps_nothing(run, tmp_path):
    open_workspace(tmp_path)
    for wrong in (("--set", "kim@practice.example"), ("--set", "kim@practice.example=boss"), ("--remove", "nobody")):
        answer = run("people", tmp_path, "--set", "lee@practice.example=viewer", *wrong, "--json")
        assert (answer.code, answer.document["error"]) == (1, "NeedsUser")
    assert open_workspace(tmp_path).people == {}
