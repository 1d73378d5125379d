"""The person whom one asks for, as every app writes them."""

from __future__ import annotations

import pytest

from reconcile.duplicates.contact_words import contact_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Tarnbrook, Rosa", "rosa tarnbrook"),
        ("Dr Rosa Tarnbrook", "rosa tarnbrook"),
        ("Tarnbrook, Dr Rosa Mei", "rosa mei tarnbrook"),
        ("Tarnbrook, Hugo Snr", "hugo tarnbrook snr"),  # the rank stays behind the name
        ("Inkwell Bookkeeping", ""),
        ("Accounts", ""),
        ("Rose Stone", "rose stone"),
        ("H Butcher", "h butcher"),
    ],
)
def test_dup_5_a_contact_is_a_person_as_one_speaks_of_them(written: str, key: str) -> None:
    assert contact_key(written) == key
