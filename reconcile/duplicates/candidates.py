"""Which pairs of records are worth a comparison: near in letters, near in words, or with a rare value in common.

Nothing here decides; a pair that is missed here is never seen, so each way finds what the others miss.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Records, Texts
from reconcile.duplicates.groups import by_value, distinct, pairs_within
from reconcile.duplicates.name_documents import NameDocuments, documents_of, words_of_names
from reconcile.duplicates.name_parts import MOST_WORDS
from reconcile.duplicates.namesakes import MOST as MOST_NAMESAKES
from reconcile.duplicates.namesakes import namesakes
from reconcile.duplicates.products import near_in_counts
from reconcile.duplicates.signatures import BegunJoin
from reconcile.duplicates.word_counts import count_each, count_words, joined

NEAR_LETTERS = 0.82
NEAR_WORDS = 0.5
NEAR_ADDRESS = 0.8
LONG_LIST = 20_000
"""A list of more records is searched a little less widely: chance brings more names near each other in it."""
STRICTER = 0.1
LARGEST_GROUP = 60
"""A value that more records than this share brings none of them together."""
FEW_AT_HOME = 4
"""The same for a street and number without a town, or a number and a postcode without a street."""
SQUEEZED = 8
"""Letters that a name written together has at least."""
IDENTICAL_SHOWN = 40
"""Of a name that very many records bear, each record is compared with so many of its neighbours."""

PLACEHOLDER = 1_000
"""A name on more records than this is no name of anybody."""

Ints = NDArray[np.int64]
_WORD = re.compile(r"[^\W_]+")


def candidate_pairs(records: Records) -> tuple[Ints, Ints]:
    """Pairs (i < j) to compare, those within one side included."""
    letters = BegunNear(records.plain, NEAR_LETTERS + _extra(len(records)) / 2)
    named = documents_of(records)
    ways = [_by_all_words(records), _by_name_words(records, named), _equal_names(records.plain)]
    ways.append(_by_squeezed(records, named))
    if len(records) <= LONG_LIST:
        ways.append(_pairs_within(namesakes(named.parts(len(records))), MOST_NAMESAKES))
    ways += [_by_value(records.values[name]) for name in ("email", "phone", "website") if name in records.values]
    if "email" in records.values:
        ways.append(BegunNear(records.values["email"], 0.85 + _extra(len(records)) / 2).pairs())
    if "address" in records.values:
        ways += [_by_value(_joined(records, ("address", place))) for place in ("postcode", "city")]
        ways.append(_by_value(records.values["address"], FEW_AT_HOME))
        if len(records) <= LONG_LIST:
            ways.append(_by_house(records))
            ways.append(BegunNear(_joined(records, ("address", "city")), NEAR_ADDRESS).pairs())
    ways.append(letters.pairs())
    i, j = np.concatenate([way[0] for way in ways]), np.concatenate([way[1] for way in ways])
    codes = distinct(i * np.int64(len(records)) + j)
    return codes // max(1, len(records)), codes % max(1, len(records))


def _extra(rows: int) -> float:
    return STRICTER if rows > LONG_LIST else 0.0


def _joined(records: Records, names: Sequence[str]) -> Texts:
    parts = [records.values[name] for name in names if name in records.values]
    joined = ["".join(row).replace(" ", "") if row[0] else "" for row in zip(*parts, strict=True)]
    return np.asarray([*joined, None], dtype=object)[:-1]


def _by_squeezed(records: Records, named: NameDocuments) -> tuple[Ints, Ints]:
    """Each name's first words without a form, written together: "Bell Bird Cakes" is "Bellbird Cakes Pty Ltd"."""
    joined = named.squeezed(len(records))
    joined[[len(text) < SQUEEZED for text in joined]] = ""
    return _by_value(joined)


def _by_value(values: Texts, most: int = LARGEST_GROUP) -> tuple[Ints, Ints]:
    """Records that share a value that few records have."""
    rows, starts = by_value(values)
    sizes = np.diff(starts)
    return pairs_within(rows, starts, np.where(sizes <= most, sizes, 0))


def _pairs_within(groups: Mapping[str, list[int]], most: int) -> tuple[Ints, Ints]:
    pairs = [
        (one, other)
        for rows in groups.values()
        if 1 < len(rows) <= most
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
    ]
    return _arrays(pairs)


def _by_house(records: Records) -> tuple[Ints, Ints]:
    """Records with one number in the street and one postcode, whose digits may be swapped: streets are garbled more often."""
    if "postcode" not in records.values:
        return _arrays([])
    groups: dict[str, list[int]] = defaultdict(list)
    for row, (address, postcode) in enumerate(zip(records.values["address"], records.values["postcode"], strict=True)):
        if address and postcode:
            digits = "".join(sorted(postcode))
            for number in {word for word in address.split() if word.isdecimal()}:
                groups[f"{number} {digits}"].append(row)
    return _pairs_within(groups, FEW_AT_HOME)


def _arrays(pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    found = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


class BegunNear:
    """Records whose values are near in letters, in two steps; a value of many records stands for the first few of them."""

    def __init__(self, values: Texts, threshold: float) -> None:
        self._rows, self._starts = by_value(values)
        self._begun = BegunJoin(values[self._rows[self._starts[:-1]]].tolist(), threshold)

    def pairs(self) -> tuple[Ints, Ints]:
        """The pairs of rows."""
        return _of_groups(self._rows, self._starts, *self._begun.pairs())


def _of_groups(rows: Ints, starts: Ints, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """The rows' pairs of pairs of groups; nearly all groups are of one row."""
    first, sizes = rows[starts[:-1]], np.minimum(np.diff(starts), IDENTICAL_SHOWN)
    single = (sizes[a] == 1) & (sizes[b] == 1)
    several = _arrays(
        [
            (one, other)
            for x, y in zip(a[~single].tolist(), b[~single].tolist(), strict=True)
            for one in rows[starts[x] : starts[x] + sizes[x]].tolist()
            for other in rows[starts[y] : starts[y] + sizes[y]].tolist()
        ]
    )
    i, j = np.concatenate([first[a[single]], several[0]]), np.concatenate([first[b[single]], several[1]])
    return np.minimum(i, j), np.maximum(i, j)


def _equal_names(names: Texts) -> tuple[Ints, Ints]:
    """Records of one name; of a name on very many records, each with its next neighbours only.

    A name on more than ``PLACEHOLDER`` records is no name ("Client", "Test"): the first of them are paired, each with the next,
    which is one cluster to look at. The others are found by their other evidence alone.
    """
    rows, starts = by_value(names)
    sizes = np.diff(starts)
    many = np.flatnonzero(sizes > PLACEHOLDER)
    shown = np.arange(len(rows)) - np.repeat(starts[:-1], sizes) < PLACEHOLDER
    starts = np.concatenate([[0], np.cumsum(np.minimum(sizes, PLACEHOLDER))])
    reach = np.full(len(sizes), IDENTICAL_SHOWN)
    reach[many] = 1
    return pairs_within(rows[shown], starts, reach)


def _by_name_words(records: Records, named: NameDocuments) -> tuple[Ints, Ints]:
    """Near in words: trading names and trusts count as names of their own, a given name also as its initial."""
    some = named.at_most(IDENTICAL_SHOWN)
    i, j = near_in_counts(some.counted, NEAR_WORDS + _extra(len(records)))
    i, j = some.owners[i], some.owners[j]
    other = i != j
    return np.minimum(i, j)[other], np.maximum(i, j)[other]


def _by_all_words(records: Records) -> tuple[Ints, Ints]:
    """Near in all that a record says: name, street, place and mailbox together."""
    if not {"address", "email", "phone"} & set(records.values):
        return _arrays([])
    columns = [words_of_names(records)]
    columns += [
        count_each(records.values[name]) for name in ("address", "city", "postcode", "phone") if name in records.values
    ]
    if "email" in records.values:
        mails = records.values["email"]
        mailboxes = {mail: _mailbox_words(mail) for mail in dict.fromkeys(mails)}
        columns.append(count_words([mailboxes[mail] for mail in mails]))
    return near_in_counts(joined(columns, MOST_WORDS), NEAR_WORDS + _extra(len(records)), most_per_row=25)


def _mailbox_words(mail: str) -> str:
    """An address as one word, and the words of its mailbox."""
    return " ".join(["".join(mail.split()), *_WORD.findall(mail.partition("@")[0])])
