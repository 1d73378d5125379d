"""How often and how long is waited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.retries import Patience, retrying
from reconcile.errors import NeedsUser, TryAgain


def tries(patience: Patience, *, safe: bool, error: Exception) -> int:
    made = 0

    def call() -> None:
        nonlocal made
        made += 1
        raise error

    with pytest.raises(type(error)):
        retrying(patience, safe=safe)(call)
    return made


@pytest.mark.parametrize(
    ("safe", "sent", "made"), [(True, True, 4), (True, False, 4), (False, False, 4), (False, True, 1)]
)
def test_only_what_is_safe_is_repeated(safe: bool, sent: bool, made: int) -> None:
    patience = Patience(attempts=4, sleep=lambda _: None)
    assert tries(patience, safe=safe, error=TryAgain("later", sent=sent)) == made


def test_what_needs_a_person_is_not_repeated() -> None:
    assert tries(Patience(sleep=lambda _: None), safe=True, error=NeedsUser("no")) == 1


@given(st.integers(2, 6), st.floats(0.01, 5), st.floats(5, 60))
def test_waits_are_jittered_within_a_growing_bound(attempts: int, first: float, longest: float) -> None:
    waits: list[float] = []
    patience = Patience(attempts=attempts, first_wait=first, longest_wait=longest, sleep=waits.append)
    tries(patience, safe=True, error=TryAgain("later"))
    bounds = [min(longest, first * 2**turn) for turn in range(attempts - 1)]
    assert len(waits) == len(bounds)
    assert all(0 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))


@given(st.floats(0, 65))
def test_never_shorter_than_the_app_asks(asked: float) -> None:
    waits: list[float] = []
    tries(Patience(sleep=waits.append), safe=True, error=TryAgain("later", retry_after=asked))
    assert len(waits) == 3
    assert all(asked <= wait <= asked + 0.5 for wait in waits)


def test_a_wait_beyond_our_patience_ends_it() -> None:
    patience = Patience(longest_wait=10, sleep=lambda _: None)
    assert tries(patience, safe=True, error=TryAgain("later", retry_after=11)) == 1
