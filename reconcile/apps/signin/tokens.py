"""The tokens of one grant, and when they have to be renewed. They never show when printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

EARLY_SECONDS = 120.0
"""How long before its end a token is renewed, at most; a short-lived one is renewed in the last fifth of its life."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """All moments are Unix seconds. ``previous`` is the refresh token before this one, kept until the next renewal has worked.

    ``renewing_since`` is set while an answer is outstanding; ``refused_at`` when the provider has last refused to renew.
    ``client_id`` and ``redirect_uri`` are those that the grant was given to.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    previous: str = field(default="", repr=False)
    expires_at: float | None = None
    received_at: float = 0.0
    client_id: str = field(default="", repr=False)
    redirect_uri: str = ""
    renewing_since: float | None = None
    refused_at: float | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Tokens:
        """As ``to_dict`` gave them; raises ``ValueError`` or ``TypeError`` for anything else."""
        known = {entry.name for entry in fields(cls)}
        found = cls(**{name: value for name, value in data.items() if name in known})
        texts = (found.access, found.refresh, found.previous, found.client_id, found.redirect_uri)
        times = (found.expires_at, found.renewing_since, found.refused_at)
        if not all(isinstance(text, str) for text in texts) or not isinstance(found.received_at, float | int):
            raise ValueError("not tokens")
        if not all(time is None or isinstance(time, float | int) for time in times):
            raise ValueError("not tokens")
        return found

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for the store and nothing else."""
        return asdict(self)

    def answered(self, answer: Mapping[str, Any], asked_at: float) -> Tokens:
        """These tokens after a provider's answer to a request that was sent at ``asked_at``.

        A provider that does not rotate sends no refresh token; then the one at hand stays.
        """
        refresh = answer.get("refresh_token")
        rotated = refresh if isinstance(refresh, str) and refresh else self.refresh
        life = seconds(answer.get("expires_in"))
        return replace(
            self,
            access=str(answer["access_token"]),
            refresh=rotated,
            previous=self.refresh if rotated != self.refresh else self.previous,
            expires_at=None if life is None else asked_at + life,
            received_at=asked_at,
            renewing_since=None,
            refused_at=None,
        )

    def expired(self, now: float) -> bool:
        """Whether the access token has run out; one whose end was not told lasts until it is refused."""
        return self.expires_at is not None and now >= self.expires_at

    def due(self, now: float) -> bool:
        """Whether it is time to renew: a little before the end."""
        if self.expires_at is None:
            return False
        early = min(EARLY_SECONDS, max(0.0, self.expires_at - self.received_at) / 5)
        return now >= self.expires_at - early

    def needs_sign_in(self, now: float) -> bool:
        """Whether only a person can bring access back, as far as is known."""
        return self.refused_at is not None or (not self.refresh and self.expired(now))


NO_TOKENS = Tokens("")
"""What a grant has before its first answer."""


def seconds(value: object) -> float | None:
    """A life in seconds as a provider spelt it (number or text); None where it says nothing that can be used."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and 0 <= found < 1e10 else None
