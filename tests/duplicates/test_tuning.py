"""Answers teach only where a person lets them, and the tool says beforehand what it would do (DUP-9)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.tuning import FEWEST, tune
from reconcile.duplicates.tuning_store import keep_tuning, taken_answers, tuning_history, tuning_key
from reconcile.errors import BadInput
from tests.duplicates.test_answers import copy_pairs, with_moved_copies
from tests.duplicates.test_find import practice

ROWS = with_moved_copies(practice(90))
COPIES = copy_pairs(ROWS)


def others(count: int) -> list[frozenset[str]]:
    """Pairs of two clients."""
    found = find_duplicates(ROWS)
    related = found[found["label"] == "related"]
    return [frozenset(ends) for ends in related[["id_a", "id_b"]].head(count).itertuples(index=False, name=None)]


def test_dup_9_too_few_answers_say_so() -> None:
    found = tune(ROWS, dict.fromkeys(COPIES[:3], True))
    assert not found.enough
    assert f"At least {FEWEST}" in found.said
    assert found.changes.empty
    one_sided = tune(ROWS, dict.fromkeys([frozenset((f"a{n}", f"b{n}")) for n in range(40)], True))
    assert not one_sided.enough


def test_dup_9_says_what_would_change_and_what_it_does_to_answers_held_out() -> None:
    answers = dict.fromkeys(COPIES, True) | dict.fromkeys(others(20), False)
    assert len(COPIES) >= 5
    found = tune(ROWS, answers)
    assert found.enough
    assert list(found.scores["measure"]) == ["precision", "recall", "F1"]
    assert found.scores[["before", "after"]].to_numpy().min() >= 0
    assert found.scores[["before", "after"]].to_numpy().max() <= 1
    assert (found.changes["before"] != found.changes["after"]).any()
    recall = found.scores.set_index("measure").loc["recall"]
    assert recall["after"] >= recall["before"], "people confirmed what the list alone does not show"


def test_dup_9_kept_with_who_and_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "tuning.jsonl"
    assert taken_answers(path) == {}
    assert tuning_key({}) == ""
    answers = {frozenset(("xpm:1", "ignition:2")): True, frozenset(("xpm:3", "ignition:4")): False}
    keep_tuning(path, answers, by="Ngaire", said="better")
    assert taken_answers(path) == answers
    assert tuning_key(answers) == tuning_key(dict(reversed(answers.items())))
    keep_tuning(path, {}, by="Tom", said="")
    assert taken_answers(path) == {}
    history = tuning_history(path)
    assert history[["by", "action", "answers"]].to_numpy().tolist() == [
        ["Tom", "taken back", 0],
        ["Ngaire", "taken", 2],
    ]
    path.write_text("{broken", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        taken_answers(path)


def test_dup_9_nothing_changes_by_looking() -> None:
    before = find_duplicates(ROWS)
    tune(ROWS, dict.fromkeys(COPIES, True) | dict.fromkeys(others(20), False))
    pd.testing.assert_frame_equal(find_duplicates(ROWS), before)
