"""Who looks on while a plan is applied, and may stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reconcile.plans.operation import Operation
from reconcile.plans.outcome import Outcome

if TYPE_CHECKING:
    from reconcile.apps.waits import Wait

Probe = Callable[[str, Operation], None]
"""Called between the steps of an operation; tests crash here."""


def _no_probe(_step: str, _operation: Operation) -> None:
    return None


def _no_progress(_operation: Operation, _outcomes: list[Outcome]) -> None:
    return None


def _no_wait(_wait: Wait) -> None:
    return None


@dataclass(frozen=True)
class Watch:
    """Who looks on: a person's cancel, the progress, the clock that waits, and the probe of the tests.

    ``waits`` hears of every wait for an app's limit as it begins.
    """

    cancel: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[Operation, list[Outcome]], None] = _no_progress
    pause: Callable[[float], None] = time.sleep
    probe: Probe = _no_probe
    waits: Callable[[Wait], None] = _no_wait
