"""``settings`` shows and changes what the apps allow."""

from __future__ import annotations

from reconcile.workspace import open_workspace


def test_settings_are_shown_and_changed_together(run, tmp_path):
    changed = run("settings", tmp_path, "--set", "gusto.scope=nothing", "--set", "xpm.direction=two_way", "--json")
    assert changed.code == 0
    assert changed.document["xpm"] == {"scope": "everything", "direction": "two_way"}
    assert run("settings", tmp_path, "--json").document == changed.document
    assert "two_way" in run("settings", tmp_path).out


def test_set_2_two_sources_are_refused_and_nothing_is_kept(run, tmp_path):
    before = open_workspace(tmp_path).settings
    answer = run("settings", tmp_path, "--set", "xpm.direction=two_way", "--set", "limits.changes=9", "--json")
    assert (answer.code, answer.document["error"]) == (1, "NotAllowed")
    assert open_workspace(tmp_path).settings == before


def test_unknown_names_are_bad_usage_and_unfit_values_are_refused(run, tmp_path):
    assert run("settings", tmp_path, "--set", "xpm.colour=red", "--json").code == 2
    assert run("settings", tmp_path, "--set", "xpm", "--json").code == 2
    for text in ("limits.changes=many", "xpm.direction=sideways", "timezone=Mars/Olympus", "limits.shrink=7"):
        answer = run("settings", tmp_path, "--set", text, "--json")
        assert (answer.code, answer.document["error"]) == (1, "NeedsUser"), text


def test_set_9_preview_shows_what_would_be_overwritten_and_keeps_nothing(run, served_practice):
    workspace = served_practice.workspace
    workspace.link_exact_names()
    before = workspace.settings
    wanted = ("--set", "gusto.scope=nothing", "--set", "xpm.direction=from_app")
    answer = run("settings", workspace.folder, *wanted, "--preview", "--json")
    assert answer.code == 0, answer.out
    assert answer.document["overwritten"], "the demo's lists differ"
    assert {row["app"] for row in answer.document["overwritten"]} == {"ignition"}
    assert all(row["before"] for row in answer.document["overwritten"])
    assert workspace.settings == before
    assert "would overwrite" in run("settings", workspace.folder, *wanted, "--preview").out
    refused = run("settings", workspace.folder, "--set", "xpm.direction=two_way", "--preview", "--json")
    assert (refused.code, refused.document["error"]) == (1, "NotAllowed")
