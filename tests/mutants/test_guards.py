"""Every guard on the list stands in the code as it says, and the test that watches over it is there; `make mutants` runs them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.mutants.carrying_out import ROOT, places
from tests.mutants.guards import GUARDS, Guard


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_guards_code_stands_in_its_file_exactly_once(guard: Guard) -> None:
    assert places(guard) == 1, f"{guard.file} has this guard {places(guard)} times; put tests/mutants/guards.py right"
    assert guard.mutation not in (guard.code, "")


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_test_that_must_turn_red_is_there(guard: Guard) -> None:
    for test in guard.tests:
        file, _, name = test.partition("::")
        assert (ROOT / file).exists(), file
        if name:
            assert re.search(rf"^def {re.escape(name)}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), test


def test_there_are_enough_and_no_name_stands_twice() -> None:
    assert len(GUARDS) >= 20
    assert max(Counter(guard.name for guard in GUARDS).values()) == 1
