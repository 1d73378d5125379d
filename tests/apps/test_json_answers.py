"""JSON answers: whole, cut off, or wrong."""

from __future__ import annotations

import pytest

from reconcile.apps.http import Answer
from reconcile.apps.json_answers import json_object, json_objects
from reconcile.errors import BadInput, TryAgain
from reconcile.model import App

WHOLE = '{"name": "Søn", "list": [1, 2.5, true, null], "deep": {"a": "\\u00e9"}}'.encode()


def answer(body: bytes) -> Answer:
    return Answer(200, {}, body)


def test_a_whole_answer_with_or_without_a_mark() -> None:
    for body in (WHOLE, b"\xef\xbb\xbf" + WHOLE):
        assert json_object(App.GUSTO, answer(body))["name"] == "Søn"


def test_an_answer_cut_anywhere_is_try_again() -> None:
    for end in range(len(WHOLE)):
        with pytest.raises(TryAgain):
            json_object(App.GUSTO, answer(WHOLE[:end]))


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"\xff\xfe", b"{} {}", b"<html>", b"[" * 100_000 + b"]", b'{"a" 1, "b": 2}']
)
def test_anything_else_is_bad_input(body: bytes) -> None:
    with pytest.raises(BadInput):
        json_object(App.GUSTO, answer(body))


@pytest.mark.parametrize("body", [b"{}", b"[1]", b"[{}, null]"])
def test_a_list_holds_objects(body: bytes) -> None:
    with pytest.raises(BadInput):
        json_objects(App.GUSTO, answer(body))
