"""The last step of every spelling function: one of the candidates that really differ."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from reconcile.sandbox.practice.names import Name


def differing(name: Name, candidates: Iterable[Name], rng: Random) -> Name | None:
    """One of the candidates whose text is another one and not blank; ``None`` where there is none."""
    text, candidates = name.text, list(candidates)
    if candidates and (chosen := rng.choice(candidates)).text not in (text, ""):
        return chosen
    others = [other for other in candidates if other.text != text and other.text.strip()]
    return rng.choice(others) if others else None
