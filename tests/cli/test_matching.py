"""``links``, ``duplicates`` and ``decide`` on a practice that the sandbox serves."""

from __future__ import annotations

import pandas as pd


def test_links_tell_what_was_linked_and_what_was_left(run, served_practice):
    folder = served_practice.workspace.folder
    answer = run("links", folder, "--json")
    assert answer.code == 0
    assert len(answer.document["links"]) == len(served_practice.workspace.links()) > 0
    assert run("links", folder, "--json").document["linked"] == [], "a second time there is nothing new"
    assert "links in all" in run("links", folder).out


def test_duplicates_list_filter_and_export(run, served_practice, tmp_path):
    workspace = served_practice.workspace
    everything = run("duplicates", workspace.folder, "--json").document["pairs"]
    assert [pair["pair_id"] for pair in everything] == list(workspace.duplicates()["pair_id"])
    certain = run("duplicates", workspace.folder, "--band", "certain", "--json").document["pairs"]
    assert {pair["band"] for pair in certain} == {"certain"}
    assert 0 < len(certain) < len(everything)
    path = tmp_path / "pairs.csv"
    answer = run("duplicates", workspace.folder, "--csv", path, "--json")
    assert len(pd.read_csv(path)) == len(answer.document["pairs"]) == len(everything)
    assert f"{len(everything):,} pairs written" in answer.err


def test_dup_4_decide_keeps_who_when_and_why(run, own_practice):
    folder = own_practice.workspace.folder
    pair = run("duplicates", folder, "--json").document["pairs"][0]["pair_id"]
    answer = run("decide", folder, pair, "different", "--by", "Ngaire", "--note", "Two sisters", "--json")
    kept = answer.document
    assert (answer.code, kept["decision"], kept["decided_by"], kept["note"]) == (
        0,
        "different",
        "Ngaire",
        "Two sisters",
    )
    assert kept["decided_at"]
    assert pair not in {row["pair_id"] for row in run("duplicates", folder, "--undecided", "--json").document["pairs"]}
    assert run("decide", folder, pair, "later").code == 0


def test_an_unknown_pair_is_refused(run, served_practice):
    answer = run("decide", served_practice.workspace.folder, "nosuchpair", "same", "--json")
    assert (answer.code, answer.document["title"]) == (1, "No such pair")
