"""A minimal MCP server on the scripted HTTP server: it greets properly and answers calls as a test tells it to."""

from __future__ import annotations

import json
from typing import Any

from .scripted import Reply, Script, Seen

TOOLS = ("create_client", "get_client")


def mcp_script(on_call: Reply | None, *, calls: list[str]) -> Script:
    """A script that answers tool calls with ``on_call`` (``None``: ends the connection) and notes their names."""

    def script(seen: Seen) -> Reply:
        message = json.loads(seen.body or b"{}")
        method, call_id = message.get("method", ""), message.get("id")
        if method == "tools/call":
            calls.append(message["params"]["name"])
            return Reply(drop=True) if on_call is None else _with_id(on_call, call_id)
        if method == "initialize":
            info = {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "s", "version": "1"},
            }
            return rpc(call_id, result=info)
        if method == "tools/list":
            schema = {"type": "object", "properties": {"name": {"type": "string"}}}
            return rpc(call_id, result={"tools": [{"name": name, "inputSchema": schema} for name in TOOLS]})
        if method.startswith("notifications/"):
            return Reply(status=202)
        return rpc(call_id, status=404, error={"code": -32601, "message": "Method not found"})

    return script


def rpc(call_id: Any, *, status: int = 200, **content: Any) -> Reply:
    """A JSON-RPC answer."""
    body = json.dumps({"jsonrpc": "2.0", "id": call_id, **content}).encode()
    return Reply(body, status, "application/json")


def _with_id(reply: Reply, call_id: Any) -> Reply:
    return Reply(
        reply.body.replace(b'"CALL"', json.dumps(call_id).encode()), reply.status, reply.media_type, reply.headers
    )
