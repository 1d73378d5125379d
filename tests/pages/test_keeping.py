"""What is kept between two reruns: read once for all who ask, again only with another stamp, long work beside the pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from reconcile.errors import NeedsUser
from reconcile.pages.keeping import Name, once, soon


def test_it_is_read_again_only_with_another_stamp() -> None:
    read: list[str] = []

    def reading(word: str) -> str:
        read.append(word)
        return word

    name = ("here", "words")
    assert [once(name, lambda: reading("a"), "1"), once(name, lambda: reading("b"), "1")] == ["a", "a"]
    assert once(name, lambda: reading("c"), "2") == "c"
    assert read == ["a", "c"]
    assert once(("elsewhere", "words"), lambda: reading("d"), "2") == "d", "nothing goes from one practice to another"


def test_whoever_asks_meanwhile_waits_for_the_one_answer() -> None:
    read: list[int] = []

    def slow() -> int:
        read.append(1)
        time.sleep(0.05)
        return len(read)

    with ThreadPoolExecutor(4) as people:
        found = list(people.map(lambda _: once(("here", "slow"), slow, "1"), range(4)))
    assert found == [1, 1, 1, 1]


def _waited(name: Name, work: Callable[[], int], stamp: str) -> int | None:
    """What is worked out beside the pages, once it is there."""
    for _ in range(400):
        found = soon(name, work, stamp, beside=True)
        if found is not None:
            return found
        time.sleep(0.01)
    return None


def test_what_takes_long_is_worked_out_beside_and_its_failure_is_told_and_tried_again() -> None:
    name, go_on = ("here", "long"), threading.Event()

    def fails() -> int:
        go_on.wait(10)
        raise NeedsUser("No.", title="No")

    assert soon(name, fails, "1", beside=True) is None
    assert soon(name, fails, "1", beside=True) is None
    go_on.set()
    with pytest.raises(NeedsUser):
        _waited(name, fails, "1")
    assert _waited(name, lambda: 7, "2") == 7
    assert soon(name, lambda: 8, "3", beside=False) == 8
