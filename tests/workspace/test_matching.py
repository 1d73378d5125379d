"""Links by hand: what a person ties stays tied, what a person parts stays parted."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconcile.errors import NeedsUser
from tests.practice import ignition, practice, xpm


def test_a_link_that_was_ended_by_hand_does_not_come_back_with_the_next_plan(tmp_path: Path) -> None:
    ws = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Kea Farm"))
    ws.link_exact_names()
    assert ws.unlink("xpm", "x1", "i1", by="Kim") == 1
    ws.build_plan()
    assert ws.links().empty


def test_two_that_were_unlinked_can_be_linked_again_by_hand(tmp_path: Path) -> None:
    ws = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Kea Farm"))
    ws.link_exact_names()
    ws.unlink("xpm", "x1", "i1")
    ws.link("xpm", "x1", "i1", by="Kim")
    ws.build_plan()
    assert list(ws.links()["linked_by"]) == ["Kim"]


def test_a_client_that_is_in_no_snapshot_cannot_be_linked(tmp_path: Path) -> None:
    ws = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Kea Farm"))
    with pytest.raises(NeedsUser, match="no client 'x9'"):
        ws.link("xpm", "x9", "i1")
    assert ws.links().empty
