"""One call to XPM and its answer: who may call, in which spelling the answer comes, what an error looks like."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.datastructures import URL, Headers, QueryParams
from starlette.responses import JSONResponse, Response, StreamingResponse

from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm.kept import KeptLists
from reconcile.sandbox.xpm.version_3_0 import RENAMED_IN_3_1, in_version
from reconcile.sandbox.xpm.wire import Body, Fields, Items, json_text, parse_json, parse_xml, to_xml

MEDIA_TYPES = {
    "application/json": "application/json; charset=utf-8",
    "application/xml": "application/xml",
    "text/xml": "text/xml",
}
"""What can be asked for, and what the answer then says it is."""


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
    version: str = "3.1"

    @property
    def media_type(self) -> str:
        """What the answer is written in: the kind that the caller wants most, else what XPM has always sent."""
        if self.version == "3.0":
            return "text/xml"
        return preferred(self.headers.get("accept", ""))

    @property
    def wants_json(self) -> bool:
        """True where the caller wants JSON more than XML."""
        return "json" in self.media_type

    def body(self, element_names: frozenset[str]) -> Body:
        """The parsed body, JSON or XML by its content type; these elements are understood in JSON.

        Raises `Unreadable`.
        """
        if "json" in self.headers.get("content-type", ""):
            return parse_json(self.content, element_names)
        body = parse_xml(self.content)
        names = RENAMED_IN_3_1 if self.version == "3.0" else {}
        return {names.get(name, name): value for name, value in body.items()}

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
    keep: str = ""
    """Under which name the rendered list is kept for as long as nothing is written; not at all without one."""

    def response(self, call: Call) -> Response:
        """As an HTTP answer in the caller's spelling, sent in pieces."""
        if call.wants_json:
            pieces = _pieces((json_text(item) for item in self.items), ",")
            text = _framed(f'{{"status":"OK","{self.name.lower()}":[', pieces, "]}")
        else:
            items = (in_version(item, call.version) for item in self.items)
            pieces = _pieces((to_xml(self.item, item) for item in items), "")
            head = f'<Response api-method="{self.method}"><Status>OK</Status><{self.name}>'
            text = _framed(head, pieces, f"</{self.name}></Response>")
        if not self.keep:
            return StreamingResponse(text, media_type=call.media_type)
        kind = "json" if call.wants_json else f"xml-{call.version}"
        kept = KeptLists(call.state.folder / "rendered")
        return StreamingResponse(
            kept.stream(f"{self.keep}-{kind}", call.state.edition(), text), media_type=call.media_type
        )


def failure(call: Call, description: str, status: int = 200) -> Response:
    """An error in XPM's own envelope."""
    return _response(call, "Error", [("Status", "ERROR"), ("ErrorDescription", description)], status)


def refused(status: int, title: str, detail: str = "AuthenticationUnsuccessful") -> Response:
    """A call that was not let in: 401 without a valid token, 403 for another tenant."""
    body: Body = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    headers = {"WWW-Authenticate": "Bearer error=invalid_token"} if status == 401 else {}
    return JSONResponse(body, status, headers)


def preferred(accept: str) -> str:
    """XPM's media type that an ``Accept`` header wants most; of two it wants as much, the one it names first."""
    wanted: dict[str, float] = {}
    for part in accept.lower().split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        if kind in MEDIA_TYPES:
            wanted.setdefault(kind, float(weight) if weight.replace(".", "", 1).isdigit() else 0.0)
    best = max(wanted, key=lambda kind: wanted[kind], default="text/xml")
    return MEDIA_TYPES[best] if wanted.get(best, 1.0) > 0 else "text/xml"


def listing(name: str, item: str, items: list[Fields]) -> Fields:
    """A short list as the one field of an answer."""
    return [(name, Items(item, items))]


def _response(call: Call, method: str, fields: Fields, status: int) -> Response:
    if call.wants_json:
        return Response(json_text(fields), status, media_type=call.media_type)
    text = to_xml("Response", [(name, in_version(value, call.version)) for name, value in fields]).replace(
        "<Response", f'<Response api-method="{method}"', 1
    )
    return Response(text, status, media_type=call.media_type)


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
