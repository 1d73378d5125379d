"""A program that is measured ends at its limits, and tells why."""

from __future__ import annotations

import sys

from benchmarks.incremental import SHARE, changed, told
from benchmarks.measuring import Run, measured
from benchmarks.peers import table
from tests.duplicates.test_find import practice

SLEEPS = "import time; time.sleep(60)"
GROWS = "import time; held = b'x' * 300_000_000; time.sleep(60)"


def test_it_is_stopped_after_its_seconds_or_at_its_memory_with_what_it_started() -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {GROWS!r}])"
    late = measured("late", [sys.executable, "-c", SLEEPS], 0.3)
    large = measured("large", [sys.executable, "-c", parent], 30.0, most=200 * 2**20)
    assert (late.stopped, large.stopped) == ("stopped after 0 s", "stopped at 200 MiB")
    assert "| large | stopped at 200 MiB |" in table([Run("ours", 1.0, 1.0, 10.0, 5), late, large])


def test_what_it_prints_is_its_result() -> None:
    answer = """print('warming up'); print('{"seconds": 1.5, "cpu": 2, "pairs": 3, "digest": "d"}')"""
    found = measured("one", [sys.executable, "-c", answer], 30.0)
    assert (found.seconds, found.cpu, found.pairs, found.digest, found.stopped) == (1.5, 2, 3, "d", "")
    assert measured("none", [sys.executable, "-c", "raise SystemExit(3)"], 30.0).stopped == "no result (ended with 3)"


def test_one_record_in_a_hundred_changes() -> None:
    rows = practice(400)
    after = changed(rows)
    differ = (rows.fillna("") != after.fillna("")).sum(axis=1)
    assert 1 <= (differ > 0).sum() <= len(rows) // SHARE
    assert differ.max() == 1
    runs = [Run(name, digest=digest) for name, digest in (("first", "a"), ("scratch", "b"), ("kept", "c"))]
    assert "NOT the same" in told(runs)
