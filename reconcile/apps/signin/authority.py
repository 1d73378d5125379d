"""Speaks with a provider's authorization server: the address to sign in at, codes and refresh tokens for tokens, revoking."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

from reconcile.apps.http import wrong_media_type
from reconcile.apps.retries import Patience, retrying
from reconcile.apps.signin.provider import Provider
from reconcile.apps.signin.refusals import refusal
from reconcile.apps.statuses import error_for_status
from reconcile.apps.transport import as_errors
from reconcile.errors import ReconcileError, TryAgain

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

PATIENCE = Patience(attempts=3, first_wait=0.5, longest_wait=10.0, connect_timeout=5.0, read_timeout=30.0)

METHODS = {"basic": "client_secret_basic", "body": "client_secret_post", "json": "json"}


class Refused(Exception):
    """The provider said no, with a code of RFC 6749; ``error`` is what it means."""

    def __init__(self, code: str, error: ReconcileError) -> None:
        super().__init__(code)
        self.code = code
        self.error = error


@dataclass(frozen=True, slots=True)
class Authority:
    """One provider's authorization server, as one registered client sees it."""

    provider: Provider
    client_id: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    patience: Patience = PATIENCE

    def address(self, redirect_uri: str, state: str, verifier: str) -> str:
        """Where the person's browser has to go (PKCE with S256)."""
        with closing(self._session()) as session:
            asked = {"scope": self.provider.scopes} if self.provider.scopes else {"scope": None}
            proof = {"code_verifier": verifier} if self.provider.pkce else {}
            url, _ = session.create_authorization_url(
                self.provider.authorize_url, state=state, redirect_uri=redirect_uri, **asked, **proof
            )
        return str(url)

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """The tokens for a code. Sent once: a code can be used once. Raises ``Refused``, or what the HTTP failure means."""
        proof = {"code_verifier": verifier} if self.provider.pkce else {}
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, **proof}
        return self._ask(lambda session, more: session.fetch_token(self.provider.token_url, **sent, **more), sent)

    def refresh(self, refresh_token: str, redirect_uri: str = "") -> dict[str, Any]:
        """New tokens for a refresh token. Raises ``Refused``, or what the HTTP failure means.

        It is repeated where no answer came: a provider with a grace period gives the answer again, and without one the token
        is spent anyway.
        """
        named = {"redirect_uri": redirect_uri} if self.provider.client_auth == "json" and redirect_uri else {}
        sent = {"refresh_token": refresh_token, **named}
        return retrying(self.patience, safe=True)(
            lambda: self._ask(
                lambda session, more: session.refresh_token(self.provider.token_url, **sent, **more), sent
            )
        )

    def revoke(self, token: str, kind: str) -> None:
        """Makes a token useless, where the provider has such a thing; ``kind`` is ``refresh_token`` or ``access_token``.

        A token that the provider does not know any more is as good as revoked (RFC 7009, 2.2).
        """
        if not self.provider.revoke_url:
            return
        self._ask(
            lambda session, more: session.revoke_token(  # type: ignore[no-untyped-call]  # the stubs leave it out
                self.provider.revoke_url, token=token, token_type_hint=kind, **more
            ),
            {"token": token},
            tokens=False,
        )

    def _session(self) -> OAuth2Session:
        from authlib.integrations.requests_client import OAuth2Session  # here: it takes a third of a second to load

        method = METHODS[self.provider.client_auth]
        chosen = method if self.client_secret or method == "json" else "none"
        session = OAuth2Session(
            self.client_id,
            self.client_secret or None,
            token_endpoint_auth_method=chosen,
            revocation_endpoint_auth_method=chosen,
            code_challenge_method="S256",
        )
        session.register_client_auth_method(("json", _as_json))
        session.headers["User-Agent"] = "reconcile"
        return session

    def _ask(
        self, call: Callable[[OAuth2Session, dict[str, Any]], Any], sent: Mapping[str, str], *, tokens: bool = True
    ) -> dict[str, Any]:
        """Sends one request and reads the answer itself: what Authlib makes of an odd one must not cost a new token."""
        heard: list[requests.Response] = []

        def listen(response: requests.Response, *_args: Any, **_more: Any) -> None:
            response.content  # noqa: B018 - read here, so that an answer that breaks off counts as none
            heard.append(response)

        more = {
            "timeout": (self.patience.connect_timeout, self.patience.read_timeout),
            "allow_redirects": False,
            "hooks": {"response": listen},
        }
        with closing(self._session()) as session, as_errors(self.provider.app):
            try:
                call(session, more)
            except Exception:
                if not heard:
                    raise
        return self._read(heard[-1], [*sent.values(), self.client_secret], tokens=tokens)

    def _read(self, response: requests.Response, secrets: list[str], *, tokens: bool) -> dict[str, Any]:
        status, app = response.status_code, self.provider.app
        if status == 429 or status >= 500 or 300 <= status < 400:
            raise error_for_status(app, status, response.headers)
        try:
            said = response.json()
        except ValueError:
            said = None
        answer = said if isinstance(said, dict) else {}
        code = answer.get("error")
        if isinstance(code, str) and code:
            words = str(answer.get("error_description") or "")
            error = refusal(self.provider, code, words, secrets)
            raise error if isinstance(error, TryAgain) else Refused(code, error)
        if status >= 400:
            raise error_for_status(app, status, response.headers)
        if tokens and not (isinstance(answer.get("access_token"), str) and answer["access_token"]):
            raise wrong_media_type(app, response.headers.get("Content-Type", "").partition(";")[0])
        return answer


def _as_json(client: Any, _: str, uri: str, headers: dict[str, str], body: Any) -> tuple[str, dict[str, str], str]:
    """Gusto's way: everything, the client's secret too, in a JSON body."""
    from authlib.common.urls import url_decode

    text = body.decode() if isinstance(body, bytes) else str(body)
    fields = dict(url_decode(text))
    secret = {"client_secret": client.client_secret} if client.client_secret else {}
    headers["Content-Type"] = "application/json"
    return uri, headers, json.dumps({**fields, "client_id": client.client_id, **secret})
