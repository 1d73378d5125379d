"""What may go wrong between a program and an app, on purpose: how often, and exactly when.

Faults come in two ways. Rates hit a share of all requests; which ones is decided by the seed, the request itself and how
often it was made before, so the same history meets the same faults, whatever runs beside it. Orders hit the next
requests of a description, for tests that go through every step.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from reconcile.errors import BadInput

FaultKind = Literal["429", "500", "500-after-commit", "slow", "dropped", "lost-answer", "truncated"]
"""``dropped``: the connection ends before the app does anything. ``lost-answer``: the app does it, the answer never
arrives. ``500-after-commit``: the app does it and answers 500. ``truncated``: the answer ends in the middle."""


@dataclass(frozen=True)
class Faults:
    """Rates from 0 to 1, added up per request at most once each.

    ``rate_dropped`` is shared evenly by requests that get lost on the way in (``dropped``) and answers that get lost
    on the way out (``lost-answer``). ``rate_500_after_commit`` concerns requests that may change something, and
    ``rate_truncated`` those that only read. ``slow_seconds`` is how long a slow request waits before the app sees it,
    ``retry_after`` what a 429 asks for, in seconds.
    """

    rate_429: float = 0.0
    rate_500: float = 0.0
    rate_500_after_commit: float = 0.0
    rate_slow: float = 0.0
    slow_seconds: float = 2.0
    rate_dropped: float = 0.0
    rate_truncated: float = 0.0
    retry_after: int = 1
    seed: int = 2026

    @classmethod
    def parse(cls, text: str) -> Faults:
        """Faults out of text such as ``429=0.1,500=0.05,500-after-commit=0.02,slow=0.1,slow-seconds=1,seed=7``.

        Raises ``BadInput`` for an unknown name, a number that is none, or a rate outside 0 … 1.
        """
        faults = cls()
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            name, _, value = part.partition("=")
            faults = replace(faults, **_setting(name.strip(), value.strip()))
        return faults

    def rates(self, *, mutating: bool) -> dict[FaultKind, float]:
        """How probable each kind is for one request."""
        return {
            "429": self.rate_429,
            "500": self.rate_500,
            "500-after-commit": self.rate_500_after_commit if mutating else 0.0,
            "dropped": self.rate_dropped / 2,
            "lost-answer": self.rate_dropped / 2,
            "truncated": 0.0 if mutating else self.rate_truncated,
            "slow": self.rate_slow,
        }


@dataclass(frozen=True)
class Order:
    """A fault for the next ``times`` requests that fit: of this app, mutating or not, with this text in the path or
    as the tool's name, after letting ``skip`` of them pass."""

    kind: FaultKind
    app: str | None = None
    mutating: bool | None = None
    what: str = ""
    times: int = 1
    skip: int = 0

    def fits(self, app: str, path: str, tool: str | None, *, mutating: bool) -> bool:
        """Whether a request is of the described sort."""
        return (
            self.app in (None, app)
            and self.mutating in (None, mutating)
            and (not self.what or self.what in path or self.what == tool)
        )


class FaultDice:
    """Says for each request which fault it meets, if any. Safe to use from several threads."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._orders: list[Order] = []
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def start_over(self, faults: Faults) -> None:
        """Use these rates from now on, as if nothing had been asked or ordered before."""
        with self._lock:
            self.faults = faults
            self._orders.clear()
            self._seen.clear()

    def order(self, order: Order) -> None:
        """Add an order; orders are looked through in the sequence in which they came."""
        with self._lock:
            self._orders.append(order)

    def throw(self, app: str, method: str, path: str, tool: str | None, *, mutating: bool) -> FaultKind | None:
        """The fault that this request meets."""
        request = f"{app} {method} {path} {tool or ''}"
        with self._lock:
            self._seen[request] += 1
            nth = self._seen[request]
            for place, order in enumerate(self._orders):
                if order.fits(app, path, tool, mutating=mutating):
                    return self._take(place, order)
        return _draw(f"{self.faults.seed}|{request}|{nth}", self.faults.rates(mutating=mutating))

    def _take(self, place: int, order: Order) -> FaultKind | None:
        if order.skip:
            self._orders[place] = replace(order, skip=order.skip - 1)
            return None
        if order.times > 1:
            self._orders[place] = replace(order, times=order.times - 1)
        else:
            del self._orders[place]
        return order.kind


def _draw(key: str, rates: dict[FaultKind, float]) -> FaultKind | None:
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    left = int.from_bytes(digest) / 2**64
    for kind, rate in rates.items():
        left -= rate
        if left < 0:
            return kind
    return None


def _setting(name: str, value: str) -> dict[str, Any]:
    known = {field.name for field in fields(Faults)}
    underscored = name.replace("-", "_")
    key = underscored if underscored in known else f"rate_{underscored}"
    if key not in known:
        names = ", ".join(sorted(field.removeprefix("rate_").replace("_", "-") for field in known))
        raise BadInput(f"There is no fault called {name!r}.", title="Unknown fault", hint=f"Known are: {names}.")
    try:
        number: float | int = int(value) if key in ("seed", "retry_after") else float(value)
    except ValueError:
        raise BadInput(f"{name}={value} is not a number.", title="Unclear fault", hint="Write e.g. 429=0.1.") from None
    if key.startswith("rate_") and not 0 <= number <= 1:
        raise BadInput(f"{name}={value} is not between 0 and 1.", title="Unclear fault", hint="0.1 is one in ten.")
    return {key: number}
