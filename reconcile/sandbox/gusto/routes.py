"""Gusto's addresses: who a token belongs to, its company, that company's locations and admins.

Whatever is not a read is refused and stays in the request log, where a test can look for it (SET-6, REL-10).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reconcile.sandbox.documents import Document
from reconcile.sandbox.identity import token_alias
from reconcile.sandbox.signin.grants import Grants
from reconcile.sandbox.state import SandboxState

OLDEST_VERSION = "2025-06-15"
SCOPE = "companies:read company_admin:read signatories:read"
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]
PER_PAGE = 25

Handler = Callable[[Request, Document], Response]


def gusto_routes(state: SandboxState, grants: Grants | None = None) -> list[BaseRoute]:
    """Every route of Gusto."""
    paths: dict[str, Handler] = {
        "token_info": _token_info,
        "companies/{uuid}": _company,
        "companies/{uuid}/locations": _locations,
        "companies/{uuid}/admins": _admins,
        "{rest:path}": _nothing,
    }
    return [
        Route(f"/gusto/v1/{path}", _endpoint(state, grants or Grants(state), answer), methods=EVERY_METHOD)
        for path, answer in paths.items()
    ]


def _endpoint(state: SandboxState, grants: Grants, handler: Handler) -> Callable[[Request], Response]:
    def run(request: Request) -> Response:
        company = _company_of(state, grants, request)
        if company is None:
            return _error(401, "unauthorized", "The access token is invalid or has expired.")
        version = request.headers.get("x-gusto-api-version", OLDEST_VERSION)
        if not _is_supported(version):
            return _error(406, "invalid_api_version", f"API version {version[:20]} is not supported.")
        if request.method not in ("GET", "HEAD"):
            return _error(403, "forbidden", "This connection may only read.")
        if request.path_params.get("uuid", company["company"]["uuid"]) != company["company"]["uuid"]:
            return _nothing(request, company)
        response = handler(request, company)
        response.headers["X-Gusto-API-Version"] = version
        return response

    return run


def _company_of(state: SandboxState, grants: Grants, request: Request) -> Document | None:
    """The company of the sandbox's own token, or of a grant."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        return None
    known = state.client("gusto", token_alias(token))
    if known is not None:
        return known
    grant = grants.holder("gusto", token)
    return state.gusto_company(grant["accounts"][0]) if grant and grant["accounts"] else None


def _is_supported(version: str) -> bool:
    parts = version.split("-")
    well_formed = [len(part) for part in parts] == [4, 2, 2] and all(part.isdigit() for part in parts)
    return well_formed and version >= OLDEST_VERSION


def _token_info(_: Request, company: Document) -> Response:
    admins = company.get("admins") or [{}]
    return JSONResponse(
        {
            "scope": SCOPE,
            "resource": {"type": "Company", "uuid": company["company"]["uuid"]},
            "resource_owner": {"type": "CompanyAdmin", "uuid": admins[0].get("uuid")},
        }
    )


def _company(_: Request, company: Document) -> Response:
    return JSONResponse(company["company"])


def _locations(request: Request, company: Document) -> Response:
    return _page(request, company.get("locations", []))


def _admins(request: Request, company: Document) -> Response:
    return _page(request, company.get("admins", []))


def _nothing(_: Request, __: Document) -> Response:
    return _error(404, "not_found", "The requested resource was not found.")


def _page(request: Request, items: list[Any]) -> Response:
    """Everything, or one page where ``page`` or ``per`` asks for it."""
    if not {"page", "per"} & set(request.query_params):
        return JSONResponse(items)
    page, per = _number(request, "page", 1), _number(request, "per", PER_PAGE)
    if not page or not per:
        return _error(422, "invalid_attribute_value", "page and per must be whole numbers above 0.")
    headers = {
        "X-Page": str(page),
        "X-Per-Page": str(per),
        "X-Total-Count": str(len(items)),
        "X-Total-Pages": str(math.ceil(len(items) / per)),
    }
    return JSONResponse(items[(page - 1) * per : page * per], headers=headers)


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    return int(text) if text.isdigit() else 0


def _error(status: int, category: str, message: str) -> Response:
    return JSONResponse({"errors": [{"error_key": "base", "category": category, "message": message}]}, status)
