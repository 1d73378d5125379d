"""Ignition's addresses and who may call them: the Reporting API, the export, and the MCP server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from reconcile.sandbox.ignition.bulk_edit import upload
from reconcile.sandbox.ignition.export import export_csv
from reconcile.sandbox.ignition.mcp import PATH, McpEndpoint
from reconcile.sandbox.ignition.reporting import error, list_clients, list_contacts, page
from reconcile.sandbox.ignition.upload_page import UPLOAD_PAGE
from reconcile.sandbox.signin.grants import Grants
from reconcile.sandbox.state import SandboxState

REPORTING = "/ignition/external/api/v1/reporting"

Endpoint = Callable[[Request], Response]


def ignition_routes(state: SandboxState, token: str, mcp: McpEndpoint, grants: Grants | None = None) -> list[BaseRoute]:
    """Every route of Ignition; each wants the token, the export too."""

    known = grants or Grants(state)

    def guarded(answer: Endpoint) -> Endpoint:
        def run(request: Request) -> Response:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            if scheme != "Bearer" or (given != token and known.holder("ignition", given) is None):
                return error(401, "unauthorized", "The access token is invalid or has expired.")
            return answer(request)

        return run

    def export(request: Request) -> Response:
        archived = request.query_params.get("archived") == "1"
        text = export_csv(state.ignition_clients(), archived=archived)
        headers = {"Content-Disposition": 'attachment; filename="clients.csv"'}
        return StreamingResponse(text, media_type="text/csv; charset=utf-8", headers=headers)

    async def bulk_edit(request: Request) -> Response:
        """From a program with the token, or from the page below: no other page of a browser can set that header."""
        if (
            request.headers.get("x-sandbox-page") != "1"
            and (refused := guarded(lambda _: Response())(request)).status_code != 200
        ):
            return refused
        done = await run_in_threadpool(upload, state, await request.body())
        request.state.effect = done.changed
        return JSONResponse(asdict(done), 422 if done.errors else 200)

    def upload_page(_: Request) -> Response:
        return HTMLResponse(UPLOAD_PAGE)

    return [
        Route("/ignition/imports", upload_page, methods=["GET"]),
        Route("/ignition/imports/clients.csv", bulk_edit, methods=["POST"]),
        Route(f"{REPORTING}/clients", guarded(lambda request: page(list_clients, state, request)), methods=["GET"]),
        Route(f"{REPORTING}/contacts", guarded(lambda request: page(list_contacts, state, request)), methods=["GET"]),
        Route("/ignition/exports/clients.csv", guarded(export), methods=["GET"]),
        Route(PATH, endpoint=mcp),
    ]
