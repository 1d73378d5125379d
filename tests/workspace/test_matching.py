"""Links by hand: what a person ties stays tied, what a person parts stays parted."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconcile import show
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.show.first_import import first_import
from reconcile.show.funnel import standing_of
from reconcile.workspace import Workspace
from tests.pages.conftest import RECORDS
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


def same_told(ws: Workspace) -> None:
    """What is quick after every answer says the same as what is worked out anew."""
    clients = {app: ws.clients(app) for app in App}
    queue, pairs, names = ws.review_queue(), ws.duplicates(), ws.flagged_names()
    told = dict(zip(names["pair_id"], names["decision"], strict=True))
    assert told.items() >= dict(zip(pairs["pair_id"], pairs["decision"], strict=True)).items()
    quick = standing_of(clients, ws.linked_records(), queue.records_of(queue.open))
    assert quick.equals(show.standing(clients, ws.links(), pairs))
    one, other = (first_import(clients, ws.links(), each, ws.unlinked("xpm")) for each in (names, pairs))
    assert (one.doubles.values.tolist(), one.undecided) == (other.doubles.values.tolist(), other.undecided)
    assert one.links.equals(other.links)


def test_what_is_quick_after_every_answer_says_the_same_as_what_is_worked_out_anew(tmp_path: Path) -> None:
    ws = practice(tmp_path, *RECORDS)
    same_told(ws)
    said = ws.ever_said()
    ws.link_exact_names()
    same_told(ws)
    pairs = list(ws.duplicates()["pair_id"])
    for pair, verdict in zip(pairs, ("same", "different", "later", "same"), strict=False):
        ws.decide(pair, verdict)  # type: ignore[arg-type]  # they are answers
        same_told(ws)
        assert said != (said := ws.ever_said())
    ws.undo_decision(pairs[0])
    same_told(ws)
    assert ws.links_beyond_answers() == (ws.links()["origin"] != "decision").sum()
