"""Levels of many pairs at once against one pair at a time."""

from __future__ import annotations

from itertools import combinations
from unittest.mock import patch

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates import agreement
from reconcile.duplicates.agreement import contact_levels, email_levels
from reconcile.duplicates.field_levels import _without_namesakes
from reconcile.duplicates.fields import read_records

CONTACTS = st.lists(st.sampled_from(["", "ann rowe", "a rowe", "rowe ann", "bea rowe", "ann", "otto pell"]), max_size=8)
MAILS = [
    "",
    "ann@a.example",
    "ann@b.example",
    "ann1@b.example",
    "rowe.ann@a.example",
    "pell@gmail.com",
    "pel@gmail.com",
]


@given(CONTACTS, st.lists(st.sampled_from(MAILS), min_size=8, max_size=8))
def test_many_pairs_stand_where_each_stands_alone(contacts: list[str], mails: list[str]) -> None:
    for levels, values in ((contact_levels, contacts), (email_levels, mails)):
        pairs = list(combinations(values, 2))
        a, b = (np.asarray([*(pair[side] for pair in pairs), None], dtype=object)[:-1] for side in (0, 1))
        alone = [int(levels(a[[place]], b[[place]])[0]) for place in range(len(pairs))]
        assert levels(a, b).tolist() == alone
        with patch.object(agreement, "WORTH_THREADS", 1):  # as for very many
            assert levels(a, b).tolist() == alone


@given(st.lists(st.tuples(st.sampled_from(["Ann Rowe", "Pell", ""]), st.sampled_from(MAILS)), min_size=2, max_size=6))
def test_a_mailbox_at_another_provider_that_repeats_the_name_is_no_evidence(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["name", "email"]).assign(id=[str(row) for row in range(len(rows))])
    records = read_records(frame.assign(phone="5550100"), None)
    if "email" not in records.values:
        return
    pairs = list(combinations(range(len(rows)), 2))
    i, j = (np.asarray(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    found = _without_namesakes(records, i, j, np.ones(len(pairs), dtype=np.int8))
    for level, (one, other) in zip(found.tolist(), pairs, strict=True):
        (box_a, _, host_a), (box_b, _, host_b) = (rows[row][1].partition("@") for row in (one, other))
        repeats = any(len(word) > 2 and word in box_a for word in rows[one][0].lower().split())
        assert (level == -1) is (host_a != host_b and repeats and "1" not in box_a + box_b)
