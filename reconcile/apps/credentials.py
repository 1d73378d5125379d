"""What signs a request: a token as it was given, or one that is renewed before it runs out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Protocol

from reconcile.errors import TryAgain


class Credential(Protocol):
    """Gives the token for the next request. Safe to use from several threads; never shows a token when printed.

    Two things more may be known of it, none a secret: ``grant``, a text that stays the same while its tokens change (calls are
    counted per grant), and ``holder``, the id and the name of the company or tenant that it opens.
    """

    def token(self) -> str:
        """The access token to send now, renewed first where it is about to run out.

        Raises ``NotAllowed`` where the app has to be connected again, ``TryAgain`` where the renewal got no answer.
        """
        ...

    def renewed(self, refused: str) -> str | None:
        """A token other than the one the app has just refused (401), or None where there is no other to be had."""
        ...


@dataclass(frozen=True, slots=True)
class FixedToken:
    """A token that was given once and is never renewed."""

    value: str = field(repr=False)

    def token(self) -> str:
        """The token."""
        return self.value

    def renewed(self, refused: str) -> str | None:
        """Never another one than its own."""
        return None if refused == self.value else self.value


def credential(token: str | Credential) -> Credential:
    """The credential itself, or a fixed one around a plain token."""
    return FixedToken(token) if isinstance(token, str) else token


def grant_of(one: Credential) -> str:
    """What tells this credential's grant from others, and is no secret: its own ``grant``, else a digest or its identity."""
    named = getattr(one, "grant", "")
    if named:
        return str(named)
    if isinstance(one, FixedToken):
        return hashlib.blake2b(one.value.encode(), digest_size=8).hexdigest()
    return f"{type(one).__name__}-{id(one)}"


def holder_of(one: Credential) -> tuple[str, str]:
    """The id and the name of the company or tenant that this credential opens, each ``""`` where it is not known."""
    known = getattr(one, "holder", None)
    return (str(known[0]), str(known[1])) if isinstance(known, tuple) and len(known) == 2 else ("", "")


def token_for(one: Credential) -> str:
    """The token to send now. A renewal that fails is a ``TryAgain(sent=False)``: the request itself has not left."""
    try:
        return one.token()
    except TryAgain as error:
        error.sent = False
        raise


def token_instead(one: Credential, refused: str) -> str | None:
    """Another token than the refused one, or None; a refused request was not applied, so a failed renewal is not sent."""
    try:
        other = one.renewed(refused)
    except TryAgain as error:
        error.sent = False
        raise
    return other if other and other != refused else None
