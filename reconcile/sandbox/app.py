"""The sandbox as one ASGI application: three apps behind one gate, and a health page."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reconcile.sandbox.connections import Credentials
from reconcile.sandbox.gusto.routes import gusto_routes
from reconcile.sandbox.ignition.mcp import McpEndpoint
from reconcile.sandbox.ignition.routes import ignition_routes
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm.routes import xpm_routes


def sandbox_app(state: SandboxState, credentials: Credentials) -> Starlette:
    """The three apps on ``/xero``, ``/gusto`` and ``/ignition``, and ``/_sandbox/health``."""
    mcp = McpEndpoint(state, credentials.ignition_token)

    def health(_: Request) -> Response:
        return JSONResponse(
            {"status": "ok", "clients": {app: state.count(app) for app in ("xpm", "ignition", "gusto")}}
        )

    routes: list[BaseRoute] = [
        Route("/_sandbox/health", health, methods=["GET"]),
        *xpm_routes(state, credentials),
        *gusto_routes(state),
        *ignition_routes(state, credentials.ignition_token, mcp),
    ]
    return Starlette(routes=routes, lifespan=lambda _: mcp.running())
