"""A diagnosis as HTML: the one thing to do first, names escaped."""

from __future__ import annotations

from reconcile.plans.why import Check, Diagnosis
from reconcile.show.diagnosis import diagnosis

FINE = Check("WHY-1", "Does it sync?", "Yes.")
CAUSE = Check("WHY-4", "A duplicate?", "“Kea <Farm>” may be the same.", True, "Decide the pair.")


def test_the_one_thing_to_do_comes_first() -> None:
    shown = diagnosis(Diagnosis("Kea", "", (FINE, CAUSE)))
    assert shown.index("Decide the pair.") < shown.index("Does it sync?")
    assert shown.count("this is the cause") == 1


def test_what_clients_are_called_is_escaped() -> None:
    assert "<Farm>" not in diagnosis(Diagnosis("Kea", "", (CAUSE,)))


def test_without_a_cause_it_says_what_to_do_next() -> None:
    assert "Take fresh snapshots" in diagnosis(Diagnosis("Kea", "", (FINE,)))


def test_only_the_first_of_two_that_are_in_the_way_is_the_cause() -> None:
    later = Check("WHY-5", "Held?", "Held.", True, "Settle it.")
    shown = diagnosis(Diagnosis("Kea", "", (CAUSE, later)))
    assert (shown.count("this is the cause"), shown.count("in the way too")) == (1, 1)
