"""Ignition's addresses and who may call them: the Reporting API, the export, and the MCP server."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from reconcile.sandbox.ignition.export import export_csv
from reconcile.sandbox.ignition.mcp import PATH, McpEndpoint
from reconcile.sandbox.ignition.reporting import error, list_clients, list_contacts, page
from reconcile.sandbox.state import SandboxState

REPORTING = "/ignition/external/api/v1/reporting"

Endpoint = Callable[[Request], Response]


def ignition_routes(state: SandboxState, token: str, mcp: McpEndpoint) -> list[BaseRoute]:
    """Every route of Ignition; each wants the token, the export too."""

    def guarded(answer: Endpoint) -> Endpoint:
        def run(request: Request) -> Response:
            if request.headers.get("authorization") != f"Bearer {token}":
                return error(401, "unauthorized", "The access token is invalid or has expired.")
            return answer(request)

        return run

    def export(request: Request) -> Response:
        archived = request.query_params.get("archived") == "1"
        text = export_csv(state.ignition_clients(), archived=archived)
        headers = {"Content-Disposition": 'attachment; filename="clients.csv"'}
        return StreamingResponse(text, media_type="text/csv; charset=utf-8", headers=headers)

    return [
        Route(f"{REPORTING}/clients", guarded(lambda request: page(list_clients, state, request)), methods=["GET"]),
        Route(f"{REPORTING}/contacts", guarded(lambda request: page(list_contacts, state, request)), methods=["GET"]),
        Route("/ignition/exports/clients.csv", guarded(export), methods=["GET"]),
        Route(PATH, endpoint=mcp),
    ]
