"""Records that a family name and a first letter bring together."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates.candidates import candidate_pairs
from reconcile.duplicates.fields import read_records
from reconcile.duplicates.name_parts import name_parts
from reconcile.duplicates.namesakes import MOST, namesakes


def test_a_short_name_a_middle_name_and_swapped_letters_are_candidates() -> None:
    names = ["Ros Quillfeather", "Quillfeather, Roslyn Fay", "QUILFLEATHER, R", "E R Quillfeather", "Bram Wattling"]
    rows = pd.DataFrame({"id": [str(row) for row in range(len(names))], "name": names})
    pairs = {(int(one), int(other)) for one, other in zip(*candidate_pairs(read_records(rows, None)), strict=True)}
    assert {(0, 1), (0, 2), (1, 2), (1, 3)} <= pairs
    assert not any(4 in pair for pair in pairs)


def test_a_name_of_very_many_brings_nobody_together() -> None:
    named = [name_parts("Quillfeather, Roslyn")] * (MOST + 1)
    assert not namesakes(named)
    assert namesakes(named[:MOST])
