"""Ignition's Reporting API: clients and contacts in pages, read-only; archived clients only where they are asked for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reconcile.sandbox.clock import parse_time
from reconcile.sandbox.documents import Row
from reconcile.sandbox.ignition.rows import client_row, contact_row, users_by_email
from reconcile.sandbox.state import SandboxState

LARGEST_PAGE = 100
STATES = ("lead", "active", "inactive", "lost", "archived")

Item = tuple[int, int, dict[str, Any]]
"""An item of a list with its place: the client's, and the contact's within the client."""


class Unclear(Exception):
    """A parameter that cannot be understood."""


@dataclass(frozen=True)
class Question:
    """The parameters of a list. ``after`` is the place of the last item of the page before."""

    limit: int
    after: tuple[int, int]
    updated_from: datetime | None
    state: str | None

    @classmethod
    def of(cls, request: Request) -> Question:
        """The parameters of a request. Raises `Unclear`."""
        query = request.query_params
        state = query.get("state")
        if state is not None and state not in STATES:
            raise Unclear(f"state must be one of {', '.join(STATES)}")
        limit = query.get("limit", str(LARGEST_PAGE))
        if not limit.isdigit() or int(limit) < 1:
            raise Unclear("limit must be a whole number above 0")
        text = query.get("updated_from")
        try:
            since = parse_time(text) if text else None
        except ValueError:
            raise Unclear("updated_from must be an ISO 8601 time") from None
        return cls(min(int(limit), LARGEST_PAGE), read_cursor(query.get("cursor", "")), since, state)

    def wants(self, row: Row) -> bool:
        """Whether a client is in the list: archived ones only where the state says so."""
        state: str = row.document["state"]
        return state == self.state if self.state else state != "archived"


def list_clients(state: SandboxState, question: Question) -> Iterator[Item]:
    """The clients of a list, behind the place it goes on from."""
    users = users_by_email(state)
    for row in state.rows("ignition", since=question.updated_from, after=question.after[0]):
        if question.wants(row):
            yield row.seq, 0, client_row(row.document, users)


def list_contacts(state: SandboxState, question: Question) -> Iterator[Item]:
    """The contacts of a list, behind the place it goes on from."""
    client_place, contact_place = question.after
    for row in state.rows("ignition", after=max(0, client_place - 1)):
        if not question.wants(row):
            continue
        for number, contact in enumerate(row.document.get("contacts", ()), start=1):
            if (row.seq, number) <= (client_place, contact_place):
                continue
            found = contact_row(row.document, contact)
            if question.updated_from is None or parse_time(found["updated_at"]) >= question.updated_from:
                yield row.seq, number, found


def page(items: Callable[[SandboxState, Question], Iterator[Item]], state: SandboxState, request: Request) -> Response:
    """One page of a list in Ignition's envelope."""
    try:
        question = Question.of(request)
    except Unclear as problem:
        return error(400, "invalid_parameter", str(problem))
    found = list(islice(items(state, question), question.limit + 1))
    shown = found[: question.limit]
    more = len(found) > question.limit
    cursor = write_cursor(shown[-1][0], shown[-1][1]) if more else None
    pagination = {"has_more": more, "next_cursor": cursor}
    return JSONResponse({"data": [item for _, _, item in shown], "meta": {"pagination": pagination}})


def error(status: int, code: str, message: str) -> Response:
    """An error in Ignition's shape."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


def write_cursor(client_place: int, contact_place: int) -> str:
    """A place in a list as the opaque text that pages hand on."""
    return base64.urlsafe_b64encode(f"{client_place}.{contact_place}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[int, int]:
    """The place that a cursor stands for; the start without one. Raises `Unclear`."""
    if not cursor:
        return 0, 0
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        client_place, contact_place = text.split(".")
        return int(client_place), int(contact_place)
    except (binascii.Error, ValueError):
        raise Unclear("cursor is invalid") from None
