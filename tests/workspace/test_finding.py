"""Looking a client up by name or id."""

from pathlib import Path

import pytest

from reconcile.errors import NeedsUser
from reconcile.model import State
from tests.practice import ignition, practice, xpm


def test_new_3_a_client_made_in_xpm_is_found_by_name_as_one_types(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm Holdings"),
        xpm("x2", "The Old Kea"),
        xpm("x3", "Kea, gone", state=State.ARCHIVED),
        ignition("i1", "kea supplies"),
    )
    assert list(workspace.search("KEA")["name"]) == ["Kea Farm Holdings", "kea supplies", "The Old Kea"]
    assert list(workspace.search("kea", "xpm")["client_id"]) == ["x1", "x2"]
    assert workspace.search("  ").empty
    assert workspace.search("nobody").empty


def test_a_link_made_by_hand_holds_and_can_be_ended(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Kea Farm", number="7"), ignition("i1", "Quite Another"))
    workspace.link("xpm", "x1", "i1", by="ann")
    assert list(workspace.links()["linked_by"]) == ["ann"]
    assert set(workspace.build_plan().changes["kind"]) == {"link", "update"}
    assert workspace.unlink("xpm", "x1", "i1", by="bob") == 1
    assert workspace.links().empty
    with pytest.raises(NeedsUser, match="has no client"):
        workspace.link("xpm", "nobody", "i1")
