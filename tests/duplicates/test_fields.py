"""Evidence brought into a form that can be compared."""

from __future__ import annotations

import pytest

from reconcile.duplicates.fields import contact_key, phone_key


@pytest.mark.parametrize(
    ("abroad", "at_home"),
    [
        ("+64 9 588 0169", "09 588 0169"),  # eight digits at home: the last nine would keep a digit of the country's
        ("+64 (0)9 588 0169", "(09) 588-0169"),
        ("+353 1 555 1234", "01 555 1234"),
        ("0061-3-5557-7616", "(03) 55577616"),
        ("+61 412 345 678", "0412345678"),
        ("+27 82 555 1234", "082 555 1234"),
        ("+44 (0)20 7946 0958", "020 7946 0958"),
        ("+1 (646) 555-1234", "646-555-1234"),
    ],
)
def test_dup_5_a_telephone_with_its_country_is_the_same_telephone(abroad: str, at_home: str) -> None:
    assert phone_key(abroad) == phone_key(at_home) != ""


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
