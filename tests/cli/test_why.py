"""``why``: the diagnosis as words and as a document."""

from __future__ import annotations


def test_why_checks_in_the_order_of_the_rules(run, served_practice):
    workspace = served_practice.workspace
    workspace.link_exact_names()
    links = workspace.links()
    linked = links[links["app_a"] == "xpm"].iloc[0]
    answer = run("why", workspace.folder, f"xpm:{linked['id_a']}", "email", "--json")
    assert answer.code == 0, answer.out
    rules = [check["rule"] for check in answer.document["checks"]]
    assert rules == sorted(rules)
    assert rules
    assert answer.document["client"] == linked["name_a"]
    assert answer.document["todo"]
    words = run("why", workspace.folder, f"xpm:{linked['id_a']}", "email")
    assert (words.code, "→" in words.out) == (0, True)


def test_an_unknown_client_is_refused(run, served_practice):
    answer = run("why", served_practice.workspace.folder, "Nobody of this name", "--json")
    assert (answer.code, answer.document["error"]) == (1, "NeedsUser")
