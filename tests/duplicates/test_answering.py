"""The side of the second process answers every question, whatever it is, and ends when the pipe does."""

from __future__ import annotations

import io
import pickle
from typing import Any

import pytest

from reconcile.duplicates.answering import LENGTH, READY, serve


def question(work: Any, items: list[Any]) -> bytes:
    asked = pickle.dumps((work, items))
    return LENGTH.pack(len(asked)) + asked


def answers(asked: bytes) -> list[Any]:
    told = io.BytesIO()
    serve(io.BytesIO(asked), told)
    told.seek(0)
    assert told.read(1) == READY
    found = []
    while told.tell() < len(told.getvalue()):
        found.append(pickle.load(told))
    return found


def test_questions_are_answered_in_order_and_what_fails_has_no_answer() -> None:
    asked = question(str.upper, ["a", "b"]) + question(len, [5]) + question(str.lower, ["C"]) + question(len, [])
    assert answers(asked) == [["A", "B"], None, ["c"], []]


@pytest.mark.parametrize("kept", [0, 3, LENGTH.size, LENGTH.size + 5])
def test_a_question_that_breaks_off_ends_it(kept: int) -> None:
    assert answers(question(str.upper, ["a"]) + question(str.upper, ["b"])[:kept])[0] == ["A"]
