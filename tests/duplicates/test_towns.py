"""Towns of a practice in its clients' names, and the towns of its postcodes."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates.fields import read_records
from reconcile.duplicates.towns import Towns

ROWS = [
    ("1", "Kilnhaus Tolver", "Tolver", "2999", "7 Ferry Road", "desk@kiln.example", "0255570001"),
    ("2", "Kilnhaus", "", "2999", "", "", ""),
    ("3", "Kilnhaus", "", "", "", "desk@kiln.example", "0255570001"),
    ("4", "Kilnhaus", "", "", "", "desk@kiln.example", ""),
    ("5", "Kilnhaus", "Marrick", "2999", "", "desk@kiln.example", "0255570001"),
]


def test_dup_3_where_a_record_is() -> None:
    """Its own town, the town of its postcode, or unknown; what is unknown counts where mailbox and telephone are the same."""
    names = ["id", "name", "city", "postcode", "address", "email", "phone"]
    towns = Towns.of(read_records(pd.DataFrame(ROWS, columns=names), None))
    assert [towns.is_own(0, other, "tolver") for other in range(1, 5)] == [True, True, False, False]
    assert not towns.is_own(1, 3, "quorn")
