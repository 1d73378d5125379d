"""How far the names of many pairs agree, as levels: what :mod:`reconcile.duplicates.levels` does for the other fields."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel, JaroWinkler

from reconcile.duplicates.beside import spread
from reconcile.duplicates.fields import Records, Texts, plain_name
from reconcile.duplicates.judging import judge_all
from reconcile.duplicates.levels import Field, Ints, Levels
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.separators import Separator
from reconcile.duplicates.towns import Towns
from reconcile.duplicates.words import known_given_names

SURE_BITS = 6.8
"""From so many bits on, names that are the same leave hardly a doubt."""
DOUBTFUL_BITS = 3.0
"""With fewer, one name only has what the other has."""
UNLIKE_NAMES = 3
LONG_NUMBER = 4
"""Digits from which on a number that one side lacks may be a code."""
WORTH_JUDGING = 78.0
"""In a long list, names less alike than this (token_sort_ratio) are looked into only where the records are in touch."""
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
    the names have nothing in common.
    """
    a, b = records.plain[i], records.plain[j]
    found = np.full(len(i), 6, dtype=np.int8)
    barred = np.zeros(len(i), dtype=np.int8)
    equal = np.asarray(a == b, dtype=bool) if len(i) else np.zeros(0, dtype=bool)
    letters = _letters(a, b)
    words = process.cpdist(a, b, scorer=fuzz.token_set_ratio, dtype=np.float32)
    sorted_words = process.cpdist(a, b, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    found[(sorted_words >= 62) | (words >= 80)] = 5
    partly = np.flatnonzero(found == 5)
    found[partly] = spread(_garbled, list(zip(a[partly], b[partly], strict=True)))
    found[letters >= 0.86] = 3
    worth = (sorted_words >= WORTH_JUDGING) | (words >= 95) | (letters >= 0.84) | _in_touch(records, i, j)
    worth |= len(i) <= JUDGED_WHOLLY
    judged = np.flatnonzero(worth & ~equal)
    verdicts = judge_all(list(zip(records.names[i[judged]], records.names[j[judged]], strict=True)))
    towns = Towns.of(records)
    for place, verdict in zip(judged.tolist(), verdicts, strict=True):
        one, other = int(i[place]), int(j[place])
        if verdict.label == "same":
            found[place] = 1 if verdict.bits >= SURE_BITS else 2 if verdict.bits >= DOUBTFUL_BITS else 4
        elif not verdict.telling and found[place] == 5:
            found[place] = 6
        alike = verdict.telling or found[place] != 6
        if verdict.separators and alike and is_hard(verdict, towns, one, other):
            barred[place] = 1 if {item.name for item in verdict.separators} == {"given-name"} else 2
        elif towns.separator(one, other, verdict) is not None:
            barred[place] = 2
        if barred[place] == 0 and _person_against_form(records, one, other):
            barred[place] = 2
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


def _person_against_form(records: Records, one: int, other: int) -> bool:
    """Whether one record is its own contact, a person, and the other states a legal form."""
    contacts = records.values.get("contact_name")
    if contacts is None:
        return False
    for row, against in ((one, other), (other, one)):
        entity = parse_name(str(records.names[row])).entity
        if (
            entity.form is None
            and entity.couple is None
            and parse_name(str(records.names[against])).entity.form is not None
        ):
            contact = " ".join(sorted(plain_name(str(contacts[row])).split()))
            if contact and fuzz.ratio(contact, " ".join(sorted(records.plain[row].split()))) >= 90:
                return True
    return False


def _letters(a: Texts, b: Texts) -> NDArray[np.float32]:
    squeezed_a = np.asarray([*(value.replace(" ", "") for value in a), None], dtype=object)[:-1]
    squeezed_b = np.asarray([*(value.replace(" ", "") for value in b), None], dtype=object)[:-1]
    return np.asarray(process.cpdist(squeezed_a, squeezed_b, scorer=Indel.normalized_similarity, dtype=np.float32))


def _garbled(names: tuple[str, str]) -> int:
    """3 where every word has a partner that is near, 4 where every word of the shorter name has one, else 5."""
    a, b = names
    short, long = sorted((a.split()[:12], b.split()[:12]), key=len)
    free = list(long)
    for word in short:
        near = max(free, key=lambda other: JaroWinkler.similarity(word, other), default="")
        if not near or JaroWinkler.similarity(word, near) < (0.8 if len(word) > 2 else 0.99):
            return 5
        free.remove(near)
    return 3 if not free else 4


def is_hard(verdict: Verdict, towns: Towns, one: int, other: int) -> bool:
    """Whether a separator holds against any other evidence; an unknown given name that is near may be a slip."""
    return any(not _is_soft(item, towns, one, other) for item in verdict.separators)


def _is_soft(item: Separator, towns: Towns, one: int, other: int) -> bool:
    """A near given name may be a slip; the client's own town, or a long number, on one side only may be an address or a code."""
    one_sided = "none" in (item.value_a, item.value_b)
    if item.name == "given-name":
        return _may_be_slip(item.value_a, item.value_b)
    if item.name == "place":
        stated = item.value_b if item.value_a == "none" else item.value_a
        loose = towns.is_own(one, other, plain_name(stated)) or not towns.is_firm(one, other)
        return loose if one_sided else _may_be_slip(item.value_a, item.value_b)
    digits = sum(sign.isdecimal() for sign in item.value_a + item.value_b)
    return item.name == "number" and one_sided and digits >= LONG_NUMBER


def _may_be_slip(a: str, b: str) -> bool:
    x, y = a.lower().strip("."), b.lower().strip(".")
    known = known_given_names()
    if x in known and y in known:
        return False
    if len(x) < 3 or len(y) < 3:
        return False
    return JaroWinkler.similarity(x, y) >= 0.84 or sorted(x) == sorted(y)
