"""A middle initial that the mailbox alone tells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reconcile.duplicates.fields import read_records
from reconcile.duplicates.mailbox_initials import middle_initial, other_initials


@pytest.mark.parametrize(
    ("name", "email", "initial"),
    [
        ("Hugo Tarnbrook", "hjtarnbrook@mail.example", ("j", True)),
        ("Hugo James Tarnbrook", "hktarnbrook@mail.example", ("j", False)),  # the name says more than the mailbox
        ("Hugo Tarnbrook", "hutarnbrook@mail.example", ("", False)),  # the beginning of Hugo
        ("Hugo Tarnbrook", "hjsmith@mail.example", ("", False)),
        ("Tarnbrook Farms Pty Ltd", "hjtarnbrook@mail.example", ("", False)),
    ],
)
def test_the_middle_initial(name: str, email: str, initial: tuple[str, bool]) -> None:
    assert middle_initial(name, email) == initial


def test_dup_3_another_middle_initial_in_the_mailbox_is_another_person() -> None:
    rows = pd.DataFrame(
        {
            "id": ["1", "2", "3"],
            "name": ["Hugo Tarnbrook", "Hugo James Tarnbrook", "Hugo Tarnbrook"],
            "email": ["hktarnbrook@mail.example", "family@mail.example", "hktarnbrook@mail.example"],
        }
    )
    records = read_records(rows, None)
    i, j = np.asarray([0, 0]), np.asarray([1, 2])
    assert other_initials(records, i, j, np.zeros(2, dtype=np.int8)).tolist() == [True, False]
