"""The words by which a list's names are found, against taking each name apart by itself."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates.fields import Records, read_records
from reconcile.duplicates.name_documents import documents_of
from reconcile.duplicates.name_parts import MOST_WORDS, parts_of

WORDS = [
    "Ann",
    "Rowe",
    "Ltd",
    "ATF",
    "trading",
    "as",
    "as trustee for",
    "T/A",
    "P/L",
    "O'Neil",
    "&",
    "é漢",
    "JR",
    "7",
    "",
]
NAMES = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), min_size=1, max_size=12)


def records_of(names: list[str]) -> Records:
    return read_records(pd.DataFrame({"id": [str(place) for place in range(len(names))], "name": names}), None)


@given(NAMES)
def test_each_name_gives_the_words_that_it_gives_by_itself(names: list[str]) -> None:
    names = [*names, "word " * (MOST_WORDS + 5)]
    records = records_of(names)
    found, wanted = documents_of(records), [parts_of(*both) for both in zip(names, records.plain, strict=True)]
    assert found.parts(len(names)) == wanted
    assert found.squeezed(len(names)).tolist() == ["".join(parts[0]) if parts else "" for parts in wanted]


def test_of_equal_texts_the_first_are_kept() -> None:
    names = ["Rowe Kiln"] * 5 + ["Kiln Rowe", "Rowe Kiln Ltd", "Fen"]
    some = documents_of(records_of(names)).at_most(3)
    assert some.owners.tolist() == [0, 1, 2, 5, 7]
    assert some.parts(8)[5:] == [[["kiln", "rowe"]], [], [["fen"]]]
    assert documents_of(records_of(["", "-"])).at_most(3).owners.tolist() == []
