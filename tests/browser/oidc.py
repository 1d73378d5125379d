"""A small OpenID provider on loopback: it signs in whoever it is told to, with real tokens and real keys."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

CLIENT = "client-of-the-test"


@dataclass
class Provider:
    """``email`` is who signs in next; ``url`` where the provider is."""

    email: str = "nobody@elsewhere.example"
    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """The provider's four addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/keys", lambda _: JSONResponse({"keys": [self.key.as_dict(private=False)]})),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    def _metadata(self, _: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def _authorize(self, request: Request) -> RedirectResponse:
        asked = request.query_params
        code = secrets.token_urlsafe(12)
        self.codes[code] = {"nonce": asked.get("nonce", ""), "email": self.email}
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}")

    async def _token(self, request: Request) -> JSONResponse:
        form = await request.form()
        given = base64.b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        known = self.codes.pop(str(form["code"]), None)
        if known is None or (given.split(":")[0] or form.get("client_id")) != CLIENT:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": known["email"], "iat": now, "exp": now + 600}
        claims |= {"email": known["email"], "email_verified": True, "nonce": known["nonce"]}
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": token})


@contextmanager
def running(port: int) -> Iterator[Provider]:
    """The provider, serving."""
    provider = Provider(url=f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield provider
    finally:
        server.should_exit = True
        thread.join(5)
