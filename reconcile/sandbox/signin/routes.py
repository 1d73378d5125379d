"""The addresses of the four authorization servers, each in its own spelling: authorize, token, revoke."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from reconcile.sandbox.signin.consent import consent_page, refusal_page
from reconcile.sandbox.signin.grants import Grants, SignInError
from reconcile.sandbox.signin.services import SERVICES, TENANTS, Service
from reconcile.sandbox.state import SandboxState

Fields = dict[str, str]
LOOPBACK = ("127.0.0.1", "localhost")


def sign_in_routes(state: SandboxState, grants: Grants) -> list[BaseRoute]:
    """Every route at which somebody signs in."""
    routes: list[BaseRoute] = []
    for service in SERVICES.values():
        door = _Door(service, state, grants)
        routes += [
            Route(service.authorize, door.authorize, methods=["GET", "POST"]),
            Route(service.token, door.answering(door.token), methods=["POST"]),
            Route(service.revoke, door.answering(door.revoke), methods=["POST"]),
        ]
    return routes


class _Door:
    def __init__(self, service: Service, state: SandboxState, grants: Grants) -> None:
        self._service, self._state, self._grants = service, state, grants

    async def authorize(self, request: Request) -> Response:
        """The consent page, and what somebody pressed on it."""
        pressed = parse_qsl((await request.body()).decode("utf-8", errors="replace"), keep_blank_values=True)
        pairs = pressed if request.method == "POST" else list(request.query_params.multi_items())
        asked = {name: value for name, value in pairs if name not in ("decision", "account")}
        return await run_in_threadpool(self._authorize, asked, dict(pressed).get("decision", ""), pairs)

    def _authorize(self, asked: Fields, decision: str, pairs: list[tuple[str, str]]) -> Response:
        service = self._service
        if asked.get("client_id") not in service.clients:
            return refusal_page(service, "The client id is not known.")
        back = urlsplit(asked.get("redirect_uri", ""))
        if back.scheme not in ("http", "https") or back.hostname not in LOOPBACK:
            return refusal_page(service, "The redirect URI is not registered for this app.")
        fault = self._fault(asked)
        if fault:
            return _back(asked, {"error": fault})
        accounts = self._accounts()
        at_once = self._grants.rules.approve_at_once or asked.get("prompt") == "none"
        if not decision and not at_once:
            return consent_page(service, asked, accounts)
        if decision not in ("", "allow"):
            return _back(asked, {"error": "access_denied", "error_description": "The user said no"})
        known = [key for key, _ in accounts]
        chosen = [value for name, value in pairs if name == "account" and value in known]
        if not chosen and (not decision or service.name == "gusto"):
            chosen = known
        return _back(asked, {"code": self._grants.code(service.name, asked, chosen[: self._most()])})

    def _fault(self, asked: Fields) -> str:
        if asked.get("response_type") != "code":
            return "unsupported_response_type"
        if asked.get("code_challenge_method", "S256") != "S256":
            return "invalid_request"
        public = not self._service.clients[asked["client_id"]]
        return "invalid_request" if public and not asked.get("code_challenge") else ""

    def _most(self) -> int:
        return 1 if self._service.name == "gusto" else 100

    def _accounts(self) -> list[tuple[str, str]]:
        if self._service.name == "xpm":
            return [(tenant.id, tenant.name) for tenant in TENANTS]
        if self._service.name == "gusto":
            companies = [document["company"] for document in self._state.gusto_companies()]
            return sorted(((each["uuid"], each["name"]) for each in companies), key=lambda pair: pair[1])
        return []

    def answering(self, handler: Callable[[Fields], Response]) -> Callable[[Request], Any]:
        """A handler of fields that a known client has sent, as an endpoint."""

        async def run(request: Request) -> Response:
            body = await request.body()
            if "client_secret" in request.query_params:
                return _error("invalid_request", "The secret must not be in the address")
            fields = _fields(self._service, request.headers.get("content-type", ""), body)
            if fields is None:
                return _error("invalid_request", "The body cannot be read")
            fields |= _basic(request.headers.get("authorization", ""))
            expected = self._service.clients.get(fields.get("client_id", ""))
            if expected is None or expected != fields.get("client_secret", ""):
                return _error("invalid_client", "", 401 if "authorization" in request.headers else 400)
            return await run_in_threadpool(handler, fields)

        return run

    def token(self, fields: Fields) -> Response:
        """Tokens for a code or a refresh token."""
        ways = {"authorization_code": self._grants.exchange, "refresh_token": self._grants.renew}
        way = ways.get(fields.get("grant_type", ""))
        if way is None:
            return _error("unsupported_grant_type")
        try:
            answer = way(self._service.name, fields)
        except SignInError as refused:
            return _error(str(refused), "The grant is invalid, was used, or has run out")
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    def revoke(self, fields: Fields) -> Response:
        """Ends a grant; a token that is not known is no error (RFC 7009)."""
        self._grants.revoke(self._service.name, fields.get("token", ""))
        return JSONResponse({})


def _back(asked: Fields, told: Fields) -> Response:
    given = {**told, **({"state": asked["state"]} if asked.get("state") else {})}
    separator = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return RedirectResponse(asked["redirect_uri"] + separator + urlencode(given, quote_via=quote), 302)


def _fields(service: Service, content_type: str, body: bytes) -> Fields | None:
    if not service.json_body:
        return dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))
    try:
        found = json.loads(body) if "json" in content_type else None
    except ValueError:
        return None
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else None


def _basic(authorization: str) -> Fields:
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return {}
    return {"client_id": unquote(name), "client_secret": unquote(secret)}


def _error(code: str, description: str = "", status: int = 400) -> Response:
    told = {"error": code} | ({"error_description": description} if description else {})
    return JSONResponse(told, status, {"Cache-Control": "no-store"})
