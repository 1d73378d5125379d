"""The second process gives what this one would give, and nothing depends on it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from reconcile.duplicates import beside, find_duplicates
from reconcile.duplicates.beside import SecondProcess, second_process, spread, without_collector
from reconcile.duplicates.fields import plain_name
from tests.duplicates.test_find import practice, with_copies

NAMES = [f"Client No {number} Ltd" for number in range(3 * beside.FEWEST)]
EXPECTED = [f"client no {number} ltd" for number in range(3 * beside.FEWEST)]


def wait_for(other: SecondProcess) -> None:
    for _ in range(600):
        if other.usable:
            return
        time.sleep(0.05)
    pytest.fail("The second process did not start.")


@pytest.fixture
def other() -> Iterator[SecondProcess]:
    with second_process(beside.LONG_LIST):
        found = beside._ACTIVE.get()
        assert found is not None
        wait_for(found)
        yield found


def test_results_come_in_order_and_both_processes_work(other: SecondProcess) -> None:
    assert spread(plain_name, NAMES) == EXPECTED
    assert other.ask(plain_name, ["A & B"]) == ["a b"]


def test_the_other_process_begins_before_the_results_are_asked_for(other: SecondProcess) -> None:
    begun = beside.Begun(plain_name, NAMES)
    for _ in range(600):
        if not begun._waiting:
            break
        time.sleep(0.01)
    assert not begun._waiting, "nobody but the other process can have taken the work"
    assert begun.results() == EXPECTED


def test_two_pieces_of_work_can_be_under_way(other: SecondProcess) -> None:
    first, second = beside.Begun(plain_name, NAMES), beside.Begun(str.upper, NAMES)
    assert second.results() == [name.upper() for name in NAMES]
    assert first.results() == EXPECTED


def test_what_fails_there_is_done_here_and_tells_why(other: SecondProcess) -> None:
    with pytest.raises(TypeError):
        spread(len, [*NAMES, 5])  # type: ignore[arg-type]


def test_a_process_that_dies_is_made_up_for(other: SecondProcess) -> None:
    other._child.kill()
    other._child.wait()
    assert spread(plain_name, NAMES) == EXPECTED
    assert other.broken


def test_it_loads_neither_pandas_nor_duckdb_to_judge_names() -> None:
    code = beside._PROGRAM.replace(
        "main()",
        "import reconcile.duplicates.verdicts, reconcile.duplicates.signatures\n"
        "print(sorted({'pandas', 'duckdb', 'pyarrow'} & set(sys.modules)))",
    )
    here = Path(beside.__file__).parent
    told = subprocess.run(
        [sys.executable, "-c", code, str(here.parent), str(here)],
        env={**os.environ, "PYTHONPATH": str(here.parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def test_what_cannot_be_sent_is_done_here(other: SecondProcess) -> None:
    assert spread(lambda name: name.lower(), NAMES) == [name.lower() for name in NAMES]


def test_it_has_the_next_slice_before_it_has_told_the_last(other: SecondProcess) -> None:
    long = ["x" * 200_000] * 3  # more than a pipe holds, in both directions
    with other.turn:
        assert [other.send(str.upper, [text]) for text in long] == [True] * 3
        assert [other.receive() for _ in long] == [[text.upper()] for text in long]


def test_a_slice_that_fails_there_spoils_no_other(other: SecondProcess) -> None:
    with other.turn:
        for items in (["a"], [1], ["b"]):
            other.send(str.upper, items)
        assert [other.receive() for _ in range(3)] == [["A"], None, ["B"]]
    assert not other.broken


def test_large_items_go_one_by_one(other: SecondProcess) -> None:
    begun = beside.Begun(str.upper, ["a", "b", "c"], fewest=2, at_once=1)
    assert begun.results() == ["A", "B", "C"]


def test_it_ends_with_its_block() -> None:
    with second_process(beside.LONG_LIST):
        found = beside._ACTIVE.get()
    assert found is not None
    assert found._child.poll() is not None
    assert beside._ACTIVE.get() is None


def test_a_short_list_starts_none() -> None:
    with second_process(beside.LONG_LIST - 1):
        assert beside._ACTIVE.get() is None


def test_one_processor_starts_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    with second_process(beside.LONG_LIST):
        assert beside._ACTIVE.get() is None
    assert spread(plain_name, NAMES) == EXPECTED


def test_the_collector_is_back_afterwards() -> None:
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_made_without_the_collector_is_not_new_to_it_afterwards() -> None:
    with without_collector():
        made = [{} for _ in range(1_000)]  # type: ignore[var-annotated]
    young = {id(item) for generation in (0, 1) for item in gc.get_objects(generation)}
    assert len(young & {id(item) for item in made}) < len(made) / 10
    assert gc.get_freeze_count() == 0


def test_what_is_frozen_stays_so() -> None:
    gc.freeze()
    try:
        with without_collector():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_pairs_are_the_same_with_and_without_it(other: SecondProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = with_copies(practice(90))
    monkeypatch.setattr(beside, "FEWEST", 1)
    monkeypatch.setattr(beside, "ITEMS_AT_ONCE", 50)
    together = find_duplicates(rows)
    token = beside._ACTIVE.set(None)
    alone = find_duplicates(rows)
    beside._ACTIVE.reset(token)
    pd.testing.assert_frame_equal(together, alone)
