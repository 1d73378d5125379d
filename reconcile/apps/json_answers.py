"""Reads an app's JSON answer, and tells one that was cut off from one that is wrong."""

from __future__ import annotations

import json
from typing import Any

from reconcile.apps.http import Answer
from reconcile.apps.statuses import no_answer
from reconcile.errors import BadInput
from reconcile.model import App

JSON = ("application/json",)
CLOSING = {"{": "}", "[": "]"}


def json_object(app: App, answer: Answer) -> dict[str, Any]:
    """The answer as an object; raises ``TryAgain`` if it is cut off and ``BadInput`` if it is anything else."""
    value = _value(app, answer)
    if not isinstance(value, dict):
        raise _unexpected(app)
    return value


def json_objects(app: App, answer: Answer) -> list[dict[str, Any]]:
    """The answer as a list of objects; raises as ``json_object`` does."""
    value = _value(app, answer)
    if not isinstance(value, list) or not all(isinstance(member, dict) for member in value):
        raise _unexpected(app)
    return value


def _value(app: App, answer: Answer) -> Any:
    text = answer.body.decode("utf-8-sig", errors="replace").strip()
    try:
        return json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise (no_answer(app) if _is_cut_off(text, error) else _unexpected(app)) from None


def _is_cut_off(text: str, error: Exception) -> bool:
    """Whether the text began as an object or a list and ended before its own end."""
    if text and text[0] not in CLOSING:
        return False
    open_at_end = isinstance(error, json.JSONDecodeError) and error.pos >= len(text)
    return not text or open_at_end or text[-1] != CLOSING[text[0]]


def _unexpected(app: App) -> BadInput:
    return BadInput(
        f"{app.label}'s answer is not of the form that its interface promises.",
        title=f"This is not {app.label}'s answer",
        hint="Check the address of the connection; if it is right, the interface may have changed.",
    )
