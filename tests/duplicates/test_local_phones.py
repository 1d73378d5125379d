"""Telephone numbers with and without the code of their area."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates.local_phones import with_area_codes
from tests.duplicates.clients_of_two_apps import flagged


def test_a_local_number_is_the_longer_one_that_ends_with_it() -> None:
    assert with_area_codes(["255571234", "55571234", "", "55571235"]) == ["255571234", "255571234", "", "55571235"]


def test_a_local_number_of_two_areas_stays_as_it_is() -> None:
    phones = ["255571234", "855571234", "55571234"]
    assert with_area_codes(phones) == phones


@given(st.lists(st.text("0123456789", max_size=9), max_size=12))
def test_every_number_keeps_its_end_and_its_place(phones: list[str]) -> None:
    found = with_area_codes(phones)
    assert [whole[-len(phone) :] if phone else whole for whole, phone in zip(found, phones, strict=True)] == phones


def test_dup_5_a_number_without_its_area_brings_two_records_together() -> None:
    one = {
        "id": "a",
        "app": "one",
        "name": "Wexcombe Concreting",
        "phone": "+61 2 5557 0061",
        "contact_name": "Rocco Wexcombe",
    }
    two = {
        "id": "b",
        "app": "two",
        "name": "Wexcombe Concrete Pty Ltd",
        "phone": "5557 0061",
        "contact_name": "Wexcombe, Rocco",
    }
    assert frozenset("ab") in flagged(one, two)
