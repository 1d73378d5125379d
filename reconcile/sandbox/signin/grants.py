"""The sandbox's grants: codes and refresh tokens that are used once, access tokens that run out, all of it through restarts."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reconcile.sandbox.documents import Document
from reconcile.sandbox.signin.services import SERVICES, Service
from reconcile.sandbox.state import SandboxState

CODE_SECONDS = 600


@dataclass(frozen=True)
class SignInRules:
    """What a test wants otherwise; None is the app's own. ``approve_at_once`` answers without showing the consent page."""

    access_seconds: float | None = None
    grace_seconds: float | None = None
    until_used: bool | None = None
    approve_at_once: bool = False
    rotates: bool = True


class SignInError(Exception):
    """A refusal in the words of RFC 6749."""


class Grants:
    """Everything that was granted at one sandbox. ``clock`` gives Unix seconds."""

    def __init__(
        self, state: SandboxState, rules: SignInRules | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._state = state
        self.rules = rules or SignInRules()
        self._clock = clock

    def service(self, name: str) -> Service:
        """A service, as the rules have it."""
        service, rules = SERVICES[name], self.rules
        return replace(
            service,
            access_seconds=service.access_seconds if rules.access_seconds is None else rules.access_seconds,
            grace_seconds=service.grace_seconds if rules.grace_seconds is None else rules.grace_seconds,
            until_used=service.until_used if rules.until_used is None else rules.until_used,
        )

    def code(self, service: str, asked: Mapping[str, str], accounts: Sequence[str]) -> str:
        """A code for what somebody has just allowed: ``accounts`` are tenants or one company."""
        code = secrets.token_urlsafe(24)
        self._state.keep(
            service,
            "code",
            {
                "id": code,
                "client_id": asked["client_id"],
                "redirect_uri": asked.get("redirect_uri", ""),
                "challenge": asked.get("code_challenge", ""),
                "scope": asked.get("scope", ""),
                "accounts": list(accounts),
                "at": self._clock(),
                "grant": "",
            },
        )
        return code

    def exchange(self, service: str, fields: Mapping[str, str]) -> Document:
        """Tokens for a code, once; a second use ends the grant of the first. Raises ``SignInError``."""
        code = fields.get("code", "")
        grant_id = secrets.token_hex(8)
        found: list[Document] = []

        def use(document: Document) -> None:
            found.append(dict(document))
            document["grant"] = document["grant"] or grant_id

        try:
            self._state.change_kept(service, "code", code, use)
        except KeyError:
            raise SignInError("invalid_grant") from None
        held = found[0]
        if held["grant"]:
            self._end(service, held["grant"])
            raise SignInError("invalid_grant")
        late = self._clock() - held["at"] > CODE_SECONDS
        same = held["client_id"] == fields.get("client_id") and held["redirect_uri"] == fields.get("redirect_uri", "")
        if late or not same or not _proves(held["challenge"], fields.get("code_verifier", "")):
            raise SignInError("invalid_grant")
        grant = {
            "id": grant_id,
            "client_id": held["client_id"],
            "scope": held["scope"],
            "accounts": held["accounts"],
            "ended": False,
        }
        self._state.keep(service, "grant", grant)
        return self._issued(service, grant)

    def renew(self, service: str, fields: Mapping[str, str]) -> Document:
        """New tokens for a refresh token. Raises ``SignInError``; a refresh token that comes back too late ends its grant."""
        token = fields.get("refresh_token", "")
        held = self._state.kept(service, "refresh", token)
        grant = self._state.kept(service, "grant", held["grant"]) if held else None
        if held is None or grant is None or grant["ended"] or grant["client_id"] != fields.get("client_id"):
            raise SignInError("invalid_grant")
        access, refused = secrets.token_urlsafe(40), [False]

        def use(document: Document) -> None:
            refused[0] = not self._may_be_used(service, document)
            if not refused[0]:
                document["spent_at"] = self._clock() if document["spent_at"] is None else document["spent_at"]
                document["changed_for"] = access

        self._state.change_kept(service, "refresh", token, use)
        if refused[0]:
            self._end(service, grant["id"])
            raise SignInError("invalid_grant")
        return self._issued(service, grant, access=access, refresh="" if self.rules.rotates else token)

    def revoke(self, service: str, token: str) -> None:
        """Ends the grant that a token belongs to; nothing happens for a token that is not known."""
        for kind in ("refresh", "access"):
            held = self._state.kept(service, kind, token)
            if held is not None:
                self._end(service, held["grant"])

    def holder(self, service: str, token: str) -> Document | None:
        """The grant that an access token opens now, or None: unknown, run out, ended."""
        held = self._state.kept(service, "access", token) if token else None
        grant = self._state.kept(service, "grant", held["grant"]) if held else None
        if held is None or grant is None or grant["ended"] or self._clock() >= held["until"]:
            return None
        if not held["used"]:
            self._state.change_kept(service, "access", token, lambda document: document.update(used=True))
        return grant

    def has_run_out(self, service: str, token: str) -> bool:
        """Whether a token was good once and is not any more because of its age."""
        held = self._state.kept(service, "access", token) if token else None
        return held is not None and self._clock() >= held["until"]

    def leave(self, service: str, grant_id: str, account: str) -> None:
        """Takes one account out of a grant, as deleting one of Xero's connections does."""

        def edit(document: Document) -> None:
            document["accounts"] = [each for each in document["accounts"] if each != account]

        self._state.change_kept(service, "grant", grant_id, edit)

    def _may_be_used(self, service: str, held: Document) -> bool:
        if held["spent_at"] is None:
            return True
        rules = self.service(service)
        if rules.grace_seconds and self._clock() - held["spent_at"] <= rules.grace_seconds:
            return True
        successor = self._state.kept(service, "access", held["changed_for"])
        return rules.until_used and not (successor and successor["used"])

    def _issued(self, service: str, grant: Document, *, access: str = "", refresh: str = "") -> Document:
        access, life = access or secrets.token_urlsafe(40), self.service(service).access_seconds
        until = self._clock() + life
        self._state.keep(service, "access", {"id": access, "grant": grant["id"], "until": until, "used": False})
        answer: dict[str, Any] = {"access_token": access, "token_type": "Bearer", "expires_in": life}
        if service != "xpm" or "offline_access" in grant["scope"].split():
            answer["refresh_token"] = refresh or self._refresh_token(service, grant["id"])
        return answer | ({"scope": grant["scope"]} if grant["scope"] else {})

    def _refresh_token(self, service: str, grant_id: str) -> str:
        token = secrets.token_urlsafe(32)
        self._state.keep(service, "refresh", {"id": token, "grant": grant_id, "spent_at": None, "changed_for": ""})
        return token

    def _end(self, service: str, grant_id: str) -> None:
        with contextlib.suppress(KeyError):  # a code whose first use was refused has no grant
            self._state.change_kept(service, "grant", grant_id, lambda document: document.update(ended=True))


def _proves(challenge: str, verifier: str) -> bool:
    """PKCE with S256; without a challenge there is nothing to prove."""
    if not challenge:
        return True
    digest = hashlib.sha256(verifier.encode("utf-8", errors="replace")).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge)
