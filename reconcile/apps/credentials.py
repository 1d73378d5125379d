"""What signs a request: a token as it was given, or one that is renewed before it runs out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Credential(Protocol):
    """Gives the token for the next request. Safe to use from several threads; never shows a token when printed."""

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
        """Never another one."""
        return None


def credential(token: str | Credential) -> Credential:
    """The credential itself, or a fixed one around a plain token."""
    return FixedToken(token) if isinstance(token, str) else token
