"""XPM's addresses, who may call them, and how a call becomes an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reconcile.sandbox.connections import Credentials
from reconcile.sandbox.signin.grants import Grants
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm import clients, contacts, reading
from reconcile.sandbox.xpm.calls import Answer, BusinessError, Call, HttpError, Stream, failure, refused
from reconcile.sandbox.xpm.tenants import Tenants
from reconcile.sandbox.xpm.wire import Unreadable

Handler = Callable[[Call], Answer | Stream]

BASE = "/xero/practicemanager"
VERSIONS = ("3.1", "3.0")

NEW_IN_3_1 = frozenset({"client.api/paged-list", "client.api/contacts"})
"""Calls that version 3.0 does not have."""

CALLS: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "client.api/list", reading.list_clients),
    ("GET", "client.api/paged-list", reading.page_clients),
    ("GET", "client.api/search", reading.search_clients),
    ("GET", "client.api/get/{identifier}", reading.get_client),
    ("POST", "client.api/add", clients.add_client),
    ("PUT", "client.api/update", clients.update_client),
    ("PUT", "client.api/archive", clients.archive_client),
    ("POST", "client.api/delete", clients.delete_client),
    ("GET", "client.api/contacts", reading.page_contacts),
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


def xpm_routes(state: SandboxState, credentials: Credentials, grants: Grants | None = None) -> list[BaseRoute]:
    """Every route of XPM, and Xero's list of connections."""
    tenants = Tenants(state, credentials, grants or Grants(state))
    door = _Door(state, tenants)
    routes: list[BaseRoute] = [
        Route("/xero/connections", tenants.list, methods=["GET"]),
        Route("/xero/connections/{identifier}", tenants.delete, methods=["DELETE"]),
    ]
    return routes + [
        Route(f"{BASE}/{version}/{path}", door.endpoint(handler, version), methods=[method])
        for version in VERSIONS
        for method, path, handler in CALLS
        if version == "3.1" or path not in NEW_IN_3_1
    ]


@dataclass(frozen=True)
class _Door:
    """Checks the token and the tenant, then lets a call in."""

    state: SandboxState
    tenants: Tenants

    def endpoint(self, handler: Handler, version: str) -> Callable[[Request], object]:
        """The handler as an endpoint of the server."""

        async def run(request: Request) -> Response:
            practices = await run_in_threadpool(self.tenants.practices, request)
            if practices is None:
                return await run_in_threadpool(self.tenants.refusal, request)
            if request.headers.get("xero-tenant-id") not in practices:
                return refused(403, "Forbidden")
            identifier = request.path_params.get("identifier", "")
            content = await request.body()
            call = Call(
                self.state,
                request.url,
                request.headers,
                request.query_params,
                identifier,
                content,
                version=version,
            )
            response = await run_in_threadpool(_answer, handler, call)
            request.state.effect = any(call.effect)
            return response

        return run


def _answer(handler: Handler, call: Call) -> Response:
    try:
        return handler(call).response(call)
    except BusinessError as error:
        return failure(call, str(error))
    except HttpError as error:
        return failure(call, str(error), error.status)
    except Unreadable:
        return failure(call, "The request body could not be read", 400)
