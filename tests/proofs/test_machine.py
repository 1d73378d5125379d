"""The whole product against a plain dictionary: edits, plans, faults, crashes and undo, as hypothesis likes (REL-1 to REL-10)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proofs.machine import PracticeMachine

CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def test_rel_1_to_rel_10_some_steps() -> None:
    few = settings(max_examples=3, stateful_step_count=8, derandomize=True, deadline=None, suppress_health_check=CALM)
    run_state_machine_as_test(PracticeMachine, settings=few)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_rel_1_to_rel_10_thousands_of_steps() -> None:
    many = settings(max_examples=150, stateful_step_count=30, deadline=None, suppress_health_check=CALM)
    run_state_machine_as_test(PracticeMachine, settings=many)
