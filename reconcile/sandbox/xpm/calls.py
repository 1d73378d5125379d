"""One call to XPM and its answer: who may call, in which spelling the answer comes, what an error looks like."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.datastructures import URL, Headers, QueryParams
from starlette.responses import JSONResponse, Response, StreamingResponse

from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm.wire import Body, Fields, Items, json_text, parse_json, parse_xml, to_xml


class BusinessError(Exception):
    """What XPM refuses with HTTP 200, ``Status`` ERROR and an ``ErrorDescription``."""


class HttpError(Exception):
    """What version 3.1 refuses with a real status code and the same body."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status


@dataclass(frozen=True)
class Call:
    """A call that was let in. ``effect`` gets True when the call has changed something."""

    state: SandboxState
    url: URL
    headers: Headers
    query: QueryParams
    identifier: str = ""
    content: bytes = b""
    effect: list[bool] = field(default_factory=list)

    @property
    def wants_json(self) -> bool:
        """True where the caller accepts JSON and does not ask for XML."""
        accept = self.headers.get("accept", "")
        return "application/json" in accept and "xml" not in accept

    def body(self, element_names: frozenset[str]) -> Body:
        """The parsed body, JSON or XML by its content type; these elements are understood in JSON.

        Raises `Unreadable`.
        """
        if "json" in self.headers.get("content-type", ""):
            return parse_json(self.content, element_names)
        return parse_xml(self.content)

    def flag(self, name: str) -> bool:
        """A parameter that is ``true`` or not."""
        return self.query.get(name, "").lower() == "true"

    def changed(self, changed: bool) -> None:
        """Note whether the call changed the state."""
        self.effect.append(changed)


@dataclass(frozen=True)
class Answer:
    """What a call returns: ``method`` is XPM's name of it (``api-method``), ``fields`` follow the status."""

    method: str
    fields: Fields

    def response(self, call: Call) -> Response:
        """As an HTTP answer in the caller's spelling."""
        return _response(call, self.method, [("Status", "OK"), *self.fields], 200)


@dataclass(frozen=True)
class Stream:
    """A list that is written while it is read, so that it never lies in memory as a whole."""

    method: str
    name: str
    item: str
    items: Iterator[Fields]

    def response(self, call: Call) -> Response:
        """As an HTTP answer in the caller's spelling, sent in pieces."""
        if call.wants_json:
            pieces = _pieces((json_text(item) for item in self.items), ",")
            text = _framed(f'{{"status":"OK","{self.name.lower()}":[', pieces, "]}")
        else:
            pieces = _pieces((to_xml(self.item, item) for item in self.items), "")
            head = f'<Response api-method="{self.method}"><Status>OK</Status><{self.name}>'
            text = _framed(head, pieces, f"</{self.name}></Response>")
        return StreamingResponse(text, media_type=media_type(call))


def failure(call: Call, description: str, status: int = 200) -> Response:
    """An error in XPM's own envelope."""
    return _response(call, "Error", [("Status", "ERROR"), ("ErrorDescription", description)], status)


def refused(status: int, title: str) -> Response:
    """A call that was not let in: 401 without a valid token, 403 for another tenant."""
    body: Body = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": "AuthenticationUnsuccessful",
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    headers = {"WWW-Authenticate": "Bearer error=invalid_token"} if status == 401 else {}
    return JSONResponse(body, status, headers)


def media_type(call: Call) -> str:
    """JSON on request, ``application/xml`` on request, else what version 3.0 has always sent."""
    if call.wants_json:
        return "application/json; charset=utf-8"
    return "application/xml" if "application/xml" in call.headers.get("accept", "") else "text/xml"


def listing(name: str, item: str, items: list[Fields]) -> Fields:
    """A short list as the one field of an answer."""
    return [(name, Items(item, items))]


def _response(call: Call, method: str, fields: Fields, status: int) -> Response:
    if call.wants_json:
        return Response(json_text(fields), status, media_type=media_type(call))
    text = to_xml("Response", fields).replace("<Response", f'<Response api-method="{method}"', 1)
    return Response(text, status, media_type=media_type(call))


def _framed(head: str, pieces: Iterator[str], foot: str) -> Iterator[str]:
    yield head
    yield from pieces
    yield foot


def _pieces(items: Iterator[str], separator: str, size: int = 65_536) -> Iterator[str]:
    """Items joined into pieces of about ``size`` characters, because each piece costs a turn of the server's loop."""
    held: list[str] = []
    length = 0
    first = True
    for item in items:
        held.append(item if first else separator + item)
        first = False
        length += len(item)
        if length >= size:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)
