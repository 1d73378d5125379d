"""Fields seen beside the others: a contact that is no person but a firm that keeps the books."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reconcile.duplicates.field_levels import field_levels
from reconcile.duplicates.fields import read_records


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Hazel Quarrington", "Hazel Quarrington", 0),
        ("Hazel Quarrington", "Barnaby Penrith", 2),
        ("Hazel Quarrington", "Quorn Bookkeeping", -1),
        ("Quorn Bookkeeping", "Quorn Bookkeeping", -1),
        ("Accounts", "Hazel Quarrington", -1),
    ],
)
def test_dup_5_a_bookkeeper_as_contact_says_nothing(one: str, other: str, level: int) -> None:
    rows = pd.DataFrame({"id": ["1", "2"], "name": ["Highfell Pottery", "Highfell Pots"], "contact_name": [one, other]})
    records = read_records(rows, None)
    found = field_levels(records, np.asarray([0]), np.asarray([1]))
    assert found.get("contact_name", np.asarray([-1])).tolist() == [level]
