"""When a call is repeated, and how long to wait before it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from reconcile.apps.statuses import TooManyCalls
from reconcile.apps.waits import waits
from reconcile.errors import TryAgain

_log = logging.getLogger(__name__)

LIMIT_WITHOUT_A_TIME = 15.0
"""Seconds that the first pause after a 429 without a time may take at most; limits are mostly a minute's."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a session waits: all times are in seconds.

    ``longest_wait`` is the longest pause between two tries; an app that asks for a longer one is not waited for, and
    its ``TryAgain`` carries the time it named.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 65.0
    connect_timeout: float = 5.0
    read_timeout: float = 120.0
    sleep: Callable[[float], None] = time.sleep


def retrying(patience: Patience, *, safe: bool) -> Retrying:
    """The policy for one call: a ``safe`` one (a read) is repeated after any ``TryAgain``.

    Any other is repeated only where the request was certainly not applied (REL-2, REL-11). The pause is drawn between
    nothing and an exponentially growing bound ("full jitter"), and never shorter than the app's ``Retry-After``.
    """

    def repeatable(error: BaseException) -> bool:
        return isinstance(error, TryAgain) and (safe or not error.sent)

    return Retrying(
        retry=retry_if_exception(repeatable),
        wait=_wait(patience),
        stop=_stop(patience),
        sleep=patience.sleep,
        before_sleep=_note,
        reraise=True,
    )


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None


def _asked_for(state: RetryCallState) -> float | None:
    error = _error(state)
    return error.retry_after if isinstance(error, TryAgain) else None


def _wait(patience: Patience) -> Callable[[RetryCallState], float]:
    jitter = wait_random_exponential(multiplier=patience.first_wait, max=patience.longest_wait)

    unknown = wait_random_exponential(multiplier=LIMIT_WITHOUT_A_TIME, max=patience.longest_wait)

    def seconds(state: RetryCallState) -> float:
        asked = _asked_for(state)
        if asked is not None:
            return asked + min(jitter(state), patience.first_wait)
        return unknown(state) if isinstance(_error(state), TooManyCalls) else jitter(state)

    return seconds


def _stop(patience: Patience) -> Callable[[RetryCallState], bool]:
    enough = stop_after_attempt(patience.attempts)

    def stop(state: RetryCallState) -> bool:
        return enough(state) or (_asked_for(state) or 0.0) > patience.longest_wait

    return stop


def _note(state: RetryCallState) -> None:
    error = _error(state)
    wait = state.next_action.sleep if state.next_action is not None else 0.0
    if isinstance(error, TooManyCalls):
        waits(wait, error.message.rstrip("."))
    _log.info("%s; try %d in %.1f s", getattr(error, "title", "failed"), state.attempt_number + 1, wait)
