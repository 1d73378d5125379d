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
from reconcile.sandbox.signin.grants import Grants
from reconcile.sandbox.signin.routes import sign_in_routes
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm.routes import xpm_routes


def sandbox_app(state: SandboxState, credentials: Credentials, grants: Grants | None = None) -> Starlette:
    """The three apps on ``/xero``, ``/gusto`` and ``/ignition``, signing in to them, and ``/_sandbox/health``."""
    grants = grants or Grants(state)
    mcp = McpEndpoint(state, credentials.ignition_token, grants)

    def health(_: Request) -> Response:
        return JSONResponse(
            {"status": "ok", "clients": {app: state.count(app) for app in ("xpm", "ignition", "gusto")}}
        )

    routes: list[BaseRoute] = [
        Route("/_sandbox/health", health, methods=["GET"]),
        *sign_in_routes(state, grants),
        *xpm_routes(state, credentials, grants),
        *gusto_routes(state, grants),
        *ignition_routes(state, credentials.ignition_token, mcp, grants),
    ]
    return Starlette(routes=routes, lifespan=lambda _: mcp.running())
