"""Answers on pairs of names that are kept, so that each pair is judged once wherever it was judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
MOST = 100_000
"""Answers kept; at the next one all are forgotten."""


class Remembered(Generic[Answer]):
    """A function of two names that keeps its answers, and takes answers that were found elsewhere."""

    def __init__(self, judge: Callable[[str, str], Answer]) -> None:
        self._judge, self._known = judge, dict[tuple[str, str], Answer]()
        self.__doc__ = judge.__doc__

    def __call__(self, a: str, b: str) -> Answer:
        known = self._known.get((a, b))
        if known is None:
            known = self._judge(a, b)
            self.put(a, b, known)
        return known

    def put(self, a: str, b: str, answer: Answer) -> None:
        """Keeps an answer."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[a, b] = answer

    def known(self, a: str, b: str) -> Answer | None:
        """The answer, where it is known."""
        return self._known.get((a, b))

    def has(self, a: str, b: str) -> bool:
        """Whether the answer is known."""
        return (a, b) in self._known
