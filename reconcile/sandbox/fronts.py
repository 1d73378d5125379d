"""How each app spells what happens before its own code is reached: too many requests, a fault, its quota headers."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import JSONResponse, Response

from reconcile.sandbox.clock import utc_now
from reconcile.sandbox.limits import Usage

READING_TOOLS = frozenset({"list_users", "list_clients", "get_client"})
"""Ignition's MCP tools that change nothing."""

SIGN_IN = "sign-in"
"""The service of the addresses at which somebody signs in: they hold secrets in their query, and change nobody's clients."""


@dataclass(frozen=True)
class Front:
    """One service: which app it is, whose limits count, and its answers.

    ``too_many`` gets the usage, the seconds to wait and the JSON-RPC id of the request where it has one.
    """

    app: str
    service: str
    prefix: str
    headers: Callable[[Usage], dict[str, str]]
    too_many: Callable[[Usage, int, object], Response]
    broken: Callable[[], Response]


def front_of(path: str) -> Front | None:
    """The service that a path belongs to."""
    return next((front for front in FRONTS if path == front.prefix or path.startswith(front.prefix + "/")), None)


def _xpm_headers(usage: Usage) -> dict[str, str]:
    names = {"minute": "X-MinLimit-Remaining", "day": "X-DayLimit-Remaining", "appminute": "X-AppMinLimit-Remaining"}
    left = {names[window]: str(count) for window, count in usage.remaining.items() if window in names}
    return {"xero-correlation-id": str(uuid.uuid4()), **left}


def _xpm_too_many(usage: Usage, wait: int, _: object) -> Response:
    return Response(status_code=429, headers={"X-Rate-Limit-Problem": usage.full, "Retry-After": str(wait)})


def _gusto_headers(usage: Usage) -> dict[str, str]:
    left = usage.remaining.get("minute", 0)
    reset = utc_now() + timedelta(seconds=max(usage.wait_seconds, 1))
    return {
        "X-RateLimit-Limit": str(left + usage.used.get("minute", 0)),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": reset.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "X-Request-Id": str(uuid.uuid4()),
    }


def _gusto_too_many(_: Usage, wait: int, __: object) -> Response:
    error = {"error_key": "base", "category": "rate_limit_exceeded", "message": "Too many requests. Try again later."}
    return JSONResponse({"errors": [error]}, 429, {"Retry-After": str(wait)})


def _reporting_too_many(_: Usage, wait: int, __: object) -> Response:
    reset = math.ceil((utc_now() + timedelta(seconds=wait)).timestamp())
    error = {"code": "rate_limited", "message": "Rate limit exceeded."}
    return JSONResponse({"error": error}, 429, {"X-RateLimit-Reset": str(reset)})


def _mcp_too_many(_: Usage, wait: int, rpc_id: object) -> Response:
    error = {"code": -32000, "message": "RATE_LIMITED", "data": {"retryAfter": wait}}
    return JSONResponse({"jsonrpc": "2.0", "id": rpc_id, "error": error}, 429, {"Retry-After": str(wait)})


def _broken_page() -> Response:
    return Response("<html><body><h1>Server Error</h1></body></html>", 500, media_type="text/html")


def _broken_json() -> Response:
    return JSONResponse({"error": {"code": "internal_error", "message": "Something went wrong."}}, 500)


def _ignition_headers(usage: Usage) -> dict[str, str]:
    """What is left of the shortest window, under the names that go with ``X-RateLimit-Reset``."""
    if not usage.remaining:
        return {"X-Request-Id": str(uuid.uuid4())}
    window = next(iter(usage.remaining))
    left = min(usage.remaining.values())
    return {
        "X-RateLimit-Limit": str(usage.remaining[window] + usage.used.get(window, 0)),
        "X-RateLimit-Remaining": str(left),
        "X-Request-Id": str(uuid.uuid4()),
    }


def _no_headers(_: Usage) -> dict[str, str]:
    return {}


def _sign_in_too_many(_: Usage, wait: int, __: object) -> Response:
    return Response(status_code=429, headers={"Retry-After": str(wait)})


def _sign_in(app: str, prefix: str) -> Front:
    return Front(app, SIGN_IN, prefix, _no_headers, _sign_in_too_many, _broken_page)


FRONTS = (
    _sign_in("xpm", "/xero/identity"),
    _sign_in("gusto", "/gusto/oauth"),
    _sign_in("ignition", "/ignition/oauth2"),
    _sign_in("ignition", "/ignition/mcp-oauth"),
    Front("xpm", "xpm", "/xero", _xpm_headers, _xpm_too_many, _broken_page),
    Front("gusto", "gusto", "/gusto", _gusto_headers, _gusto_too_many, _broken_page),
    Front("ignition", "mcp", "/ignition/mcp", _ignition_headers, _mcp_too_many, _broken_json),
    Front("ignition", "reporting", "/ignition", _ignition_headers, _reporting_too_many, _broken_json),
)
