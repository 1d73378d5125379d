"""The door that every request to the sandbox goes through: it logs, counts, and makes things go wrong on purpose."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reconcile.sandbox.clock import timestamp, utc_now
from reconcile.sandbox.faults import FaultDice, FaultKind
from reconcile.sandbox.fronts import READING_TOOLS, SIGN_IN, Front, front_of
from reconcile.sandbox.limits import Meter, Usage
from reconcile.sandbox.requestlog import Entry, RequestLog
from reconcile.sandbox.transports import Transports

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Arrival:
    """A request as it came in; ``rpc_id`` and ``tool`` are those of an MCP call."""

    at: str
    front: Front
    scope: Scope
    mutating: bool
    tool: str | None = None
    rpc_id: object = None

    def entry(self, status: int | None, fault: FaultKind | None) -> Entry:
        """Its line in the request log; the app has noted in the request's state whether it changed anything."""
        return Entry(
            at=self.at,
            app=self.front.app,
            method=self.scope["method"],
            path=self.scope["path"],
            query="" if self.front.service == SIGN_IN else self.scope["query_string"].decode("latin-1"),
            status=status,
            mutating=self.mutating,
            tool=self.tool,
            fault=fault,
            effect=bool(self.scope["state"].get("effect")),
        )


class Gate:
    """ASGI middleware around the whole sandbox. ``/_sandbox`` itself is neither logged nor disturbed."""

    def __init__(self, app: ASGIApp, log: RequestLog, meter: Meter, dice: FaultDice, transports: Transports) -> None:
        self._app = app
        self._log = log
        self._transports = transports
        self.meter = meter
        self.dice = dice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it right here."""
        front = front_of(scope["path"]) if scope["type"] == "http" else None
        if front is None:
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        arrival, receive = await _arrive(front, scope, receive)
        fault = self.dice.throw(front.app, scope["method"], scope["path"], arrival.tool, mutating=arrival.mutating)
        await self._serve(arrival, fault, receive, send)

    async def _serve(self, arrival: Arrival, fault: FaultKind | None, receive: Receive, send: Send) -> None:
        front, caller = arrival.front, Headers(scope=arrival.scope).get("authorization", "")
        if fault == "dropped":
            await self._drop(arrival, fault, receive)
            return
        if fault == "slow":
            await asyncio.sleep(self.dice.faults.slow_seconds)
        usage = self.meter.take(front.service, caller)
        outlet = self._outlet(arrival, fault, front.headers(usage), send)
        if fault == "429":
            usage = Usage({}, {}, next(iter(usage.remaining)), float(self.dice.faults.retry_after))
        if usage.full:
            await self._refuse(arrival, usage, receive, outlet)
        elif fault == "500":
            await front.broken()(arrival.scope, receive, outlet)
        else:
            with self.meter.running(front.service, caller) as allowed:
                if allowed:
                    await self._run(arrival, fault, receive, outlet)
                else:
                    await self._refuse(arrival, Usage({}, {}, "concurrent", 1.0), receive, outlet)

    async def _run(self, arrival: Arrival, fault: FaultKind | None, receive: Receive, outlet: Send) -> None:
        if fault == "500-after-commit":
            await self._app(arrival.scope, receive, _nowhere)
            await arrival.front.broken()(arrival.scope, receive, outlet)
        elif fault == "lost-answer":
            await self._app(arrival.scope, receive, _nowhere)
            await self._drop(arrival, fault, receive)
        elif fault == "truncated":
            await self._app(arrival.scope, receive, self._cutting(arrival.scope, outlet))
        else:
            await self._app(arrival.scope, receive, outlet)

    async def _refuse(self, arrival: Arrival, usage: Usage, receive: Receive, outlet: Send) -> None:
        response = arrival.front.too_many(usage, max(1, math.ceil(usage.wait_seconds)), arrival.rpc_id)
        await response(arrival.scope, receive, outlet)

    async def _drop(self, arrival: Arrival, fault: FaultKind, receive: Receive) -> None:
        self._log.write(arrival.entry(None, fault))
        self._transports.abort(arrival.scope["client"])
        await _until_disconnected(receive)

    def _outlet(self, arrival: Arrival, fault: FaultKind | None, headers: dict[str, str], send: Send) -> Send:
        async def outlet(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
                self._log.write(arrival.entry(message["status"], fault))
            await send(message)

        return outlet

    def _cutting(self, scope: Scope, send: Send) -> Send:
        """Send the first half of the first piece of the body, then end the connection."""
        cut = False

        async def outlet(message: Message) -> None:
            nonlocal cut
            if cut:
                return
            body = message.get("body", b"")
            if message["type"] == "http.response.body" and body:
                cut = True
                await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
                self._transports.close(scope["client"])
            else:
                await send(message)

        return outlet


async def _arrive(front: Front, scope: Scope, receive: Receive) -> tuple[Arrival, Receive]:
    at = timestamp(utc_now())
    if scope["method"] in SAFE_METHODS:
        return Arrival(at, front, scope, mutating=False), receive
    # Read now, because the body of a caller who gives up during a slow request could not be read any more.
    body = await _read(receive)
    replay = _replay(body, receive)
    if front.service != "mcp":
        return Arrival(at, front, scope, mutating=front.service != SIGN_IN), replay
    tool, rpc_id = _rpc_call(body)
    changes = tool is not None and tool not in READING_TOOLS
    return Arrival(at, front, scope, changes, tool, rpc_id), replay


def _rpc_call(body: bytes) -> tuple[str | None, object]:
    """The tool that a JSON-RPC message calls, if it calls one, and the message's id."""
    try:
        call = json.loads(body)
    except ValueError:
        return None, None
    match call:
        case {"method": "tools/call", "params": {"name": str(tool)}, **rest}:
            return tool, rest.get("id")
        case {"id": rpc_id}:
            return None, rpc_id
    return None, None


async def _read(receive: Receive) -> bytes:
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


def _replay(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nowhere(_: Message) -> None:
    """Where the answer of an app goes that nobody is to get."""
