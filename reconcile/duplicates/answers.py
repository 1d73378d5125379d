"""What people's answers teach: the weights of a list with and without them (DUP-9)."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates.fields import read_records
from reconcile.duplicates.learning import Answers, Judged, compare_list, weigh_list
from reconcile.duplicates.levels import FIELDS
from reconcile.duplicates.name_levels import NAME

WEIGHT_COLUMNS = ("field", "level", "sentence", "before", "after")


def weight_changes(left: pd.DataFrame, right: pd.DataFrame | None, answers: Answers) -> pd.DataFrame:
    """What every agreement is worth in this list, in bits, before and after the answers were taken in.

    Columns: field, level (0 is full agreement), sentence, before, after; the largest change first. The lists are those of
    :func:`find_duplicates`.
    """
    records = read_records(left, right)
    compared = compare_list(records)
    if compared is None:
        return pd.DataFrame(columns=list(WEIGHT_COLUMNS))
    return changed_weights(weigh_list(records, compared), weigh_list(records, compared, answers))


def changed_weights(plain: Judged, taught: Judged) -> pd.DataFrame:
    """The weights of two judgements of one list: ``WEIGHT_COLUMNS``, the largest change first."""
    rows: list[tuple[str, int, str, float, float]] = []
    for name, bits in plain.weights.bits.items():
        sentences = ({"name": NAME} | FIELDS)[name].sentences
        after = taught.weights.bits[name]
        rows += [(name, k, sentences[k], float(bits[k]), float(after[k])) for k in range(len(sentences))]
    rows.sort(key=lambda row: -abs(row[4] - row[3]))
    return pd.DataFrame(rows, columns=list(WEIGHT_COLUMNS))
