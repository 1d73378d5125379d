"""How far two values of one field agree."""

from __future__ import annotations

import numpy as np
import pytest

from reconcile.duplicates.agreement import address_levels, email_levels
from reconcile.duplicates.fields import address_key
from reconcile.duplicates.folding import words

SAME, NEAR, OTHER = 0, 1, 3


def level_of(levels: object, a: str, b: str) -> int:
    return int(levels(np.asarray([a], dtype=object), np.asarray([b], dtype=object))[0])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("hugo.tarnbrook@mail.example", "hugo.tarnbrok@mail.example", NEAR),
        ("htarnbrook@mail.example", "hugo.tarnbrook@mail.example", 2),  # two mailboxes of one host
        ("htarnbrook@gmail.com", "hugo.tarnbrook@gmail.com", OTHER),  # and of one provider
        ("hugo79@gmail.com", "hugo80@gmail.com", OTHER),  # a digit is part of a mailbox
        ("hugotarnbrook@gmail.com", "hugotarnbrook@outlook.com", NEAR),
    ],
)
def test_dup_5_a_mailbox_that_is_another_is_no_slip(a: str, b: str, level: int) -> None:
    assert level_of(email_levels, a, b) == level


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("37 Quarry St\nTolver NSW 2874\nAustralia", "37 Quarry Street", True),
        ("37 Quarry St, Tolver", "37 Quarry Street, Tolver, NSW 2874", True),
        ("PO Box 81, Tolver NSW", "PO Box 81", True),
        ("37 Quarry St, Tolver", "37 Quarry Street, Brannock", False),  # two towns
        ("37 Quarry St, Tolver", "39 Quarry Street", False),
        ("PO Box 81, Tolver", "PO Box 811", False),
        ("Quarry Street, Tolver", "Quarry Street", False),  # no number tells the house
    ],
)
def test_dup_5_an_address_with_its_town_in_one_field_is_the_same_address(a: str, b: str, same: bool) -> None:
    keys = [address_key(words(text)) for text in (a, b)]
    assert (level_of(address_levels, *keys) == SAME) is same
    assert (level_of(address_levels, *reversed(keys)) == SAME) is same
