"""XPM's addresses, who may call them, and how a call becomes an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reconcile.sandbox.clock import wire_time
from reconcile.sandbox.connections import Credentials
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm import clients, contacts, reading
from reconcile.sandbox.xpm.calls import Answer, BusinessError, Call, HttpError, Stream, failure, refused
from reconcile.sandbox.xpm.wire import Unreadable

Handler = Callable[[Call], Answer | Stream]

BASE = "/xero/practicemanager/3.1"

CALLS: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "client.api/list", reading.list_clients),
    ("GET", "client.api/paged-list", reading.page_clients),
    ("GET", "client.api/search", reading.search_clients),
    ("GET", "client.api/get/{identifier}", reading.get_client),
    ("POST", "client.api/add", clients.add_client),
    ("PUT", "client.api/update", clients.update_client),
    ("PUT", "client.api/archive", clients.archive_client),
    ("POST", "client.api/delete", clients.delete_client),
    ("POST", "client.api/contact", contacts.add_contact),
    ("GET", "client.api/contact/{identifier}", contacts.get_contact),
    ("PUT", "client.api/contact/{identifier}", contacts.update_contact),
    ("DELETE", "client.api/contact/{identifier}", contacts.delete_contact),
    ("POST", "client.api/client/{identifier}/contacts", contacts.attach_contacts),
    ("GET", "staff.api/list", reading.list_staff),
    ("GET", "staff.api/get/{identifier}", reading.get_staff),
    ("GET", "clientgroup.api/list", reading.list_groups),
    ("GET", "clientgroup.api/get/{identifier}", reading.get_group),
    ("GET", "category.api/list", reading.list_categories),
    ("GET", "template.api/list", reading.list_templates),
)


def xpm_routes(state: SandboxState, credentials: Credentials) -> list[BaseRoute]:
    """Every route of XPM, and Xero's list of connections."""
    door = _Door(state, credentials)
    routes: list[BaseRoute] = [Route("/xero/connections", door.connections, methods=["GET"])]
    return routes + [
        Route(f"{BASE}/{path}", door.endpoint(handler), methods=[method]) for method, path, handler in CALLS
    ]


@dataclass(frozen=True)
class _Door:
    """Checks the token and the tenant, then lets a call in."""

    state: SandboxState
    credentials: Credentials

    def connections(self, request: Request) -> Response:
        """The tenants that a token may use: here the one practice."""
        if not self._is_known(request):
            return refused(401, "Unauthorized")
        connected = wire_time(self.state.loaded_at())
        tenant = {
            "id": self.credentials.connection_id,
            "authEventId": self.credentials.connection_id,
            "tenantId": self.credentials.tenant_id,
            "tenantType": "PRACTICEMANAGER",
            "tenantName": "Demo practice",
            "createdDateUtc": connected,
            "updatedDateUtc": connected,
        }
        return JSONResponse([tenant])

    def endpoint(self, handler: Handler) -> Callable[[Request], object]:
        """The handler as an endpoint of the server."""

        async def run(request: Request) -> Response:
            if not self._is_known(request):
                return refused(401, "Unauthorized")
            if request.headers.get("xero-tenant-id") != self.credentials.tenant_id:
                return refused(403, "Forbidden")
            identifier = request.path_params.get("identifier", "")
            content = await request.body()
            call = Call(self.state, request.url, request.headers, request.query_params, identifier, content)
            response = await run_in_threadpool(_answer, handler, call)
            request.state.effect = any(call.effect)
            return response

        return run

    def _is_known(self, request: Request) -> bool:
        return request.headers.get("authorization") == f"Bearer {self.credentials.xpm_token}"


def _answer(handler: Handler, call: Call) -> Response:
    try:
        return handler(call).response(call)
    except BusinessError as error:
        return failure(call, str(error))
    except HttpError as error:
        return failure(call, str(error), error.status)
    except Unreadable:
        return failure(call, "The request body could not be read", 400)
