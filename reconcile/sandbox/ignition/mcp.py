"""Ignition's MCP server over streamable HTTP, stateless and with JSON answers.

The `mcp` package takes longer to import than everything else together, so it is loaded beside the running server; a
call that comes before it is there waits for it.
"""

from __future__ import annotations

import functools
import importlib
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from pydantic import BaseModel, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from reconcile.sandbox.ignition.reporting import error
from reconcile.sandbox.ignition.tools import TOOLS, Outcome
from reconcile.sandbox.ignition.values import Refused
from reconcile.sandbox.signin.grants import Grants
from reconcile.sandbox.state import SandboxState

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

PATH = "/ignition/mcp"


class McpEndpoint:
    """The ASGI app at `PATH`; it has to be run (`running`) while it serves."""

    def __init__(self, state: SandboxState, token: str, grants: Grants | None = None) -> None:
        self._state = state
        self._token = token
        self._grants = grants or Grants(state)
        self._app: ASGIApp | None = None
        self._ready = anyio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of a caller with Ignition's token."""
        told = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        kind, _, given = told.partition(" ")
        if kind != "Bearer" or not await anyio.to_thread.run_sync(self._opens, given):
            await error(401, "unauthorized", "The access token is invalid or has expired.")(scope, receive, send)
            return
        await self._ready.wait()
        if self._app is not None:
            await self._app(scope, receive, send)

    def _opens(self, token: str) -> bool:
        return token == self._token or self._grants.holder("ignition-mcp", token) is not None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While this is open, calls are answered."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._run)
            yield
            tasks.cancel_scope.cancel()

    async def _run(self) -> None:
        app, running = await anyio.to_thread.run_sync(_streamable, self._state)
        async with running:
            self._app = app
            self._ready.set()
            await anyio.sleep_forever()


def _streamable(state: SandboxState) -> tuple[ASGIApp, AbstractAsyncContextManager[None]]:
    server = mcp_server(state)
    app = server.streamable_http_app(streamable_http_path=PATH, json_response=True, stateless_http=True)
    return app, server.session_manager.run()


def mcp_server(state: SandboxState) -> Server[Any]:
    """The MCP server with the tools of `TOOLS`, their descriptions and their input schemas."""
    # the whole package first: a program that has the sandbox and a client in it may be loading it in another thread, and two
    # threads that begin in different parts of a package with a circle in it get halves of it
    importlib.import_module("mcp")
    import mcp_types as types
    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel import Server

    async def on_list(_: ServerRequestContext[Any], __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        hidden = await anyio.to_thread.run_sync(state.hidden)
        tools = [
            types.Tool(name=name, description=model.__doc__, input_schema=_without(_schema(model), name, hidden))
            for name, (model, _) in TOOLS.items()
            if name not in hidden
        ]
        return types.ListToolsResult(tools=tools)

    async def on_call(context: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            outcome = await anyio.to_thread.run_sync(call_tool, state, params.name, params.arguments or {})
        except Refused as refusal:
            return types.CallToolResult(content=[types.TextContent(type="text", text=str(refusal))], is_error=True)
        if outcome.changed and context.request is not None:
            context.request.state.effect = True
        text = types.TextContent(type="text", text=json.dumps(outcome.result, ensure_ascii=False))
        return types.CallToolResult(content=[text], structured_content=outcome.result)

    return Server("ignition-sandbox", version="1", on_list_tools=on_list, on_call_tool=on_call)


@functools.cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    """A tool's input schema; every call asks for it, and working it out takes longer than the call."""
    return model.model_json_schema()


def _without(schema: dict[str, Any], tool: str, hidden: tuple[str, ...]) -> dict[str, Any]:
    """A tool's input schema without the hidden arguments."""
    shown = {name: kind for name, kind in schema.get("properties", {}).items() if f"{tool}.{name}" not in hidden}
    return {**schema, "properties": shown}


def call_tool(state: SandboxState, name: str, arguments: dict[str, Any]) -> Outcome:
    """Check the arguments and do what the tool does. Raises `Refused`."""
    hidden = state.hidden()
    if name not in TOOLS or name in hidden:
        raise Refused("There is no such tool")
    if any(f"{name}.{argument}" in hidden for argument in arguments):
        raise Refused("Invalid arguments: one of them is not known")
    model, tool = TOOLS[name]
    try:
        checked = model.model_validate(arguments)
    except ValidationError as problem:
        # The names of the arguments and what is wrong, never the values: they are a client's data.
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in problem.errors())
        raise Refused(f"Invalid arguments: {faults}") from None
    return tool(state, checked)
