"""Whose token opens which of Xero's tenants, and Xero's list of them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reconcile.sandbox.clock import wire_time
from reconcile.sandbox.connections import Credentials
from reconcile.sandbox.signin.grants import Grants
from reconcile.sandbox.signin.services import TENANTS, Tenant
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm.calls import refused

SERVICE = "xpm"


@dataclass(frozen=True)
class Tenants:
    """The sandbox's own token opens the first practice; a grant opens what was chosen when it was given."""

    state: SandboxState
    credentials: Credentials
    grants: Grants

    def opened(self, request: Request) -> list[Tenant] | None:
        """The tenants that the request's token opens; None for a token that opens nothing."""
        token = _bearer(request)
        if token == self.credentials.xpm_token:
            return [TENANTS[0]]
        grant = self.grants.holder(SERVICE, token)
        return None if grant is None else [tenant for tenant in TENANTS if tenant.id in grant["accounts"]]

    def refusal(self, request: Request) -> Response:
        """The answer to a token that opens nothing; one that has run out is told so."""
        if self.grants.has_run_out(SERVICE, _bearer(request)):
            return refused(401, "Unauthorized", "TokenExpired: token expired")
        return refused(401, "Unauthorized")

    def practices(self, request: Request) -> list[str] | None:
        """The ids of the opened tenants that are practices."""
        found = self.opened(request)
        return None if found is None else [tenant.id for tenant in found if tenant.kind != "ORGANISATION"]

    def list(self, request: Request) -> Response:
        """``GET /connections``."""
        found = self.opened(request)
        if found is None:
            return self.refusal(request)
        connected = wire_time(self.state.loaded_at())
        return JSONResponse([_row(tenant, connected) for tenant in found])

    def delete(self, request: Request) -> Response:
        """``DELETE /connections/{id}``."""
        found = self.opened(request)
        if found is None:
            return self.refusal(request)
        wanted = request.path_params["identifier"]
        tenant = next((tenant for tenant in found if tenant.connection_id == wanted), None)
        grant = self.grants.holder(SERVICE, _bearer(request))
        if tenant is None or grant is None:
            return Response(status_code=404)
        self.grants.leave(SERVICE, grant["id"], tenant.id)
        return Response(status_code=204)


def _row(tenant: Tenant, connected: str) -> dict[str, str]:
    return {
        "id": tenant.connection_id,
        "authEventId": tenant.connection_id,
        "tenantId": tenant.id,
        "tenantType": tenant.kind,
        "tenantName": tenant.name,
        "createdDateUtc": connected,
        "updatedDateUtc": connected,
    }


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""
