"""How far the names of many pairs agree, as levels: what :mod:`reconcile.duplicates.levels` does for the other fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from reconcile.duplicates.beside import spread
from reconcile.duplicates.fields import Ints, Levels, Records, Texts
from reconcile.duplicates.judging import Judging
from reconcile.duplicates.levels import Field
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.signatures import THREADS
from reconcile.duplicates.sisters import are_sisters, says_more
from reconcile.duplicates.soft_separators import can_be_one_person, is_hard
from reconcile.duplicates.towns import Towns
from reconcile.duplicates.verdicts import garbled

SURE_BITS = 6.8
"""From so many bits on, names that are the same leave hardly a doubt."""
DOUBTFUL_BITS = 3.0
"""With fewer, one name only has what the other has."""
UNLIKE_NAMES = 3
OTHER_BRANCH = 4
ONE_PERSON = -1
"""What stands in the place of a bar where two given names can be one person's: then the names can be one name."""
WORTH_JUDGING = 78.0
"""In a long list, names less alike than this (token_sort_ratio) are looked into only where the records are in touch."""
PARTLY_SORTED, PARTLY_CONTAINED = 62.0, 80.0
"""Names with a part in common: so much alike word by word (token_sort_ratio), or as far as the shorter goes (token_set_ratio)."""
NEAR_IN_LETTERS, WORTH_LETTERS = 0.86, 0.84
"""Names that are near in letters, and those near enough to be looked into."""
BELOW = 0.99
GARBLED_AT_ONCE = 4_000
IN_TOUCH = ("email", "phone", "address")
JUDGED_WHOLLY, JUDGED_BY_ADDRESS = 40_000, 10_000
"""With so few candidate pairs every one is looked into; with fewer where the list has neither mailboxes nor telephones."""


def _unlevelled(a: Texts, _b: Texts) -> Levels:
    """Names are not compared text by text: see :func:`name_levels`."""
    return np.full(len(a), -1, dtype=np.int8)


NAME = Field(
    "name",
    (
        "The names are equal.",
        "The names are one name, written in two ways.",
        "The names can be one name.",
        "The names are near in letters.",
        "One name has what the other has, and more.",
        "The names have a part in common.",
        "The names are unlike.",
    ),
    (0.47, 0.28, 0.12, 0.06, 0.06, 0.02, 0.002),
    _unlevelled,
    fixed=(6, 7),
)
"""The name as a field; its levels come from :func:`name_levels`."""


def name_levels(records: Records, i: Ints, j: Ints) -> tuple[Levels, NDArray[np.int8]]:
    """The level of every pair, and what bars it: 0 nothing, 1 a given name alone, 2 another separator (DUP-3), 3 that
    the names have nothing in common, 4 another trade or another town of the practice: in lists of families and their firms.
    """
    return BegunLevels(records, i, j).finish()


class BegunLevels:
    """:func:`name_levels` in two steps: what a second process can do is begun, so that this one can go on with other fields."""

    def __init__(self, records: Records, i: Ints, j: Ints) -> None:
        self._records, self._i, self._j = records, i, j
        a, b = records.plain[i], records.plain[j]
        self._found = found = np.full(len(i), 6, dtype=np.int8)
        self._equal = np.asarray(a == b, dtype=bool) if len(i) else np.zeros(0, dtype=bool)
        letters = _letters(records, i, j)
        sorted_words = _alike(a, b, fuzz.token_sort_ratio, PARTLY_SORTED)
        words = np.full(len(i), 100.0, dtype=np.float32)
        open_yet = np.flatnonzero(sorted_words < WORTH_JUDGING)  # all others are alike and worth judging as it is
        words[open_yet] = _alike(a[open_yet], b[open_yet], fuzz.token_set_ratio, PARTLY_CONTAINED)
        found[(sorted_words >= PARTLY_SORTED) | (words >= PARTLY_CONTAINED)] = 5
        partly = np.flatnonzero(found == 5)
        found[partly] = spread(garbled, list(zip(a[partly], b[partly], strict=True)), at_once=GARBLED_AT_ONCE)
        found[letters >= NEAR_IN_LETTERS] = 3
        worth = (sorted_words >= WORTH_JUDGING) | (words >= 95) | (letters >= WORTH_LETTERS) | _in_touch(records, i, j)
        worth |= len(i) <= (JUDGED_WHOLLY if self._is_told() else JUDGED_BY_ADDRESS)
        self._towns, self._judged = Towns.of(records), np.flatnonzero(worth & ~self._equal)
        bare = self._towns.bare()
        unlike = (found == 6) & ~(bare[i] & bare[j])
        names = list(zip(records.names[i[self._judged]], records.names[j[self._judged]], strict=True))
        self._judging = Judging(names, unlike[self._judged].tolist())

    def finish(self) -> tuple[Levels, NDArray[np.int8]]:
        """The levels and what bars."""
        found, barred = self._found, np.zeros(len(self._i), dtype=np.int8)
        verdicts = self._judging.verdicts()
        found[self._judged] = list(map(partial(_level, told=self._is_told()), verdicts, found[self._judged].tolist()))
        barred[self._judged] = self._bars(verdicts)
        one_person = barred == ONE_PERSON
        found[one_person], barred[one_person] = 2, 0
        return _completed(self._records, self._i, self._j, found, barred, self._equal)

    def _is_told(self) -> bool:
        """Whether the list has mailboxes or telephones."""
        return bool({"email", "phone"} & set(self._records.values))

    def _bars(self, verdicts: Sequence[Verdict]) -> list[int]:
        """What bars the records of each judged pair by the verdict on their names."""
        i, j = self._i[self._judged], self._j[self._judged]
        own, unlike = _own_contacts(self._records), self._found[self._judged] == 6
        bars = [
            self._bar(one, other, verdict, unlike=bare)
            for one, other, verdict, bare in zip(i.tolist(), j.tolist(), verdicts, unlike.tolist(), strict=True)
        ]
        for place in np.flatnonzero(own[i] | own[j]).tolist():
            if bars[place] == 0 and _person_against_form(self._records, own, int(i[place]), int(j[place])):
                bars[place] = 2
        return bars

    def _bar(self, one: int, other: int, verdict: Verdict, *, unlike: bool) -> int:
        """What bars two records by the verdict on their names alone."""
        if verdict.separators:
            if can_be_one_person(verdict, self._records, one, other):
                return ONE_PERSON
            if (verdict.telling or not unlike) and is_hard(verdict, self._towns, one, other):
                return 1 if {item.name for item in verdict.separators} == {"given-name"} else 2
        if verdict.trades is not None and verdict.label == "different":
            return OTHER_BRANCH
        apart = self._towns.separator(one, other, verdict) is not None or are_sisters(
            self._records, one, other, verdict
        )
        return OTHER_BRANCH if apart else 0


def _completed(
    records: Records, i: Ints, j: Ints, found: Levels, barred: NDArray[np.int8], equal: NDArray[np.bool_]
) -> tuple[Levels, NDArray[np.int8]]:
    """The levels with equal and missing names, and what unlike names bar."""
    found[equal] = 0
    empty, one_word = ~records.plain.astype(bool), np.asarray([" " not in name for name in records.plain], dtype=bool)
    missing, lone = empty[i] | empty[j], one_word[i] | one_word[j]
    if {"email", "phone"} & set(records.values):  # "Grace" and "Kelly" can both be Grace Kelly, if a mailbox says so
        missing |= lone & (found >= 5) & (barred == 0)
    found[missing] = -1
    barred[(found == 6) & (barred == 0)] = UNLIKE_NAMES
    return found, barred


def _in_touch(records: Records, i: Ints, j: Ints) -> NDArray[np.bool_]:
    """Where two records share a mailbox, a telephone or a home: one client or one family, and only the names tell which."""
    found = np.zeros(len(i), dtype=bool)
    for field in IN_TOUCH:
        values = records.values.get(field)
        if values is not None:
            found |= np.asarray(values[i] == values[j], dtype=bool) & values.astype(bool)[i]
    return found


def _level(verdict: Verdict, before: int, *, told: bool) -> int:
    """The level of two names by the verdict on them; the one by their letters where it says nothing.

    ``told`` says whether the list has mailboxes or telephones.
    """
    if verdict.label == "same":
        return 1 if verdict.bits >= SURE_BITS else 2 if verdict.bits >= DOUBTFUL_BITS else 4
    if before == 5 and not verdict.telling:
        return 6
    return 4 if before == 6 and told and says_more(verdict) else before


def _own_contacts(records: Records) -> NDArray[np.bool_]:
    """By record: whether it is its own contact, written in whatever order."""
    contacts = records.values.get("contact_name")
    if contacts is None:
        return np.zeros(len(records), dtype=bool)
    turned = [
        np.asarray([*(_in_order(value) for value in column), None], dtype=object)[:-1]
        for column in (contacts, records.plain)
    ]
    return np.asarray((_alike(turned[0], turned[1], fuzz.ratio, 90) >= 90) & (contacts != ""), dtype=bool)


def _in_order(words: str) -> str:
    return " ".join(sorted(words.split()))


def _person_against_form(records: Records, own: NDArray[np.bool_], one: int, other: int) -> bool:
    """Whether one record is its own contact, a person, and the other states a legal form."""
    for row, against in ((one, other), (other, one)):
        if own[row]:
            entity = parse_name(str(records.names[row])).entity
            if entity.form is None and entity.couple is None:
                return parse_name(str(records.names[against])).entity.form is not None
    return False


def _letters(records: Records, i: Ints, j: Ints) -> NDArray[np.float32]:
    """How near the names are in letters alone; 0 where that says nothing."""
    used = np.zeros(len(records), dtype=bool)
    used[i] = used[j] = True
    squeezed = np.full(len(records), "", dtype=object)
    squeezed[used] = [name.replace(" ", "") for name in records.plain[used]]
    return _alike(squeezed[i], squeezed[j], Indel.normalized_similarity, WORTH_LETTERS)


def _alike(a: Texts, b: Texts, scorer: Callable[..., float], least: float) -> NDArray[np.float32]:
    """The scores of pairs of texts, those under ``least`` as 0, which is faster."""
    least *= BELOW  # rapidfuzz drops what is exactly at its cutoff
    return np.asarray(process.cpdist(a, b, scorer=scorer, score_cutoff=least, dtype=np.float32, workers=THREADS))
