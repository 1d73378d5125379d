"""A practice learns from its answers on a person's word, and forgets again on another (DUP-9); a queue that asks little."""

from __future__ import annotations

import itertools
from pathlib import Path

import pandas as pd
import pytest

from reconcile.errors import NeedsUser
from reconcile.workspace import Workspace, open_workspace
from tests.practice import ignition as ign
from tests.practice import take, xpm

GIVEN = ["John", "Mary", "Peter", "Susan", "Ahmed", "Grace", "Liam", "Olga"]
FAMILY = ["Trelawny", "Kowalski", "Fairweather", "Okafor", "Hinemoa", "Pritchard"]


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    workspace = open_workspace(tmp_path / "practice")
    people = [f"{given} {family}" for family, given in itertools.product(FAMILY, GIVEN[:5])]
    here = [xpm(f"x{n}", name, email=f"{name[0].lower()}{n}@post.example") for n, name in enumerate(people)]
    there = [
        ign(f"i{n}", f"{name.split()[1]}, {name[0]}", email=f"{name[0].lower()}{n}@post.example")
        for n, name in enumerate(people)
    ]
    take(workspace, *here, *there)
    return workspace


def test_dup_9_learns_only_when_told_and_forgets_when_told(ws: Workspace) -> None:
    with pytest.raises(NeedsUser, match="At least"):
        ws.take_tuning(by="Ngaire")
    with pytest.raises(NeedsUser):
        ws.take_back_tuning()
    pairs = ws.duplicates(related=True)
    same = pairs[pairs["label"] == "same"]
    apart = pairs[pairs["label"] == "related"].head(20)
    assert len(same) >= 15
    assert len(apart) >= 5
    ws.decide(list(apart["pair_id"]), "different", by="Ngaire")
    ws.decide(list(same["pair_id"]), "same", by="Ngaire")
    before = ws.duplicates(related=True)
    found = ws.tuning()
    assert found.enough
    assert ws.duplicates(related=True)["probability"].tolist() == before["probability"].tolist(), (
        "looking changes nothing"
    )
    ws.take_tuning(found, by="Ngaire")
    assert ws.tuning_history()[["by", "action"]].to_numpy().tolist() == [["Ngaire", "taken"]]
    taught = ws.duplicates(related=True)
    ws.take_back_tuning(by="Tom")
    assert ws.duplicates(related=True)["probability"].tolist() == before["probability"].tolist()
    assert taught["pair_id"].is_unique
    assert len(ws.tuning_history()) == 2


def test_dup_9_what_a_tuning_would_move_is_what_moves_when_it_is_taken(ws: Workspace) -> None:
    """Ngaire calls half of what looks alike different, so that the matcher has something to learn."""
    pairs = list(ws.duplicates()["pair_id"])
    ws.decide(pairs[:15], "different", by="Ngaire")
    ws.decide(pairs[15:28], "same", by="Ngaire")
    tuning = ws.tuning()
    moves, before = ws.tuning_moves(tuning), _heights(ws)
    ws.take_tuning(tuning, by="Ngaire")
    after = _heights(ws)
    moved = {pair for pair in before | after if round(before.get(pair, 0), 2) != round(after.get(pair, 0), 2)}
    assert set(moves["pair_id"]) == moved != set()
    for column, heights in (("before", before), ("after", after)):
        told = dict(zip(moves["pair_id"], moves[column], strict=True))
        assert told == {pair: heights.get(pair) for pair in moves["pair_id"]}


def _heights(ws: Workspace) -> dict[str, float]:
    """The probabilities of the flagged pairs, whether an answer has linked them or not."""
    pairs = pd.concat([ws.duplicates(), ws.answered_pairs()])
    same = pairs[pairs["label"] == "same"]
    return dict(zip(same["pair_id"], same["probability"].astype(float), strict=True))


def test_dup_9_answers_are_held_against_what_was_shown_even_where_they_made_a_link(ws: Workspace) -> None:
    pairs = ws.duplicates()
    first, second = pairs["pair_id"][:2]
    ws.decide(first, "same")
    ws.decide(second, "different")
    ws.decide(pairs["pair_id"][2], "later")
    assert first not in set(ws.duplicates()["pair_id"]), "it is linked now"
    answered = ws.answered_pairs()
    assert dict(zip(answered["pair_id"], answered["decision"], strict=True)) == {first: "same", second: "different"}
    assert list(answered["probability"]) == [float(pairs["probability"][n]) for n in (0, 1)]


def test_dup_6_the_order_leaves_out_what_answers_imply(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path / "practice")
    names = ["Bramble Joinery Pty Ltd", "Bramble Joinery Pty Limited", "BRAMBLE JOINERY P/L"]
    others = [xpm(f"o{n}", f"{word} Holdings Ltd", email=f"o{n}@x.example") for n, word in enumerate(FAMILY * 3)]
    take(ws, *(xpm(f"x{n}", name, email="hello@bramble.example") for n, name in enumerate(names)), *others)
    pairs = ws.duplicates()
    bramble = pairs[pairs["name_a"].str.lower().str.startswith("bramble")]
    assert len(bramble) == 3
    first, second, third = [pair for pair in ws.review_order().ask if pair in set(bramble["pair_id"])]
    ws.decide(first, "same")
    ws.decide(second, "same")
    order = ws.review_order()
    assert order.implied == {third: "same"}
    assert third not in order.ask
    ws.decide(third, "different")
    assert ws.review_order().broken == (third,)
