"""Evidence brought into a form that can be compared."""

from __future__ import annotations

import pytest

from reconcile.duplicates.fields import phone_key


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
