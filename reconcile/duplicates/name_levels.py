"""How far the names of many pairs agree, as levels: what :mod:`reconcile.duplicates.levels` does for the other fields."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel, JaroWinkler

from reconcile.duplicates.beside import spread
from reconcile.duplicates.fields import Ints, Levels, Records, Texts, plain_name
from reconcile.duplicates.judging import Judging
from reconcile.duplicates.levels import Field
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.separators import Separator
from reconcile.duplicates.signatures import THREADS
from reconcile.duplicates.towns import Towns
from reconcile.duplicates.verdicts import garbled
from reconcile.duplicates.words import known_given_names

SURE_BITS = 6.8
"""From so many bits on, names that are the same leave hardly a doubt."""
DOUBTFUL_BITS = 3.0
"""With fewer, one name only has what the other has."""
UNLIKE_NAMES = 3
OTHER_BRANCH = 4
LONG_NUMBER = 4
"""Digits from which on a number that one side lacks may be a code."""
WORTH_JUDGING = 78.0
"""In a long list, names less alike than this (token_sort_ratio) are looked into only where the records are in touch."""
GARBLED_AT_ONCE = 4_000
IN_TOUCH = ("email", "phone", "address")
JUDGED_WHOLLY = 10_000
"""With so few candidate pairs every one is looked into."""


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
        letters = _letters(a, b)
        words = _alike(a, b, fuzz.token_set_ratio)
        sorted_words = _alike(a, b, fuzz.token_sort_ratio)
        found[(sorted_words >= 62) | (words >= 80)] = 5
        partly = np.flatnonzero(found == 5)
        found[partly] = spread(garbled, list(zip(a[partly], b[partly], strict=True)), at_once=GARBLED_AT_ONCE)
        found[letters >= 0.86] = 3
        worth = (sorted_words >= WORTH_JUDGING) | (words >= 95) | (letters >= 0.84) | _in_touch(records, i, j)
        worth |= len(i) <= JUDGED_WHOLLY
        self._towns, self._judged = Towns.of(records), np.flatnonzero(worth & ~self._equal)
        bare = self._towns.bare()
        unlike = (found == 6) & ~(bare[i] & bare[j])
        names = list(zip(records.names[i[self._judged]], records.names[j[self._judged]], strict=True))
        self._judging = Judging(names, unlike[self._judged].tolist())

    def finish(self) -> tuple[Levels, NDArray[np.int8]]:
        """The levels and what bars."""
        found, barred = self._found, np.zeros(len(self._i), dtype=np.int8)
        own = _own_contacts(self._records)
        for place, verdict in zip(self._judged.tolist(), self._judging.verdicts(), strict=True):
            if verdict.label == "same":
                found[place] = 1 if verdict.bits >= SURE_BITS else 2 if verdict.bits >= DOUBTFUL_BITS else 4
            elif not verdict.telling and found[place] == 5:
                found[place] = 6
            barred[place] = self._bar(place, verdict, own)
        return _completed(self._records, self._i, self._j, found, barred, self._equal)

    def _bar(self, place: int, verdict: Verdict, own: NDArray[np.bool_]) -> int:
        """What bars two records by the verdict on their names."""
        one, other = int(self._i[place]), int(self._j[place])
        alike = verdict.telling or self._found[place] != 6
        if verdict.separators and alike and is_hard(verdict, self._towns, one, other):
            return 1 if {item.name for item in verdict.separators} == {"given-name"} else 2
        if verdict.trades is not None and verdict.label == "different":
            return OTHER_BRANCH
        if self._towns.separator(one, other, verdict) is not None:
            return OTHER_BRANCH
        return 2 if _person_against_form(self._records, own, one, other) else 0


def _completed(
    records: Records, i: Ints, j: Ints, found: Levels, barred: NDArray[np.int8], equal: NDArray[np.bool_]
) -> tuple[Levels, NDArray[np.int8]]:
    """The levels with equal and missing names, and what unlike names bar."""
    a, b = records.plain[i], records.plain[j]
    found[equal] = 0
    missing = np.asarray([not x or not y for x, y in zip(a, b, strict=True)], dtype=bool)
    lone = np.asarray([" " not in x or " " not in y for x, y in zip(a, b, strict=True)], dtype=bool)
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
            filled = np.asarray([bool(value) for value in values], dtype=bool)
            found |= np.asarray(values[i] == values[j], dtype=bool) & filled[i]
    return found


def _own_contacts(records: Records) -> NDArray[np.bool_]:
    """By record: whether it is its own contact, written in whatever order."""
    contacts = records.values.get("contact_name")
    if contacts is None:
        return np.zeros(len(records), dtype=bool)
    turned = [
        np.asarray([*(_in_order(value) for value in column), None], dtype=object)[:-1]
        for column in (contacts, records.plain)
    ]
    return np.asarray((_alike(turned[0], turned[1], fuzz.ratio) >= 90) & (contacts != ""), dtype=bool)


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


def _letters(a: Texts, b: Texts) -> NDArray[np.float32]:
    squeezed_a = np.asarray([*(value.replace(" ", "") for value in a), None], dtype=object)[:-1]
    squeezed_b = np.asarray([*(value.replace(" ", "") for value in b), None], dtype=object)[:-1]
    return _alike(squeezed_a, squeezed_b, Indel.normalized_similarity)


def _alike(a: Texts, b: Texts, scorer: Callable[..., float]) -> NDArray[np.float32]:
    return np.asarray(process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=THREADS))


def is_hard(verdict: Verdict, towns: Towns, one: int, other: int) -> bool:
    """Whether a separator holds against any other evidence; an unknown given name that is near may be a slip."""
    return any(not _is_soft(item, towns, one, other) for item in verdict.separators)


def _is_soft(item: Separator, towns: Towns, one: int, other: int) -> bool:
    """A near given name may be a slip, and "senior" is often left out; the client's own town, or a long number, on one side
    only may be an address or a code.
    """
    one_sided = "none" in (item.value_a, item.value_b)
    if item.name == "given-name":
        return _may_be_slip(item.value_a, item.value_b)
    if item.name == "place":
        stated = item.value_b if item.value_a == "none" else item.value_a
        loose = towns.is_own(one, other, plain_name(stated)) or not towns.is_firm(one, other)
        return loose if one_sided else _may_be_slip(item.value_a, item.value_b)
    if item.name == "generation":
        return one_sided and _reached_alike(towns.records, one, other)
    digits = sum(sign.isdecimal() for sign in item.value_a + item.value_b)
    return item.name == "number" and one_sided and digits >= LONG_NUMBER


def _reached_alike(records: Records, one: int, other: int) -> bool:
    """Whether two records have a mailbox or a telephone in common."""
    columns = [records.values[name] for name in ("email", "phone") if name in records.values]
    return any(column[one] and column[one] == column[other] for column in columns)


def _may_be_slip(a: str, b: str) -> bool:
    x, y = a.lower().strip("."), b.lower().strip(".")
    known = known_given_names()
    if x in known and y in known:
        return False
    if len(x) < 3 or len(y) < 3:
        return False
    return JaroWinkler.similarity(x, y) >= 0.84 or sorted(x) == sorted(y)
